"""What the public is told of a meeting: when, where, and its agenda.

Source: SL24 art 10 (SL06 art 7); handbook §5.3.
"""

from datetime import date

from django.db import transaction

from congress.models import User
from congress.publishing import Content
from congress.services import publication
from congress.services.copies import composed, marked
from congress.services.deadlines import chinese_date
from meetings.models import Meeting

PUBLICATION_BASIS = "《监督法》第十条"


@transaction.atomic
def require(meeting: Meeting, *, since: date, actor: User) -> None:
    """Meetings of the standing committee are announced; nobody has to announce the others."""
    duty = publication.Duty(
        kind=str(meeting._meta.verbose_name),
        title=str(meeting),
        basis=PUBLICATION_BASIS,
        path=meeting.get_absolute_url(),
    )
    publication.require(meeting, duty, since=since, actor=actor)


def compose(meeting: Meeting) -> Content:
    """What the meeting would show to readers."""
    sittings = "、".join(dict.fromkeys(sitting.get_kind_display() for sitting in meeting.sittings.all()))
    facts = [
        ("类别", meeting.get_kind_display()),
        ("日期", marked(meeting, "starts_on", chinese_date(meeting.starts_on))),
        ("形式", sittings),
        ("地点", marked(meeting, "place", meeting.place)),
    ]
    items = [f"{item.order}．{marked(item, 'title', item.title)}" for item in meeting.items.all()]
    return composed(meeting, facts, [("议程", items)])
