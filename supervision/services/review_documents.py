"""Papers of a review: the notice with its plan, the ballot, and the result; none holds a score."""

from datetime import date
from typing import Final

from congress.official import Attachment, Block, Heading, NumberedPoint, OfficialLetter, Paragraph, Table, date_text
from meetings.models import AgendaItem, Assessment
from meetings.services import ballot_documents, letterhead, polls, vote_words
from supervision.models import PerformanceReview, ReviewHearing
from supervision.services import reviews
from supervision.services.review_schemes import plain

REQUEST: Final = "请按要求准备书面报告，如实反映履职情况、存在问题和改进措施，并为评议调研提供便利。"


def notice(review: PerformanceReview, *, today: date) -> OfficialLetter:
    """评议通知: to the organ, for the person where it is one, with the plan of the review as its attachment."""
    day = review.notified_on or today
    committee = letterhead.short_committee_name(day)
    hearing = review.current
    about = reviews.subject_title(review)
    decided = (
        f"经{date_text(review.selected_on)}{review.selected_at}研究，"
        if review.selected_on and review.selected_at
        else ""
    )
    return OfficialLetter(
        issuer=committee,
        title=f"关于对{about}开展{review.get_kind_display()}的通知",
        addressee=review.organ.name_on(day),
        body=[
            Paragraph(f"{decided}决定对{about}开展{review.get_kind_display()}。现将有关事项通知如下："),
            *_requests(review, hearing),
        ],
        attachments=[Attachment("评议方案", body=_plan(review, hearing))],
        signer=committee,
        date=day,
        printed_by=letterhead.office_name(day),
        printed_on=day,
    )


def _requests(review: PerformanceReview, hearing: ReviewHearing | None) -> list[Block]:
    lines = [review.reason.strip()] if review.reason.strip() else []
    if hearing is not None:
        how = "听取口头报告" if hearing.mode == AgendaItem.Mode.HEARD else "书面审议报告"
        lines.append(f"拟在{hearing.meeting}（{date_text(hearing.meeting.starts_on)}）{how}，并进行满意度测评。")
        if hearing.obligation is not None:
            lines.append(f"请于{date_text(hearing.obligation.due_on)}前提交书面报告。")
    return [NumberedPoint(line, level=1) for line in (*lines, REQUEST)]


def _plan(review: PerformanceReview, hearing: ReviewHearing | None) -> list[Block]:
    body: list[Block] = [
        Heading("评议对象"),
        Paragraph(f"{reviews.subject_title(review)}（{review.organ}）。"),
        Heading("评议步骤"),
        Paragraph("评议调研、提交报告、听取报告和询问、满意度测评、送达结果、整改。"),
    ]
    scheme = review.scheme
    if scheme is not None:
        rows = [
            [str(item.order), item.name, item.get_grader_display(), plain(item.max_points), f"{plain(item.weight)}%"]
            for item in scheme.items.order_by("order")
        ]
        body += [
            Heading("评分项目"),
            Table(head=["序号", "项目", "评分方式", "满分", "权重"], rows=rows, widths=(1.5, 4, 3, 2, 2)),
            Heading("测评等次"),
            Paragraph("、".join(scheme.scale.words.values()) + "。"),
        ]
    return body


def ballot(review: PerformanceReview, hearing: ReviewHearing) -> OfficialLetter:
    """测评票: the grades in the words of the scheme; no name, no number, no mark that tells whose paper it is."""
    words = review.scheme.scale.words if review.scheme is not None else polls.GRADES[Assessment.Scale.SATISFACTION]
    columns = [*words.values(), "弃权"]
    return OfficialLetter(
        title=f"{letterhead.full_name(hearing.meeting)}\n满意度测评票",
        passed_at=date_text(hearing.meeting.starts_on),
        body=[
            Paragraph(f"测评事项：{reviews.subject_title(review)}履职情况"),
            Table(columns, [[""] * len(columns)], row_height=ballot_documents.MARKED),
            Paragraph(ballot_documents.HOW_GRADES),
        ],
        date=hearing.meeting.starts_on,
    )


def result_notice(review: PerformanceReview, hearing: ReviewHearing, *, today: date) -> OfficialLetter:
    """评议结果通知书: the vote in one sentence, the opinions, and what is asked; scores stay in the room."""
    day = hearing.result_sent_on or today
    committee = letterhead.short_committee_name(day)
    about = reviews.subject_title(review)
    vote = hearing.assessment
    said = vote_words.assessment_sentence(vote) if vote is not None else "尚未测评。"
    body: list[Block] = [
        Paragraph(f"{date_text(hearing.meeting.starts_on)}，{hearing.meeting}听取了{about}履职情况报告，{said}"),
    ]
    if review.opinions.strip():
        body.append(Heading("评议意见"))
        body += [Paragraph(line.strip()) for line in review.opinions.splitlines() if line.strip()]
    if review.rectification_obligation is not None:
        limit = date_text(review.rectification_obligation.due_on)
        body += [Heading("整改要求"), Paragraph(f"请认真研究评议意见，于{limit}前书面报告整改情况。")]
    return OfficialLetter(
        issuer=committee,
        number=str(hearing.result_number) if hearing.result_number else "",
        title=f"{about}履职评议结果通知书{'' if hearing.result_sent_on else '（草稿）'}",
        addressee="、".join(dict.fromkeys([review.subject, review.organ.name_on(day)])),
        body=body,
        signer=committee,
        date=day,
        sealed=hearing.result_sent_on is not None,
        copy_to=f"区委（{hearing.party_reference}）" if hearing.party_reference else "",
        printed_by=letterhead.office_name(day) if hearing.result_sent_on else "",
        printed_on=hearing.result_sent_on,
    )
