"""Reviews of people and departments, from their selection to the issue of the report; the vote is in `review_votes`.

Source: handbook §2(i), last paragraphs; days RVW-20 (model) and RVW-3M (local).
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import Attachment, LegalRule, Obligation, Organ, User
from congress.services import activity, notifications, obligations
from congress.services.attachments import Upload
from congress.services.attachments import store as store_file
from congress.services.deadlines import chinese_date
from congress.services.obligations import Duty
from meetings.models import AgendaItem, Meeting
from meetings.services import agenda
from supervision.models import PerformanceReview, ReviewHearing, ReviewKind, ReviewScheme

RULE: Final = "RVW-20"
Status = PerformanceReview.Status


def admin_path(review: PerformanceReview) -> str:
    """Where the committee works on the case."""
    return f"/admin/supervision/performancereview/{review.pk}/change/"


@transaction.atomic
def propose(review: PerformanceReview, *, actor: User) -> PerformanceReview:
    """Put an unsaved case before the chairpersons' meeting.

    Raises ValidationError if the tenure is not the person's, the post is not one of the kind, or the scheme is not in
    use for it.
    """
    if review.tenure is not None and review.person is None:
        review.person = review.tenure.person
    check(review)
    review.full_clean()
    review.save(force_insert=True)
    activity.record(actor, "提请确定评议对象", review, path=admin_path(review))
    if not review.is_historic:
        notifications.tell_roles(
            "sc_chair", "sc_vice_chair", subject=f"待主任会议确定：{review}", path=review.get_absolute_url()
        )
    return review


def check(review: PerformanceReview) -> None:
    """Person, tenure, organ, kind and scheme agree. Raises ValidationError keyed by field."""
    if review.kind != ReviewKind.DEPARTMENT:
        _check_person(review)
    check_scheme(review, is_new=True)


def _check_person(review: PerformanceReview) -> None:
    tenure = review.tenure
    if tenure is None:
        raise ValidationError({"tenure": "评议个人的，请选择其由常委会任命的任职。"})
    if review.person is not None and tenure.person_id != review.person_id:
        raise ValidationError({"tenure": f"“{tenure}”不是{review.person}的任职。"})
    if tenure.post.organ_id != review.organ_id:
        raise ValidationError({"organ": f"“{tenure.post}”所在机关为{tenure.post.organ}，请核对。"})
    if tenure.ends_on is not None and tenure.ends_on.year < review.year:
        raise ValidationError({"tenure": f"{tenure.person}已于{chinese_date(tenure.ends_on)}离任，不列入评议。"})
    judicial = (Organ.Kind.COURT, Organ.Kind.PROCURATORATE)
    if review.kind == ReviewKind.TWO_OFFICERS and tenure.post.organ.kind not in judicial:
        raise ValidationError({"kind": "法官、检察官履职评议的对象须在区法院或者区检察院任职。"})


def check_scheme(review: PerformanceReview, *, is_new: bool) -> None:
    """The scheme is one for the kind, and in use when it is chosen. Raises ValidationError keyed by field."""
    scheme = review.scheme
    if scheme is None:
        return
    if scheme.kind != review.kind:
        raise ValidationError({"scheme": f"“{scheme}”用于{scheme.get_kind_display()}，不用于本类评议。"})
    if is_new and scheme.status != ReviewScheme.Status.IN_USE:
        raise ValidationError({"scheme": f"“{scheme}”{scheme.get_status_display()}，请选择使用中的方案。"})


@transaction.atomic
def select(review: PerformanceReview, *, meeting: Meeting, on: date, actor: User, today: date) -> None:
    """确定: the chairpersons' meeting takes the case up. Raises ValidationError for another meeting or day."""
    check_chair_meeting(meeting, on, today=today)
    review.select(at=meeting, on=on)
    activity.record(actor, "主任会议确定评议", review, path=admin_path(review), detail={"meeting": str(meeting)})
    tell_committee(review, f"评议对象已确定，请通知：{review}")


def check_chair_meeting(meeting: Meeting, on: date, *, today: date) -> None:
    """The meeting is a chairpersons' meeting that took place, and the day is one of its days."""
    if meeting.kind != Meeting.Kind.CHAIR_MEETING:
        raise ValidationError({"meeting": "请选择一次主任会议。"})
    if meeting.status not in (Meeting.Status.OPEN, *Meeting.HELD):
        raise ValidationError({"meeting": "这次主任会议还没有召开，请办公室先登记开会。"})
    if not meeting.starts_on <= on <= meeting.ends_on:
        raise ValidationError({"on": f"日期须在该次主任会议期间（{chinese_date(meeting.starts_on)}）。"})
    if on > today:
        raise ValidationError({"on": "日期不能晚于今天。"})


@transaction.atomic
def drop(review: PerformanceReview, *, reason: str, actor: User) -> None:
    """不再评议, before it was heard; what was owed falls away."""
    if not reason.strip():
        raise ValidationError({"reason": "不再评议须写明理由。"})
    told = review.status not in PerformanceReview.BEFORE_NOTICE
    review.drop(reason=reason.strip())
    for hearing in review.hearings.select_related("obligation"):
        if hearing.obligation is not None and hearing.obligation.status == Obligation.Status.OPEN:
            obligations.void(hearing.obligation, reason="不再评议", actor=actor)
    activity.record(actor, "不再评议", review, reason=reason.strip(), path=admin_path(review))
    if told:
        notifications.tell_organ(review.organ, subject=f"不再评议：{review}", body=reason.strip())


@transaction.atomic
def notify(
    review: PerformanceReview, *, meeting: Meeting, mode: str, on: date, actor: User, today: date
) -> ReviewHearing:
    """通知: the organ and the person learn of it and of the day; the report falls due twenty days before the meeting.

    Raises ValidationError if the meeting is not one of the committee that is still to come.
    """
    if on > today:
        raise ValidationError({"on": "日期不能晚于今天。"})
    if review.selected_on is not None and on < review.selected_on:
        raise ValidationError({"on": f"通知日期不能早于确定评议的日期（{chinese_date(review.selected_on)}）。"})
    review.notify(on=on)
    hearing = open_hearing(review, meeting, mode, today=today)
    activity.record(actor, "通知评议", review, path=admin_path(review))
    tell_reviewed(review, f"评议通知：{review}", f"拟在{meeting}听取报告，请按期提交。")
    return hearing


def _check_meeting(meeting: Meeting) -> None:
    if meeting.kind not in Meeting.DECIDING:
        raise ValidationError({"meeting": "请选择拟听取报告的常委会会议。"})
    if meeting.status not in Meeting.BEFORE_OPENING:
        raise ValidationError({"meeting": "会议已经召开或取消，请选择以后的会议。"})


def open_hearing(review: PerformanceReview, meeting: Meeting, mode: str, *, today: date) -> ReviewHearing:
    """The next time the report comes before the committee. Raises ValidationError for a meeting that is not to come."""
    _check_meeting(meeting)
    last = review.hearings.order_by("-number").values_list("number", flat=True).first()
    hearing = ReviewHearing(review=review, number=(last or 0) + 1, meeting=meeting, mode=mode)
    hearing.obligation = _open_days(hearing, today=today)
    hearing.full_clean()
    hearing.save(force_insert=True)
    return hearing


def _open_days(hearing: ReviewHearing, *, today: date) -> Obligation | None:
    """The day of the report, counted back from the meeting; none while the meeting is only planned."""
    if hearing.meeting.status == Meeting.Status.PLANNED:
        return None
    review = hearing.review
    duty = Duty(
        title=f"提交履职报告：{review}",
        path=review.get_absolute_url(),
        organ=review.organ,
        watched_by=review.working_committee,
        is_historic=review.is_historic,
    )
    try:
        return obligations.open_duty(RULE, duty, start=hearing.meeting.starts_on, today=today)
    except LegalRule.DoesNotExist:
        return None


def tell_reviewed(review: PerformanceReview, subject: str, body: str = "") -> None:
    """Tell the organ, and the person where he or she has an account."""
    if review.is_historic:
        return
    told = list(User.objects.of(review.organ))
    if review.person is not None and review.person.account is not None:
        told.append(review.person.account)
    notifications.tell(told, subject=subject, body=body, path=review.get_absolute_url())


@transaction.atomic
def realign(*, actor: User, today: date) -> int:
    """Bring the days of reports into line with their meetings; how many changed. It may run at any time."""
    changed = 0
    rows = ReviewHearing.objects.filter(
        reported_on__isnull=True, review__status__in=PerformanceReview.AWAITING_REPORT, review__is_historic=False
    ).select_related("meeting", "review__organ", "review__working_committee", "obligation__rule")
    for hearing in rows.order_by("pk"):
        changed += _follow(hearing, actor=actor, today=today)
    return changed


def _follow(hearing: ReviewHearing, *, actor: User, today: date) -> bool:
    owed, meeting = hearing.obligation, hearing.meeting
    is_open = owed is not None and owed.status == Obligation.Status.OPEN
    if owed is not None and is_open and meeting.status in Meeting.OFF:
        obligations.void(owed, reason=f"会议{meeting.get_status_display()}", actor=actor)
    elif owed is not None and is_open and owed.start_on != meeting.starts_on:
        obligations.restart(owed, start=meeting.starts_on, reason="会议改期", actor=actor, today=today)
    elif not is_open and meeting.status in Meeting.BEFORE_OPENING and meeting.status not in Meeting.OFF:
        hearing.obligation = _open_days(hearing, today=today)
        hearing.save(update_fields=["obligation"])
        return hearing.obligation is not None
    else:
        return False
    return True


@transaction.atomic
def begin_research(review: PerformanceReview, *, actor: User) -> None:
    """开展调研: interviews, surveys, checks of cases."""
    review.begin_research()
    activity.record(actor, "开展评议调研", review, path=admin_path(review))


@transaction.atomic
def submit_report(
    review: PerformanceReview,
    *,
    text: str,
    files: Sequence[Upload] = (),
    on: date,
    actor: User,
    late_reason: str = "",
) -> None:
    """提交报告: by the reviewed or the organ, or by the committee for a paper one.

    Raises ValidationError without words or files, and past the day without a reason.
    """
    hearing = current_hearing(review)
    if not text.strip() and not files:
        raise ValidationError({"text": "请填写报告或者上传报告文件。"})
    if on > hearing.meeting.ends_on:
        raise ValidationError({"on": "日期不能晚于听取报告的会议。"})
    owed = hearing.obligation
    is_open = owed is not None and owed.status == Obligation.Status.OPEN
    if owed is not None and is_open:
        limit = max(owed.due_plain, owed.due_on)
        if on > limit and not late_reason.strip():
            raise ValidationError({"late_reason": f"已超过{chinese_date(limit)}的期限，请写明迟延理由。"})
    review.report()
    if owed is not None and is_open:
        obligations.finish(owed, on=on, actor=actor)
    hearing.report_text, hearing.reported_on, hearing.late_reason = text.strip(), on, late_reason.strip()
    hearing.save(update_fields=["report_text", "reported_on", "late_reason"])
    hearing.attachments.add(*keep(files, actor=actor))
    activity.record(actor, "提交履职报告", review, path=admin_path(review))
    tell_committee(review, f"已收到履职报告：{review}")


def tell_committee(review: PerformanceReview, subject: str) -> None:
    """Tell the working committee that holds the case."""
    if not review.is_historic:
        notifications.tell_organ(review.working_committee, subject=subject, path=admin_path(review))


def keep(files: Sequence[Upload], *, actor: User) -> list[Attachment]:
    """Store what was handed in."""
    return [store_file(each, actor=actor) for each in files]


def current_hearing(review: PerformanceReview) -> ReviewHearing:
    """The hearing under way, or the last one. Raises ValidationError while there is none."""
    hearing = review.hearings.select_related("meeting", "obligation", "item", "assessment").order_by("-number").first()
    if hearing is None:
        raise ValidationError(f"“{review}”还没有确定听取报告的会议。")
    return hearing


@transaction.atomic
def issue(review: PerformanceReview, *, on: date, actor: User) -> None:
    """印发: the report goes to all members; from here on they read it in the workspace."""
    hearing = current_hearing(review)
    if hearing.reported_on is not None and on < hearing.reported_on:
        raise ValidationError({"on": f"印发日期不能早于提交日期（{chinese_date(hearing.reported_on)}）。"})
    review.issue()
    hearing.issued_on = on
    hearing.save(update_fields=["issued_on"])
    activity.record(actor, "印发组成人员", review, path=admin_path(review))
    if not review.is_historic:
        notifications.tell_roles("sc_member", subject=f"履职报告：{review}", path=review.get_absolute_url())


@transaction.atomic
def table(review: PerformanceReview, *, item: AgendaItem | None = None, actor: User) -> AgendaItem:
    """列入议程: an item of the meeting that is there, or a new one.

    Raises ValidationError for an item of another meeting or of another review, and after the case was heard.
    """
    # Of two who table it at once the second finds the item of the first, and no agenda holds it twice.
    review.refresh_from_db(fields=["status"], from_queryset=PerformanceReview.objects.select_for_update(of=("self",)))
    hearing = current_hearing(review)
    if hearing.heard_on is not None or review.status in PerformanceReview.CLOSED:
        raise ValidationError(f"“{review}”{review.get_status_display()}，不能再列入议程。")
    if hearing.item is not None:
        raise ValidationError(f"已列入议程：{hearing.item}。")
    if item is None:
        item = agenda.add(
            AgendaItem(
                meeting=hearing.meeting,
                kind=AgendaItem.Kind.DUTY_REPORT,
                mode=hearing.mode,
                title=f"{subject_title(review)}履职情况报告",
                reporting_organ=review.organ,
                motive="主任会议确定的评议" if hearing.meeting.status == Meeting.Status.OPEN else "",
            ),
            actor=actor,
        )
    if item.meeting_id != hearing.meeting_id:
        raise ValidationError({"item": f"“{item}”不是{hearing.meeting}的议程。"})
    hearing.item = item
    hearing.full_clean()
    hearing.save(update_fields=["item"])
    activity.record(actor, "列入议程", review, path=admin_path(review))
    return item


def subject_title(review: PerformanceReview) -> str:
    """The subject on an agenda: post and name, or the department."""
    return f"{review.post_title}{review.subject}"
