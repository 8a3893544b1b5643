"""Filing and review on the desk: the register, its steps, its Word papers, the year, and the scope."""

from collections.abc import Callable
from io import BytesIO
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString

from congress import official
from congress.admin.base import PortalAdmin, explain
from congress.admin.correction import CorrectedAdmin
from congress.admin.exporting import ImportExportAdmin
from congress.admin.obligation import due_cell
from congress.admin.steps import SteppedAdmin
from congress.http import signed_in
from congress.models import Obligation
from congress.official import OfficialLetter
from congress.services.attachments import final_name
from congress.services.marks import due_mark
from congress.workflow import TransitionError
from supervision.models import FilingDuty, FilingScope, NormFiling
from supervision.services import filing_documents as documents
from supervision.services import filing_figures, filings

from .filing_import import FilingImport, FilingResource
from .filing_steps import REVIEW, STEPS

Status = NormFiling.Status
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: code of a paper, its name, and what makes it
PAPERS: Final[dict[str, tuple[str, Callable[..., OfficialLetter]]]] = {
    "form": ("备案登记表", documents.registration_form),
    "opinion": ("审查意见书", documents.opinion),
    "omission": ("漏报迟报通知书", documents.omission_notice),
}
YEAR_PAPERS: Final = ("report", "catalogue")
_FIRST_YEAR, _LAST_YEAR = 1979, 2199


def _figures() -> dict[str, QuerySet[NormFiling]]:
    """What the facts of filing count, so that each figure opens on its own records."""
    rows = NormFiling.objects.all()
    return {
        "counted": rows.counted(),
        "concluded": rows.concluded(),
        "corrected": rows.corrected(),
        "returned": rows.returned(),
    }


class TurnFilter(admin.SimpleListFilter):
    """Who has to act, and what is late."""

    title = "办理"
    parameter_name = "turn"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The kinds."""
        del request, model_admin
        return [
            ("reviewer", "待本会办理"),
            ("maker", "待制定机关办理"),
            ("late", "有逾期事项"),
            ("came_late", "迟报"),
            ("closed", "已办结"),
            ("counted", "计入审查报备"),
            ("concluded", "已作出审查结论"),
            ("corrected", "审查纠正"),
            ("returned", "退回备案"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[NormFiling]) -> QuerySet[NormFiling]:
        """The filings of that kind."""
        del request
        today = timezone.localdate()
        live = queryset.filter(is_historic=False)
        late = NormFiling.objects.filter(
            duties__obligation__status=Obligation.Status.OPEN, duties__obligation__due_on__lt=today
        )
        found = {
            "reviewer": live.exclude(status__in=(*NormFiling.CLOSED, *NormFiling.WITH_MAKER)),
            "maker": live.filter(status__in=NormFiling.WITH_MAKER),
            "late": live.filter(pk__in=late.values("pk")),
            "came_late": queryset.filter(pk__in=NormFiling.objects.all().late().values("pk")),
            "closed": queryset.filter(status__in=NormFiling.CLOSED),
            **{name: queryset.filter(pk__in=rows.values("pk")) for name, rows in _figures().items()},
        }.get(self.value() or "")
        return queryset if found is None else found


@admin.register(NormFiling)
class NormFilingAdmin(ImportExportAdmin, CorrectedAdmin, SteppedAdmin):
    """The register of filings; a registered one is changed only with a reason."""

    resource_classes = [FilingResource]
    list_display = ("title", "maker", "status", "due", "published_on", "filed_on", "number")
    list_filter = (
        TurnFilter,
        "direction",
        "status",
        "norm_kind",
        "conclusion",
        "initiative",
        ("maker", admin.RelatedOnlyFieldListFilter),
    )
    search_fields = ("title", "maker_number", "maker__name", "maker__short_name")
    date_hierarchy = "filed_on"
    ordering = ("-published_on", "-id")
    autocomplete_fields = ("maker", "requested_by", "supersedes", "act")
    actions = ("register_all",)
    fields = (
        ("direction", "maker"),
        "title",
        ("maker_number", "norm_kind"),
        ("published_on", "effective_on", "filed_on"),
        ("initiative", "requested_by"),
        ("supersedes", "act"),
    )
    panel_template = "admin/panels/filing.html"
    change_list_template = "admin/supervision/filing_list.html"
    steps = STEPS

    def get_import_resource_classes(self, request: HttpRequest) -> list[Any]:
        """Rows in have checks of their own."""
        del request
        return [FilingImport]

    def get_queryset(self, request: HttpRequest) -> QuerySet[NormFiling]:
        """Filings with what the list and the page need."""
        rows: QuerySet[NormFiling] = super().get_queryset(request)
        owed = Prefetch(
            "duties",
            FilingDuty.objects.select_related("obligation__rule").order_by("id"),
        )
        related = ("maker", "number__series", "opinion_number__series", "society_duty", "supersedes", "act")
        return rows.select_related(*related).prefetch_related(owed)

    @admin.display(description="期限")
    def due(self, row: NormFiling) -> SafeString | str:
        """The earliest open deadline."""
        if row.is_historic:
            return ""
        open_ones = [each.obligation for each in row.duties.all() if each.obligation.status == Obligation.Status.OPEN]
        return due_cell(min(open_ones, key=lambda owed: owed.due_on)) if open_ones else ""

    def get_readonly_fields(self, request: HttpRequest, obj: NormFiling | None = None) -> tuple[str, ...]:
        """What deadlines and numbers rest on stays once it is entered."""
        del request
        return () if obj is None else ("direction", "maker", "published_on", "filed_on", "act")

    def closing(self, record: NormFiling) -> str:
        """Closed once it has its number."""
        if record.is_historic:
            return "本件是历史记录"
        return "备案已经登记" if record.registered_on else ""

    def save_model(self, request: HttpRequest, obj: NormFiling, form: Any, change: bool) -> None:
        """A new filing starts its clocks."""
        if change:
            super().save_model(request, obj, form, change)
        else:
            filings.enter(obj, actor=signed_in(request), today=timezone.localdate(), is_expected=True)

    @admin.action(description="登记所选备案（材料齐全、属备案范围）", permissions=["review"])
    def register_all(self, request: HttpRequest, queryset: QuerySet[NormFiling]) -> None:
        """Register each of the chosen filings today; what cannot be is named and the others go on."""
        today, done = timezone.localdate(), 0
        for filing in queryset.order_by("filed_on", "pk"):
            missing = filings.missing_parts(filing)
            try:
                if missing:
                    raise ValidationError(f"《{filing}》缺少{'、'.join(missing)}，请核对后逐件登记。")
                filings.register(filing, on=today, actor=signed_in(request), today=today)
                done += 1
            except (ValidationError, TransitionError) as error:
                explain(request, error)
        if done:
            messages.success(request, f"已登记{done}件。")

    def has_review_permission(self, request: HttpRequest) -> bool:
        """Who may register."""
        return signed_in(request).has_perm(REVIEW)

    def panel(self, request: HttpRequest, record: NormFiling) -> dict[str, Any]:
        """Where it stands: duties, files, checks, opinions, the course."""
        del request
        today = timezone.localdate()
        duties = list(record.duties.all())
        return {
            "filing": record,
            "scope": filings.scope_of(record),
            "duties": [(each, due_mark(each.obligation, on=today), each.late_days(on=today)) for each in duties],
            "missing": filings.missing_parts(record) if record.is_inward and not record.is_historic else [],
            "files": [(each.get_part_display(), each.attachment) for each in record.files.select_related("attachment")],
            "checks": list(record.checks.all()),
            "opinions": [
                (each, due_mark(each.obligation, on=today))
                for each in record.opinions.select_related("committee", "obligation__rule", "given_by")
            ],
            "rounds": list(record.rounds.select_related("actor")),
            "papers": self._papers(record, duties),
            "suggestions": list(record.suggestions.all()),
            "newer": list(record.superseded_by.all()),
        }

    def _papers(self, record: NormFiling, duties: list[FilingDuty]) -> list[tuple[str, str]]:
        """The papers that can be made now: code and name."""
        if not record.is_inward:
            return []
        codes = ["form"]
        if record.conclusion in (NormFiling.Conclusion.ADVICE, NormFiling.Conclusion.CORRECTION):
            codes.append("opinion")
        day = record.notified_on or timezone.localdate()
        if any(each.kind == FilingDuty.Kind.FILE and each.late_days(on=day) for each in duties):
            codes.append("omission")
        return [(code, PAPERS[code][0]) for code in codes]

    def get_urls(self) -> list[URLPattern]:
        """The papers and the year before the admin's own."""
        view = self.admin_site.admin_view
        return [
            path("<int:key>/papers/<slug:code>.docx", view(self.paper_view), name="supervision_normfiling_paper"),
            path("years/<int:year>/", view(self.year_view), name="supervision_normfiling_year"),
            path(
                "years/<int:year>/<slug:code>.docx",
                view(self.year_paper_view),
                name="supervision_normfiling_year_paper",
            ),
            *super().get_urls(),
        ]

    def paper_view(self, request: HttpRequest, key: int, code: str) -> HttpResponseBase:
        """A paper of one filing as a Word file."""
        filing: NormFiling | None = self.get_object(request, str(key))
        if filing is None or code not in PAPERS:
            raise Http404
        if not self.has_view_permission(request, filing):
            raise PermissionDenied
        name, make = PAPERS[code]
        try:
            return _word(make(filing, today=timezone.localdate()), f"{name}：{filing.title}")
        except ValidationError as error:
            explain(request, error)
            response: HttpResponse = HttpResponseRedirect(self.record_url(filing))
            return response

    def year_view(self, request: HttpRequest, year: int) -> HttpResponse:
        """The figures of a year, with its report and catalogue."""
        self._check_year(request, year)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{year}年备案审查",
            "opts": self.opts,
            "figures": filing_figures.of_year(year),
            "reports": list(filing_figures.reports_on(year)),
            "years": [each for each in (year - 1, year + 1) if each <= timezone.localdate().year],
        }
        return TemplateResponse(request, "admin/supervision/filing_year.html", context)

    def year_paper_view(self, request: HttpRequest, year: int, code: str) -> HttpResponseBase:
        """The yearly report or the catalogue as a Word file."""
        self._check_year(request, year)
        today = timezone.localdate()
        if code == "report":
            paper = documents.yearly_report(filing_figures.of_year(year), today=today)
            return _word(paper, f"{year}年规范性文件备案审查工作情况报告")
        if code == "catalogue":
            return _word(documents.catalogue(year, today=today), f"{year}年规范性文件备案目录")
        raise Http404

    def _check_year(self, request: HttpRequest, year: int) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            raise Http404

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, with the way to the year."""
        extra = {"year": timezone.localdate().year, **(extra_context or {})}
        response: HttpResponse = super().changelist_view(request, extra)
        return response


def _word(paper: OfficialLetter, name: str) -> FileResponse:
    stream = BytesIO(official.render(paper))
    return FileResponse(stream, as_attachment=True, filename=final_name(f"{name}.docx"), content_type=WORD)


@admin.register(FilingScope)
class FilingScopeAdmin(PortalAdmin):
    """Whose documents of which kind are filed, from when until when."""

    list_display = ("direction", "maker_kind", "norm_kind", "starts_on", "ends_on", "basis")
    list_display_links = ("maker_kind",)
    list_filter = ("direction", "maker_kind", "norm_kind")
    search_fields = ("basis", "note")
    fields = (("direction", "maker_kind", "norm_kind"), ("starts_on", "ends_on"), "basis", "note")
