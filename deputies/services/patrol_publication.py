"""What of a patrol's finding society may read: what and where, and what was done; never who, nor where exactly."""

from datetime import date

from django.db import transaction

from congress.models import User
from congress.official.numerals import date_text
from congress.publishing import Content
from congress.services import copies, publication
from congress.services.publication import Duty
from congress.workflow import TransitionError
from deputies.models import PatrolFinding

BASIS = "《代表法》第三十六条"


@transaction.atomic
def require(finding: PatrolFinding, *, actor: User, today: date) -> None:
    """列入公开: no law asks for it; the committee chooses which findings society reads of.

    Raises TransitionError for one that nobody has answered yet.
    """
    row = PatrolFinding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    if row.status not in (*PatrolFinding.ANSWERED, PatrolFinding.Status.CONFIRMED):
        raise TransitionError(f"“{row}”当前为“{row.get_status_display()}”，答复后才能公开。")
    duty = Duty(kind="巡查问题", title=str(row), basis=BASIS, path=row.public_path)
    publication.require(row, duty, since=today, actor=actor)


def compose(finding: PatrolFinding) -> Content:
    """Its public words: no finder, no coordinates, no answers to questions."""
    last = finding.assignments.order_by("number").last()
    facts = [
        ("类别", copies.marked(finding, "category", str(finding.category))),
        ("地点", copies.marked(finding, "place", finding.place)),
        ("发现日期", copies.marked(finding, "found_on", date_text(finding.found_on))),
        ("承办单位", copies.marked(finding, "organ", str(finding.organ or ""))),
        ("办理结果", finding.get_status_display()),
        ("答复日期", date_text(finding.answered_on) if finding.answered_on else ""),
    ]
    answer = [last.answer] if last is not None and last.answer else []
    return copies.composed(finding, facts, [("情况", [finding.text]), ("办理情况", answer)])
