"""The committee's own work on the desk: study results, publicity, awards, training, totals."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from congress.admin.importing import RegisterResource
from supervision.models import Award, CountedTotal, PublicityItem, StaffTraining, StudyResult

from .own_work_base import EnteredResource, OwnWorkAdmin


class StudyResultResource(RegisterResource):
    """Study results as a table."""

    class Meta(RegisterResource.Meta):
        model = StudyResult
        fields = ("kind", "campaign", "title", "organ", "finished_on", "source")
        import_id_fields = ("kind", "campaign", "title")


@admin.register(StudyResult)
class StudyResultAdmin(OwnWorkAdmin):
    """Research reports and problems solved, each on its own."""

    resource_classes = [StudyResultResource]
    list_display = ("title", "kind", "campaign", "organ", "finished_on")
    list_filter = ("kind",)
    list_select_related = ("organ",)
    search_fields = ("title", "campaign")
    date_hierarchy = "finished_on"
    autocomplete_fields = ("organ",)
    fields = (("kind", "campaign"), "title", ("organ", "finished_on"), "source")


class PublicityResource(RegisterResource):
    """Publicity as a table."""

    class Meta(RegisterResource.Meta):
        model = PublicityItem
        fields = ("kind", "title", "series", "completed_on", "source")
        import_id_fields = ("kind", "title", "completed_on")


@admin.register(PublicityItem)
class PublicityItemAdmin(OwnWorkAdmin):
    """Films, books, exhibitions, visits and commemorations."""

    resource_classes = [PublicityResource]
    list_display = ("title", "kind", "series", "completed_on")
    list_filter = ("kind",)
    search_fields = ("title", "series")
    date_hierarchy = "completed_on"
    autocomplete_fields = ("meeting",)
    fields = (("kind", "title"), ("series", "completed_on"), "meeting", "source")


class AwardResource(RegisterResource):
    """Awards as a table."""

    class Meta(RegisterResource.Meta):
        model = Award
        fields = ("kind", "title", "issuer", "awarded_on", "recipients", "source")
        import_id_fields = ("kind", "title", "awarded_on")


@admin.register(Award)
class AwardAdmin(OwnWorkAdmin):
    """Awards given and received."""

    resource_classes = [AwardResource]
    list_display = ("title", "kind", "issuer", "awarded_on", "recipients")
    list_filter = ("kind",)
    search_fields = ("title", "issuer")
    date_hierarchy = "awarded_on"
    fields = (("kind", "title"), ("issuer", "awarded_on"), "recipients", "source")


class TrainingResource(RegisterResource):
    """Training as a table."""

    class Meta(RegisterResource.Meta):
        model = StaffTraining
        fields = ("title", "organiser", "starts_on", "ends_on", "participants", "source")
        import_id_fields = ("title", "starts_on")


@admin.register(StaffTraining)
class StaffTrainingAdmin(OwnWorkAdmin):
    """Courses and study days of the staff."""

    resource_classes = [TrainingResource]
    list_display = ("title", "organiser", "starts_on", "ends_on", "participants")
    search_fields = ("title", "organiser")
    date_hierarchy = "starts_on"
    fields = ("title", ("organiser", "participants"), ("starts_on", "ends_on"), "source")


class TotalResource(EnteredResource):
    """Totals as a table."""

    class Meta(EnteredResource.Meta):
        model = CountedTotal
        fields = ("kind", "subject", "starts_on", "as_of", "number", "unit", "is_minimum", "platform", "source")
        import_id_fields = ("kind", "subject", "starts_on", "as_of")


@admin.register(CountedTotal)
class CountedTotalAdmin(OwnWorkAdmin):
    """What is known as a total only, with source, person and day."""

    resource_classes = [TotalResource]
    list_display = ("subject", "kind", "figure", "starts_on", "as_of", "platform", "source", "entered_by")
    list_filter = ("kind",)
    search_fields = ("subject", "source", "platform")
    date_hierarchy = "as_of"
    fields = (
        ("kind", "subject"),
        ("starts_on", "as_of"),
        ("number", "unit", "is_minimum"),
        ("source", "platform"),
        ("entered_by", "entered_on"),
    )
    readonly_fields = ("entered_by", "entered_on")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CountedTotal]:
        """Totals with who typed them."""
        return super().get_queryset(request).select_related("entered_by")

    @admin.display(description="数目", ordering="number")
    def figure(self, row: CountedTotal) -> str:
        """6200余条."""
        return row.text
