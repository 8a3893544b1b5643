"""Activities with their lists from an Excel file, for those who organise."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from congress.services.attachments import final_name
from congress.step_forms import StepForm
from congress.uploads import UploadField
from deputies.services import duty_imports

from .duty_activity import HELD, OrganiserPage
from .station import EXCEL


class ImportForm(StepForm):
    """A file."""

    file = UploadField(label="履职活动（xlsx）")


class ActivityImport(OrganiserPage):
    """Take a file as a whole, or tell what is wrong with which row."""

    template_name = "deputies/workspace/activity_import.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form."""
        return super().get_context_data(**kwargs) | {"form": kwargs.get("form") or ImportForm()}

    def post(self, request: HttpRequest) -> HttpResponse:
        """All of the file or nothing of it."""
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid() and form.take(
            lambda: duty_imports.take(form.cleaned_data["file"], HELD, actor=self.user, at=timezone.localtime())
        ):
            messages.success(request, "已导入，计入履职台账。")
            return redirect("deputies_workspace:duty_activity_list")
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ActivityTemplate(OrganiserPage):
    """The template to fill in."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """The file."""
        del request, args, kwargs
        content = BytesIO(duty_imports.template(HELD))
        return FileResponse(content, as_attachment=True, filename=final_name("履职活动模板.xlsx"), content_type=EXCEL)
