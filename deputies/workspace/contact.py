"""双联系、分片联系 on the phone: whom I keep contact with, and what I did."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.models import User
from congress.record_pages import USE
from congress.step_forms import DateInput, StepForm
from deputies.models import AreaContact, ContactLog, ContactPair
from deputies.services import contacts

#: one's own contacts made on the page
SHOWN: Final = 30


class LogForm(StepForm):
    """One contact: with whom, when, how, how many, about what."""

    kept = forms.ChoiceField(label="联系对象")
    made_on = forms.DateField(label="联系日期", widget=DateInput)
    way = forms.ChoiceField(label="方式", choices=ContactLog.Way.choices)
    people = forms.IntegerField(label="联系人数", min_value=1, max_value=1000, initial=1)
    note = forms.CharField(
        label="情况和意见",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="不写被联系人的电话、住址等个人信息。",
    )

    def __init__(self, *args: Any, targets: dict[str, ContactPair | AreaContact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.targets = targets
        self.fields["kept"].choices = [(key, _label(row)) for key, row in targets.items()]  # type: ignore[attr-defined]

    def row(self) -> ContactLog:
        """The contact, not stored yet."""
        sent = {name: self.cleaned_data[name] for name in ("made_on", "way", "people", "note")}
        kept = self.targets[self.cleaned_data["kept"]]
        return ContactLog(pair=kept, **sent) if isinstance(kept, ContactPair) else ContactLog(area=kept, **sent)


def _label(row: ContactPair | AreaContact) -> str:
    if isinstance(row, AreaContact):
        return f"{row.organ}（分片联系）"
    return f"{row.deputy}（代表）" if row.deputy else f"{row.place}（选民{row.voters}人）"


def kept_by(user: User) -> dict[str, ContactPair | AreaContact]:
    """The pairs and areas that a person keeps today, by the keys that the form sends."""
    today = timezone.localdate()
    pairs = ContactPair.objects.in_force(on=today).kept_by(user).select_related("keeper", "deputy")
    areas = AreaContact.objects.in_force(on=today).kept_by(user).select_related("keeper", "organ")
    return {f"pair-{row.pk}": row for row in pairs} | {f"area-{row.pk}": row for row in areas}


class ContactList(WorkspacePage, TemplateView):
    """Whom the person keeps contact with, the form, and the latest contacts made."""

    permission_required: Any = (USE,)
    template_name = "deputies/workspace/contact_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Pairs, areas and contacts of this person."""
        form = kwargs.pop("form", None)
        today = timezone.localdate()
        kept = form.targets if form else kept_by(self.user)
        made = ContactLog.objects.all().made_by(self.user)
        rows = made.select_related("pair__keeper", "pair__deputy", "area__keeper", "area__organ")
        return super().get_context_data(**kwargs) | {
            "kept": [(_label(row), row) for row in kept.values()],
            "form": form or (LogForm(targets=kept, initial={"made_on": today}) if kept else None),
            "logs": [(_label(row.pair or row.area), row) for row in rows[:SHOWN]],  # type: ignore[arg-type]
            "year": today.year,
            "made_this_year": made.of_year(today.year).count(),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take a contact, or show again what was typed and why it was refused."""
        form = LogForm(request.POST, targets=kept_by(self.user))
        if form.is_valid() and form.take(lambda: contacts.log(form.row(), actor=self.user, today=timezone.localdate())):
            messages.success(request, "已登记联系情况。")
            return redirect("deputies_workspace:contact_list")
        return self.render_to_response(self.get_context_data(form=form), status=422)
