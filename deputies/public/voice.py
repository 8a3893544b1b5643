"""A citizen writes to a station or a deputy, asks later what became of it, rates, and may ask once for more."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.generic import TemplateView

from congress.citizen_pages import TOO_OFTEN, CitizenForm, CodePage, is_too_often
from congress.http import PublicPage
from congress.models import User
from congress.uploads import UploadsField
from congress.workflow import TransitionError
from deputies.models import Mandate, OpinionRating, OpinionVisitor, PublicOpinion, Station, StationAssignment
from deputies.services import opinion_intake, opinion_visitors, opinions

Status = PublicOpinion.Status
_WAIT: Final = "短时间内来信太多，这一件还没有提交。您写的内容还在下面，请过一会儿再提交；照片需要重新选择。"
_KEY_DIGITS: Final = 9
_UNKNOWN: Final = "没有这个查询码，请核对后再试。"


class LetterForm(CitizenForm):
    """The matter, and as little of the person as the person likes."""

    station = forms.ModelChoiceField(label="联络站", queryset=Station.objects.none(), empty_label="请选择")
    deputy = forms.ModelChoiceField(
        queryset=Mandate.objects.none(), required=False, widget=forms.HiddenInput, label="代表"
    )
    text = forms.CharField(
        label="反映的内容",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="写清时间、地点、什么事情、希望怎样解决；不要写身份证号码和他人的个人信息。",
    )
    place = forms.CharField(label="事发地点", max_length=200, required=False)
    photos = UploadsField(
        label="照片",
        required=False,
        max_files=opinion_intake.MOST_PHOTOS,
        help_text=f"可以不传，最多{opinion_intake.MOST_PHOTOS}张；照片中的拍摄位置等信息会自动去除。",
    )
    name = forms.CharField(
        label="称呼", max_length=40, required=False, help_text="可以不填；只有本站和接待代表能看到。"
    )
    phone = forms.CharField(
        label="电话",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        help_text="可以不填；需要回电的请填手机号码，办结后按期删除。",
    )
    is_agreed = forms.BooleanField(
        label="我同意为办理本件使用上述信息", error_messages={"required": "请勾选同意后再提交。"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        open_ones = Station.objects.all().active(on=today)
        self.fields["station"].queryset = open_ones  # type: ignore[attr-defined]
        staffed = StationAssignment.objects.in_force(on=today).values("mandate")
        self.writable = Mandate.objects.filter(pk__in=staffed).select_related("person")
        self.fields["deputy"].queryset = self.writable  # type: ignore[attr-defined]

    def chosen_deputy(self) -> Mandate | None:
        """The deputy to whom the page writes, if it writes to one."""
        key = str(self["deputy"].value() or "")
        is_key = key.isascii() and key.isdigit() and len(key) <= _KEY_DIGITS
        return self.writable.filter(pk=int(key)).first() if is_key else None


class VoiceWrite(PublicPage, TemplateView):
    """给联络站、代表写信."""

    template_name = "deputies/public/voice_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, with the station or the deputy of the page that led here."""
        form = kwargs.pop("form", None) or LetterForm(initial=_asked(self.request.GET))
        return super().get_context_data(**kwargs) | {"form": form, "deputy": form.chosen_deputy()}

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the letter and show the code; an address that sends too many is asked to wait."""
        form = LetterForm(request.POST, request.FILES)
        is_whole = form.is_valid()
        if is_too_often(request, "public_opinion"):
            # What was written stays in the form: waiting must not cost the words.
            form.add_error(None, _WAIT)
            return self.render_to_response(self.get_context_data(form=form), status=TOO_OFTEN)
        if is_whole:
            sent = form.cleaned_data
            letter = opinion_intake.Letter(**{key: sent[key] for key in ("text", "place", "name", "phone", "photos")})
            try:
                _, code = opinion_intake.receive(
                    letter,
                    station=sent["station"],
                    deputy=sent["deputy"],
                    at=timezone.now(),
                    on=timezone.localdate(),
                    actor=User.objects.system(),
                )
            except ValidationError as error:
                form.refuse(error)
            else:
                return redirect("deputies_public:voice_receipt", code=code)
        return self.render_to_response(self.get_context_data(form=form), status=422)


def _asked(query: Any) -> dict[str, int]:
    found = {}
    for name in ("station", "deputy"):
        key = query.get(name, "")
        if key.isascii() and key.isdigit() and len(key) <= _KEY_DIGITS:
            found[name] = int(key)
    if "deputy" in found and "station" not in found:
        rows = StationAssignment.objects.in_force(on=timezone.localdate()).filter(mandate=found["deputy"])
        station = rows.values_list("station", flat=True).first()
        if station is not None:
            found["station"] = station
    return found


class CodeForm(forms.Form):
    """The code of a letter."""

    code = forms.CharField(label="查询码", max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class VoiceLookUp(PublicPage, TemplateView):
    """查询办理情况 by the code that was given with the letter."""

    template_name = "deputies/public/voice_look_up.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form."""
        return super().get_context_data(**kwargs) | {"form": kwargs.get("form") or CodeForm()}

    def post(self, request: HttpRequest) -> HttpResponse:
        """Lead to the letter; an unknown code is told at its field."""
        if is_too_often(request, "public_opinion_look_up"):
            return render(request, "429.html", status=TOO_OFTEN)
        form = CodeForm(request.POST)
        if form.is_valid():
            code = "".join(form.cleaned_data["code"].replace("-", "").split()).upper()
            if code.isalnum() and opinion_visitors.by_code(code) is not None:
                return redirect("deputies_public:voice_receipt", code=code)
            form.add_error("code", _UNKNOWN)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class RateForm(CitizenForm):
    """What the visitor thinks of the answer."""

    grade = forms.ChoiceField(label="您的评价", choices=OpinionRating.Grade.choices, widget=forms.RadioSelect)
    comment = forms.CharField(label="说明", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class AgainForm(CitizenForm):
    """What is not solved."""

    reason = forms.CharField(label="哪里没有解决", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class VoiceReceipt(CodePage):
    """What became of a letter, by its code; it tells nobody's name or number."""

    template_name = "deputies/public/voice_receipt.html"

    def visitor(self) -> OpinionVisitor:
        """Who holds the code; 404 for any other."""
        found = opinion_visitors.by_code(self.kwargs["code"])
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """State, answer, and the forms that are open to the visitor now."""
        visitor = kwargs.pop("visitor", None) or self.visitor()
        own = visitor.opinion
        matter = own.leading
        may_rate = matter.status in PublicOpinion.TOLD and not opinions.is_rated(own)
        rating, again = kwargs.pop("rating", None), kwargs.pop("again", None)
        return super().get_context_data(**kwargs) | {
            "code": self.kwargs["code"],
            "voice": own,
            "matter": matter,
            "is_told": matter.status in PublicOpinion.TOLD,
            "with_unit": matter.status in (*PublicOpinion.WITH_ORGAN, Status.REPORTED),
            "rating": (rating or RateForm()) if may_rate else None,
            "again": (again or AgainForm()) if opinions.may_reopen(visitor) else None,
            "given": own.ratings.order_by("-round_number").first(),
        }

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        """Take a rating, or the wish that it be done again."""
        if is_too_often(request, "public_opinion_rating"):
            return render(request, "429.html", status=TOO_OFTEN)
        visitor, today, system = self.visitor(), timezone.localdate(), User.objects.system()
        is_rating = request.POST.get("step") == "rate"
        form: CitizenForm = RateForm(request.POST) if is_rating else AgainForm(request.POST)
        if form.is_valid():
            sent = form.cleaned_data
            try:
                if is_rating:
                    opinions.rate(
                        visitor.opinion,
                        grade=sent["grade"],
                        comment=sent["comment"],
                        by_phone=False,
                        on=today,
                        actor=system,
                    )
                else:
                    opinions.reopen(visitor, reason=sent["reason"], on=today, actor=system)
                return redirect("deputies_public:voice_receipt", code=code)
            except TransitionError as error:
                form.add_error(None, str(error))
            except ValidationError as error:
                form.refuse(error)
        shown = {"rating": form} if is_rating else {"again": form}
        return self.render_to_response(self.get_context_data(visitor=visitor, **shown), status=422)
