"""Forms of a record's next steps: what a service refuses is told at its field, and a stale form changes nothing."""

import hashlib
from collections.abc import Callable, Iterable
from typing import Any, Final

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction

from congress.workflow import TransitionError

STALE: Final = (
    "在您填写期间，同事已经更新了本页内容，您的提交没有生效。"
    "请核对页面上的最新内容，再决定是否重新提交；您填写的文字已保留。"
)


class StepForm(forms.Form):
    """A form of one step. `stamp` tells what its page showed, so that nobody overwrites what he has not seen."""

    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, stamp: str = "", **kwargs: Any) -> None:
        """`stamp` is that of the record as it is shown now."""
        kwargs.setdefault("initial", {})["stamp"] = stamp
        super().__init__(*args, **kwargs)

    def take(self, act: Callable[[], object], *, stamp: Callable[[], str] | None = None) -> bool:
        """Do the step in one transaction; False if it was refused, with the reasons in the form.

        `stamp` computes the record's present stamp under its lock; a form that saw another one is refused.
        """
        try:
            with transaction.atomic():
                if stamp is not None and stamp() != self.cleaned_data["stamp"]:
                    raise TransitionError(STALE)
                act()
        except TransitionError as error:
            self.add_error(None, str(error))
        except ValidationError as error:
            self._refuse(error)
        else:
            return True
        return False

    def restamp(self, stamp: str) -> None:
        """Show a refused form again as one that knows the record as it is now; what was typed stays."""
        typed = {name: self.data.get(name) for name in self.data}
        self.data = typed | {self.add_prefix("stamp"): stamp}

    def _refuse(self, error: ValidationError) -> None:
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields and name != NON_FIELD_ERRORS else None, list(errors))


def stamp_of(parts: Iterable[object]) -> str:
    """A short name for a state of a record."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{part}\x1e".encode())
    return digest.hexdigest()[:24]


class DateInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        """Browsers send and expect ISO dates whatever the language of the page."""
        super().__init__(format="%Y-%m-%d")
