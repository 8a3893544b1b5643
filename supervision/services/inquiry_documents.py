"""An inquiry on paper: 询问提纲 before the sitting, 承诺事项清单 after it. Both are inner papers."""

from datetime import date

from congress.official import Block, Heading, NumberedPoint, OfficialLetter, Paragraph, Table, date_text
from meetings.services import letterhead
from supervision.models import Inquiry, Question


def outline_paper(inquiry: Inquiry, *, today: date) -> OfficialLetter:
    """The questions by organ, in their order, with who asks; it says that it is not to be made known."""
    sitting = inquiry.sitting
    when = (
        f"{date_text(sitting.starts_on)}，{sitting.meeting}{sitting.get_kind_display()}。" if sitting else "会次待定。"
    )
    body: list[Block] = [Paragraph(when)]
    rows = inquiry.questions.select_related("organ", "asker", "follow_up_of").order_by("organ_id", "order")
    organ_id = None
    for question in rows:
        if question.organ_id != organ_id:
            organ_id = question.organ_id
            body.append(Heading(question.organ.name_on(today)))
        body.append(NumberedPoint(question.text, lead=_lead(question)))
    return OfficialLetter(
        title=f"{inquiry.title}询问提纲",
        body=body,
        signer=str(inquiry.working_committee or letterhead.short_committee_name(today)),
        date=today,
        sealed=False,
        note="询问开展以前不得公开",
    )


def _lead(question: Question) -> str:
    after = f"追问第{question.follow_up_of.order}问" if question.follow_up_of else ""
    words = "，".join(part for part in (f"{question.asker}" if question.asker else "", after) if part)
    return f"（{words}）" if words else ""


def commitments_paper(inquiry: Inquiry, *, today: date) -> OfficialLetter:
    """What was promised, by whom, by when, and how it stands."""
    rows = inquiry.commitments.select_related("organ", "question").order_by("order")
    return OfficialLetter(
        title=f"{inquiry.title}承诺事项清单",
        body=[
            Table(
                ("序号", "承诺单位", "承诺内容", "期限", "状态"),
                [
                    (
                        str(row.order),
                        row.organ.name_on(today),
                        row.text,
                        date_text(row.due_on) if row.due_on else "",
                        row.get_status_display(),
                    )
                    for row in rows
                ],
                widths=(1, 3, 6, 3, 2),
                left=(2,),
            )
        ],
        signer=letterhead.short_committee_name(today),
        date=today,
        sealed=False,
    )
