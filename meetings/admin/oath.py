"""Oaths to the Constitution: everybody who owes one to an organiser on one page, exceptions unticked."""

from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from congress import official
from congress.admin.base import PortalAdmin, PortalForm
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.http import signed_in
from meetings.models import Meeting, Oath, OathCeremony, PersonnelAction, PostCategory
from meetings.services import personnel, personnel_documents

Organiser = PostCategory.OathOrganiser
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class SwearerChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Appointees by name, post and day."""

    def label_from_instance(self, obj: PersonnelAction) -> str:
        """Who was appointed to what, when."""
        decided = official.date_text(obj.decided_on) if obj.decided_on else ""
        return f"{obj.person}　{obj.post}　{decided}任命"


def owing(organiser: str) -> QuerySet[PersonnelAction]:
    """Who has not sworn yet and swears before the organiser, the earliest first."""
    rows = PersonnelAction.objects.owing_oath().filter(post__category__oath_organiser=organiser, tenure__ends_on=None)
    return rows.select_related("person", "post__category").order_by("decided_on", "motion", "order")


class CeremonyForm(PortalForm):
    """A ceremony and those who swear at it: all who owe the oath to its organiser are ticked."""

    actions = SwearerChoice(
        PersonnelAction.objects.none(),
        label="宣誓人",
        widget=forms.CheckboxSelectMultiple,
        help_text="未参加的请取消勾选。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "actions" not in self.fields:
            return
        organiser = self.data.get("organiser") or self.initial.get("organiser") or Organiser.COMMITTEE
        organiser = organiser if organiser in Organiser.values else Organiser.COMMITTEE
        self.fields["organiser"].initial = organiser
        self.fields["held_on"].initial = timezone.localdate()
        field: Any = self.fields["actions"]
        # What was ticked for one organiser comes back with the refusal when another one is chosen.
        ticked = [key for key in self._ticked() if key.isdigit()]
        field.queryset = (
            owing(organiser) if not ticked else PersonnelAction.objects.filter(pk__in=ticked) | owing(organiser)
        )
        field.initial = [row.pk for row in owing(organiser)]

    def _ticked(self) -> list[str]:
        return list(self.data.getlist("actions")) if hasattr(self.data, "getlist") else []


class CeremonyResource(ListResource):
    """Ceremonies as a list."""

    held_on = column("日期", "held_on")
    organiser = column("组织者", "get_organiser_display")
    place = column("地点", "place")
    presided_by = column("主持人", "presided_by")
    overseen_by = column("监誓人", "overseen_by")


@admin.register(OathCeremony)
class OathCeremonyAdmin(ExportAdmin, PortalAdmin):
    """Ceremonies with those who swore."""

    resource_classes = [CeremonyResource]
    list_display = ("held_on", "organiser", "place", "oaths_count")
    list_filter = ("organiser", "held_on")
    search_fields = ("place", "presided_by", "oaths__action__person__name")
    search_help_text = "可按地点、主持人、宣誓人查找。"
    date_hierarchy = "held_on"
    panel_template = "admin/panels/oath_ceremony.html"
    facts = (("organiser", "held_on", "meeting"), ("place", "presided_by", "overseen_by"))
    history_with = ((Oath, "ceremony"),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[OathCeremony]:
        """With how many swore."""
        rows: QuerySet[OathCeremony] = super().get_queryset(request).annotate(oaths_total=Count("oaths"))
        return rows.select_related("meeting__term")

    @admin.display(description="宣誓人次")
    def oaths_count(self, ceremony: OathCeremony) -> int:
        """How many swore."""
        return int(ceremony.oaths_total)  # type: ignore[attr-defined]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The list of those who owe an oath stands on the page of a new ceremony alone."""
        if obj is None:
            kwargs["form"] = CeremonyForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: OathCeremony | None = None) -> Any:
        """The facts, and on a new one who swears."""
        del request
        return [*self.facts, "actions"] if obj is None else list(self.facts)

    def get_readonly_fields(self, request: HttpRequest, obj: OathCeremony | None = None) -> tuple[str, ...]:
        """Whose oath it was and when is what the record rests on."""
        del request
        return ("organiser", "held_on") if obj else ()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Meetings of the committee, the latest first."""
        if db_field.name == "meeting":
            kwargs.setdefault("queryset", Meeting.objects.of_committee().select_related("term").order_by("-starts_on"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: OathCeremony, form: Any, change: bool) -> None:
        """A new one goes through the service with those who swear."""
        if change:
            super().save_model(request, obj, form, change)
            return
        actions = list(form.cleaned_data["actions"])
        personnel.swear(obj, actions, actor=signed_in(request), today=timezone.localdate())

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """On a new one: how many owe an oath to whom, each with its list."""
        if kwargs.get("obj") is None:
            counts = PersonnelAction.objects.owing_oath().filter(tenure__ends_on=None).order_by()
            totals = counts.values_list("post__category__oath_organiser").annotate(total=Count("pk"))
            context["panel_template"] = "admin/panels/oath_owing.html"
            context["owing"] = [
                {"label": Organiser(code).label, "total": total, "url": f"?{urlencode({'organiser': code})}"}
                for code, total in totals
            ]
        return super().render_change_form(request, context, *args, **kwargs)

    def panel(self, request: HttpRequest, record: OathCeremony) -> dict[str, Any]:
        """Who swore, and the paper."""
        del request
        oaths = record.oaths.select_related("action__person", "action__post").order_by(
            "action__motion", "action__order"
        )
        return {"oaths": oaths, "word_url": reverse("admin:meetings_oathceremony_word", args=[record.pk])}

    def get_urls(self) -> list[URLPattern]:
        """The paper of the oath."""
        view = self.admin_site.admin_view(self.word_view)
        return [path("<int:key>/oath.docx", view, name="meetings_oathceremony_word"), *super().get_urls()]

    def word_view(self, request: HttpRequest, key: int) -> HttpResponseBase:
        """The words of the oath with the list of those who swear."""
        ceremony: OathCeremony | None = self.get_object(request, str(key))
        if ceremony is None:
            raise Http404
        if not self.has_view_permission(request, ceremony):
            raise PermissionDenied
        rows = PersonnelAction.objects.filter(oath__ceremony=ceremony).select_related("person", "post")
        paper = personnel_documents.oath_paper(ceremony, list(rows.order_by("motion", "order")))
        stream = BytesIO(official.render(paper))
        return FileResponse(stream, as_attachment=True, filename="宪法宣誓誓词.docx", content_type=WORD)
