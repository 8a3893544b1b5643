"""Public forms that anybody may send without an account, and the private pages that a code opens."""

from typing import Any, Final

from allauth.core import ratelimit
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.views.generic import TemplateView

from congress.http import PublicPage

TOO_OFTEN: Final = 429


class CitizenForm(forms.Form):
    """A form of the public face; `website` is empty unless a program fills it."""

    website = forms.CharField(label="网址（请留空）", max_length=200, required=False)

    def clean_website(self) -> str:
        """What only a program fills in."""
        if self.cleaned_data["website"]:
            raise ValidationError("提交未成功：请将“网址”一栏留空后再试。")
        return ""

    def refuse(self, error: ValidationError) -> None:
        """Tell what the service refused, at its field where the form has it."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields and name != NON_FIELD_ERRORS else None, list(errors))


def is_too_often(request: HttpRequest, action: str) -> bool:
    """Whether the visitor's address has sent too many of them; the sign-in library keeps the count.

    The limits stand in `ACCOUNT_RATE_LIMITS` under the name of the action.
    """
    return not ratelimit.consume(request, action=action)


class CodePage(PublicPage, TemplateView):
    """A page that the code of a receipt opens: kept by nobody's cache, its address not told to other sites."""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Every page of it, also one that tells a refusal."""
        answer = super().render_to_response(context, **kwargs)
        answer["Cache-Control"] = "private, no-store"
        # not "no-referrer": a browser then hides the origin of the page's own forms, which are refused
        answer["Referrer-Policy"] = "same-origin"
        return answer
