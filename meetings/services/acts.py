"""Resolutions and decisions: their numbers and their publication."""

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import DocumentNumber, User
from congress.publishing import Content
from congress.services import activity, numbering, publication
from congress.services.copies import composed, marked
from congress.services.deadlines import chinese_date
from meetings.models import Act

ACT_SERIES = "act"
PUBLICATION_BASIS = "《浙江省各级人民代表大会常务委员会监督条例》第四十八条"


@transaction.atomic
def number(act: Act, *, actor: User) -> DocumentNumber:
    """Give the act the next number of its year. Raises ValidationError if it has one."""
    current = Act.objects.select_for_update().get(pk=act.pk)
    if current.number_id is not None:
        raise ValidationError("该决议决定已经编号。")
    issued = numbering.issue(ACT_SERIES, on=act.adopted_on, subject=act.title, actor=actor)
    act.number = issued
    act.save(update_fields=["number"])
    return issued


@transaction.atomic
def require_publication(act: Act, *, actor: User) -> None:
    """Acts are published (ZJ-SUP08 art 48; ZJ-MAJOR18 art 20)."""
    duty = publication.Duty(
        kind=str(act._meta.verbose_name), title=act.title, basis=PUBLICATION_BASIS, path=act.get_absolute_url()
    )
    publication.require(act, duty, since=act.adopted_on, actor=actor)
    activity.record(actor, "列入公开", act)


def compose(act: Act) -> Content:
    """What the act would show to readers."""
    facts = [
        ("类别", marked(act, "kind", act.get_kind_display())),
        ("会议", marked(act, "meeting", str(act.meeting))),
        ("通过日期", marked(act, "adopted_on", chinese_date(act.adopted_on))),
        ("文号", str(act.number) if act.number else ""),
    ]
    return composed(act, facts, [("正文", [line for line in act.text.splitlines() if line.strip()])])
