"""交办清单: every point of an opinion paper with who answers it, by when, and how far it is (ZJ-SUP25 art 4)."""

from datetime import date

from congress.official import OfficialLetter, Paragraph, Table, date_text
from meetings.models import OpinionPaper
from meetings.services import letterhead
from supervision.models import FollowUp, PointAnswer

_HEAD = ("序号", "意见", "承办机关", "责任领导", "报告期限", "办理情况")


def hand_over_list(paper: OpinionPaper, *, on: date) -> OfficialLetter:
    """The list as it stands on a day; a point that several organs hold has a line for each."""
    committee = letterhead.short_committee_name(on)
    rows = PointAnswer.objects.filter(follow_up__paper=paper).select_related("point", "follow_up__organ")
    wide = rows.prefetch_related("follow_up__rounds__obligation").order_by("point__order", "follow_up__pk")
    number = f"（{paper.number}）" if paper.number else ""
    return OfficialLetter(
        issuer=committee,
        title=f"{paper.get_kind_display()}交办清单",
        addressee="",
        body=[
            Paragraph(f"《{paper.title}》{number}交办情况如下："),
            Table(_HEAD, [_line(answer) for answer in wide], widths=[1, 5, 2.4, 1.8, 2.2, 2.2], left=[1]),
        ],
        signer=letterhead.office_name(on),
        date=on,
    )


def _line(answer: PointAnswer) -> list[str]:
    follow_up: FollowUp = answer.follow_up
    return [
        str(answer.point.order),
        answer.point.text,
        follow_up.organ.name_on(follow_up.handed_over_on),
        follow_up.leader,
        date_text(follow_up.current_round.obligation.due_on),
        answer.get_status_display(),
    ]
