"""Evidence of a closing, and the later look at whether it lasted (回头看), for every closed loop.

The concrete service of an app keeps the rows and opens the obligation; what must be there is checked here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError

from congress.models import Attachment, Evidence, Handling, HandlingRound, Recheck, User
from congress.services import activity
from congress.services.handling import check_day

#: months after closing (practice [C]: the law is silent); a dated rule that staff may change
RULE: Final = "FU-RECHECK"


@dataclass(frozen=True)
class Shown:
    """What shows that something was done: documents, a place where it was seen, or both."""

    files: Sequence[Attachment] = ()
    place: str = ""

    def __bool__(self) -> bool:
        return bool(self.files or self.place.strip())

    def check(self, what: str) -> None:
        """Raise ValidationError if nothing shows it, or the place has too many letters."""
        if not self:
            raise ValidationError({"place": f"{what}须有凭据：请上传证明材料，或者写明在哪里看到。"})
        limit = Evidence._meta.get_field("place").max_length or 0
        if len(self.place.strip()) > limit:
            raise ValidationError({"place": f"最多填写{limit}个字。"})

    def parts(self, *, actor: User) -> list[dict[str, Any]]:
        """The fields of each row of evidence."""
        rows: list[dict[str, Any]] = [{"attachment": each, "noted_by": actor} for each in self.files]
        if place := self.place.strip():
            rows.append({"place": place, "noted_by": actor})
        return rows


@dataclass(frozen=True)
class Look:
    """What a later look found; `due_on` is the new date of what has fallen back."""

    result: str
    on: date
    shown: Shown
    note: str = ""
    due_on: date | None = None

    def check(self, *, not_before: date | None, today: date) -> None:
        """Raise ValidationError, at its field, for what is missing or reversed."""
        if self.result not in Recheck.Result.values:
            raise ValidationError({"result": "请选择回头看的结果。"})
        if self.on > today:
            raise ValidationError({"on": "回头看日期不能晚于今天。"})
        check_day(self.on, not_before=not_before, after="办结或者上一次回头看")
        if self.result in Recheck.WORSE and not self.note.strip():
            raise ValidationError({"note": "部分反弹或者反弹的，须写明情况。"})
        if self.result == Recheck.Result.FALLEN_BACK and (self.due_on is None or self.due_on <= today):
            raise ValidationError({"due_on": "反弹的，须写明重新办理的期限，晚于今天。"})
        self.shown.check("回头看")


def fall_back(handling: Handling, round_: HandlingRound, *, verdict: str, actor: User) -> None:
    """A closed matter did not last: its round keeps the verdict and what was found later; the caller opens the next."""
    handling.fall_back()
    round_.verdict = f"{round_.verdict}\n回头看：{verdict.strip()}".strip()
    round_.save(update_fields=["verdict"])
    activity.record(actor, "反弹，重新办理", handling, reason=verdict)
