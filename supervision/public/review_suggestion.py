"""A citizen's suggestion that a document be reviewed: sending it, and asking later what became of it."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.generic import TemplateView

from congress.citizen_pages import TOO_OFTEN, CitizenForm, CodePage, is_too_often
from congress.http import PublicPage
from congress.models import User
from congress.services import copies
from supervision.models import NormFiling, ReviewSuggestion
from supervision.services import review_suggestions

_KEY_DIGITS: Final = 9


class SuggestForm(CitizenForm):
    """The document, why, and the least that a reply needs; `website` is empty unless a program fills it."""

    norm_title = forms.CharField(label="文件名称", max_length=200)
    maker_name = forms.CharField(label="制定机关", max_length=80)
    reason = forms.CharField(
        label="建议的理由",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="写明哪一条、同什么规定相抵触或者有什么不适当。请不要填写他人的个人信息。",
    )
    name = forms.CharField(label="姓名或单位名称", max_length=40, help_text="仅用于答复，不公开。")
    phone = forms.CharField(
        label="手机号码",
        max_length=20,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        help_text="仅用于联系答复事宜，答复后按期删除。",
    )
    is_agreed = forms.BooleanField(
        label="我同意为答复本建议使用上述信息",
        error_messages={"required": "请勾选同意后再提交。"},
    )


class SuggestionForm(PublicPage, TemplateView):
    """提出审查建议."""

    template_name = "supervision/public/suggestion_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, with the document of the page that led here."""
        form = kwargs.pop("form", None) or SuggestForm(initial=_of_catalogue(self.request.GET.get("filing", "")))
        return super().get_context_data(**kwargs) | {"form": form}

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the suggestion and show the receipt; an address that sends too many is asked to wait."""
        if is_too_often(request, "review_suggestion"):
            return render(request, "429.html", status=TOO_OFTEN)
        form = SuggestForm(request.POST)
        if form.is_valid():
            words = {name: form.cleaned_data[name] for name in ("norm_title", "maker_name", "reason", "name", "phone")}
            try:
                found = review_suggestions.submit(**words, on=timezone.localdate(), actor=User.objects.system())
            except ValidationError as error:
                form.refuse(error)
            else:
                return redirect("supervision_public:suggestion_receipt", receipt=found.receipt)
        return self.render_to_response(self.get_context_data(form=form), status=422)


def _of_catalogue(key: str) -> dict[str, str]:
    """Title and maker of a published entry; nothing for another key."""
    if not (key.isascii() and key.isdigit() and len(key) <= _KEY_DIGITS):
        return {}
    found = copies.of_each(NormFiling.objects.published().filter(pk=int(key)))
    return {"norm_title": found[0].title, "maker_name": found[0].fact("制定机关")} if found else {}


class LookUpForm(forms.Form):
    """The code of a receipt."""

    receipt = forms.CharField(label="查询码", max_length=20)


class SuggestionLookUp(PublicPage, TemplateView):
    """查询办理情况: by the code of the receipt."""

    template_name = "supervision/public/suggestion_look_up.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form."""
        return super().get_context_data(**kwargs) | {"form": kwargs.get("form") or LookUpForm()}

    def post(self, request: HttpRequest) -> HttpResponse:
        """Lead to the receipt; an unknown code is told at its field."""
        if is_too_often(request, "suggestion_look_up"):
            return render(request, "429.html", status=TOO_OFTEN)
        form = LookUpForm(request.POST)
        if form.is_valid():
            code = "".join(form.cleaned_data["receipt"].split()).upper()
            if ReviewSuggestion.objects.filter(receipt=code).exists():
                return redirect("supervision_public:suggestion_receipt", receipt=code)
            form.add_error("receipt", "没有这个查询码，请核对后再试。")
        return self.render_to_response(self.get_context_data(form=form), status=422)


class SuggestionReceipt(CodePage):
    """What became of a suggestion, by the code of its receipt; it tells nobody's name or number."""

    template_name = "supervision/public/suggestion_receipt.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Its state and its reply."""
        row = get_object_or_404(
            ReviewSuggestion.objects.select_related("obligation"), receipt=self.kwargs["receipt"].upper()
        )
        return super().get_context_data(**kwargs) | {
            "suggestion": row,
            "is_answered": row.status in ReviewSuggestion.ANSWERED,
            "due_on": row.obligation.due_on if row.obligation else None,
        }
