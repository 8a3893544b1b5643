"""The closed loop 交办—办理—评价 for every kind of handling (handbook §2.0 FollowUpItem).

The concrete service of an app opens rounds and composes texts; the steps, their guards and their log lines are here.
"""

from datetime import date

from django.core.exceptions import ValidationError

from congress.models import Handling, HandlingRound, Loop, LoopRound, User
from congress.official.numerals import date_text
from congress.services import activity, notifications, obligations

#: rounds that must have been gone through before stronger means may be taken (local practice [P])
ROUNDS_BEFORE_ESCALATION = 2
#: days that the working committee has for its comment on a draft (practice [C], as for special reports)
COMMENT_DAYS = 5


def lock(handling: Loop) -> None:
    """Read where it stands now, and keep others from moving it till the end of the transaction."""
    rows = type(handling)._default_manager.select_for_update(of=("self",))
    handling.refresh_from_db(fields=["status"], from_queryset=rows)


def check_organ(handling: Loop, actor: User) -> None:
    """Only the organ that holds the matter writes to it. Raises ValidationError."""
    if actor.organ_id != handling.organ_id:
        raise ValidationError("只有承办机关可以办理本事项。")


def check_day(on: date, *, not_before: date | None, after: str) -> None:
    """A step is not dated before the one it follows. Raises ValidationError at `on`, naming that step."""
    if not_before is not None and on < not_before:
        raise ValidationError({"on": f"日期不能早于{after}的日期（{date_text(not_before)}）。"})


def check_not_ahead(on: date, *, today: date) -> None:
    """A step is not dated after today. Raises ValidationError at `on`."""
    if on > today:
        raise ValidationError({"on": "日期不能晚于今天。"})


def check_open(handling: Loop) -> None:
    """Raise ValidationError, in words, if the matter is closed."""
    if handling.is_closed:
        raise ValidationError(f"“{handling}”已经办结，不能再提交答复。")


def acknowledge(handling: Loop, *, on: date, leader: str, actor: User) -> None:
    """The organ signs for it and names the leader who answers."""
    check_organ(handling, actor)
    check_open(handling)
    if not leader.strip():
        raise ValidationError({"leader": "请填写责任领导。"})
    if on < handling.handed_over_on:
        raise ValidationError({"on": "签收日期不能早于交办日期。"})
    handling.acknowledge(on=on, leader=leader.strip())
    activity.record(actor, "签收", handling)


def submit_draft(handling: Handling, round_: HandlingRound, *, text: str, on: date, actor: User) -> None:
    """Send the draft report to the working committee for its comment (ZJ-SUP08 art 44)."""
    check_organ(handling, actor)
    check_open(handling)
    if not text.strip():
        raise ValidationError({"text": "请填写处理情况报告草稿。"})
    check_day(on, not_before=handling.acknowledged_on, after="签收")
    handling.submit_draft()
    round_.draft, round_.drafted_on = text, on
    round_.save(update_fields=["draft", "drafted_on"])
    activity.record(actor, "送工委征求意见", handling)


def comment(handling: Handling, round_: HandlingRound, *, text: str, actor: User) -> None:
    """The working committee's comment on the draft; the organ may then send a better draft or file the report."""
    if handling.status != Handling.Status.REPORT_DRAFTED:
        raise ValidationError("当前没有等待工委意见的报告草稿。")
    if not text.strip():
        raise ValidationError({"text": "请填写工委意见；没有意见请写“无意见”。"})
    round_.comment, round_.commented_by = text, actor
    round_.save(update_fields=["comment", "commented_by"])
    activity.record(actor, "工委提出意见", handling)
    notifications.tell_organ(
        handling.organ, subject=f"工委已对报告草稿提出意见：{handling}", body=text, path=_path(handling)
    )


def report(handling: Handling, round_: HandlingRound, *, text: str, signed_by: str, on: date, actor: User) -> None:
    """File the report, signed by the organ's head; this fulfils the round's obligation.

    Raises ValidationError before the draft went to the working committee and its comment came back.
    """
    check_answer(handling, text=text, signed_by=signed_by, actor=actor)
    check_day(on, not_before=round_.drafted_on, after="报送草稿")
    if handling.status == Handling.Status.REPORT_DRAFTED and _waits_for_comment(round_, on):
        raise ValidationError(f"工委尚未对草稿提出意见；送出草稿满{COMMENT_DAYS}日仍无意见的，可以正式报送。")
    file_answer(handling, round_, text=text, signed_by=signed_by, on=on, verb="报送处理情况报告", actor=actor)


def check_answer(handling: Loop, *, text: str, signed_by: str, actor: User, what: str = "处理情况报告") -> None:
    """The organ that holds the matter answers in words, under the name of who signs. Raises ValidationError."""
    check_organ(handling, actor)
    check_open(handling)
    errors = {}
    if not text.strip():
        errors["text"] = f"请填写{what}。"
    if not signed_by.strip():
        errors["signed_by"] = "请填写签发人。"
    if errors:
        raise ValidationError(errors)


def file_answer(
    handling: Loop, round_: LoopRound, *, text: str, signed_by: str, on: date, verb: str, actor: User
) -> None:
    """Move on, keep the answer in its round and end what the round owed; the caller has checked both."""
    handling.report()
    round_.text, round_.signed_by, round_.reported_on = text, signed_by.strip(), on
    round_.save(update_fields=["text", "signed_by", "reported_on"])
    obligations.finish(round_.obligation, on=on, actor=actor)
    activity.record(actor, verb, handling)


def _waits_for_comment(round_: HandlingRound, on: date) -> bool:
    """A silent committee does not make the organ late (ZJ-SUP08 art 44 asks only that the draft was sent)."""
    return not round_.comment and (round_.drafted_on is None or (on - round_.drafted_on).days < COMMENT_DAYS)


def circulate(handling: Handling, round_: HandlingRound, *, on: date, actor: User) -> None:
    """Copies go to all members of the standing committee and the working committee (ZJ-SUP08 art 45)."""
    check_day(on, not_before=round_.reported_on, after="报送")
    handling.circulate()
    round_.circulated_on = on
    round_.save(update_fields=["circulated_on"])
    activity.record(actor, "印发组成人员", handling)


def deliberate(handling: Handling, round_: HandlingRound, *, on: date, actor: User) -> None:
    """The chairpersons' meeting puts the report before the standing committee (SL24 art 17)."""
    check_day(on, not_before=round_.circulated_on, after="印发")
    handling.deliberate()
    round_.deliberated_on = on
    round_.save(update_fields=["deliberated_on"])
    activity.record(actor, "提请审议", handling)


def reopen(handling: Loop, round_: LoopRound, *, verdict: str, actor: User, is_logged: bool = True) -> None:
    """Send it back: the round keeps what came, and why it was not enough; the caller opens the next one.

    Words of a citizen stay out of the log, which is kept for ever: `is_logged` false.
    """
    if not verdict.strip():
        raise ValidationError({"verdict": "退回须写明理由和要求。"})
    handling.reopen()
    round_.verdict = verdict.strip()
    round_.save(update_fields=["verdict"])
    activity.record(actor, "退回补充", handling, reason=verdict if is_logged else "")


def escalate(handling: Handling, round_: HandlingRound, *, means: str, reason: str, actor: User) -> None:
    """Take stronger means after the rounds brought no satisfaction; `round_` is the last one, read under the lock."""
    lock(handling)
    if round_.number < ROUNDS_BEFORE_ESCALATION:
        raise ValidationError(f"经过{ROUNDS_BEFORE_ESCALATION}轮办理仍不满意的，才能升级监督。")
    if not reason.strip():
        raise ValidationError({"reason": "升级监督须写明理由。"})
    handling.escalate(means=means)
    round_.verdict = reason.strip()
    round_.save(update_fields=["verdict"])
    if round_.obligation.status == round_.obligation.Status.OPEN:
        obligations.void(round_.obligation, reason=f"已升级监督：{means}", actor=actor)
    activity.record(actor, f"升级监督（{means}）", handling, reason=reason)
    notifications.tell_organ(
        handling.organ, subject=f"升级监督（{means}）：{handling}", body=reason, path=_path(handling)
    )


def accept(handling: Handling, round_: HandlingRound, *, on: date, note: str, actor: User) -> None:
    """Close it: the committee is satisfied."""
    check_day(on, not_before=handling.handed_over_on, after="交办")
    check_day(on, not_before=round_.deliberated_on or round_.circulated_on, after="审议或印发")
    handling.accept(on=on, note=note.strip())
    round_.verdict = note.strip()
    round_.save(update_fields=["verdict"])
    activity.record(actor, "办结", handling, reason=note)
    notifications.tell_organ(handling.organ, subject=f"已办结：{handling}", body=note, path=_path(handling))


def _path(handling: Loop) -> str:
    address = getattr(handling, "get_absolute_url", None)
    return address() if address else ""
