"""What the registers of the committee's own work share: who stands for a number that is typed in."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from congress.admin.base import PortalAdmin, PortalInline
from congress.admin.exporting import ImportExportAdmin
from congress.admin.importing import RegisterResource
from congress.http import signed_in
from supervision.models import Entered


class EnteredInline(PortalInline):
    """Numbers on the page of a record; what a column is for stands once, above the rows."""

    description = "来源必填；来源写“余”“多”的勾选，数目填已知的最小值；截至日期决定计入哪一年。"

    def formfield_for_dbfield(self, db_field: "models.Field[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        """Inputs without a help text of their own."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.help_text = ""
        return field


class OwnWorkAdmin(ImportExportAdmin, PortalAdmin):
    """A register with Excel in and out; who types a number is noted on it."""

    #: lookups by which a figure opens the records whose rows it counts
    rows_of_year: Sequence[str] = ()

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """Whether an address may filter by it."""
        return lookup in self.rows_of_year or super().lookup_allowed(lookup, value, request)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Note who stands for the number."""
        if isinstance(obj, Entered):
            _sign(obj, request)
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Note who stands for each number that is new or changed."""
        for row in formset.forms:
            if row.has_changed() and isinstance(row.instance, Entered):
                _sign(row.instance, request)
        super().save_formset(request, form, formset, change)


def _sign(number: Entered, request: HttpRequest) -> None:
    number.entered_by = signed_in(request)
    number.entered_on = timezone.localdate()


class EnteredResource(RegisterResource):
    """Numbers from a file: who sends it stands for them."""

    def after_init_instance(self, instance: Entered, new: bool, row: Any, **kwargs: Any) -> None:
        """Note the person before the row is checked."""
        del new, row
        instance.entered_by = kwargs["user"]
        instance.entered_on = timezone.localdate()
