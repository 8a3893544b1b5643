"""Form fields for files, which the forms of all faces share; the rules are those of `congress.services.attachments`."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from congress.services import attachments, file_types

ACCEPT: Final = ",".join(f".{extension}" for extension in file_types.TYPES)


def upload_help() -> str:
    """What the person reads beside the button: types, limit, and that secrets must not go in."""
    limit = settings.ATTACHMENT_MAX_BYTES / 1024 / 1024
    return f"可上传{file_types.ACCEPTED}，每个文件不超过{limit:g} MB。{attachments.SECRECY_WARNING}"


class MultipleFileInput(forms.FileInput):
    """A button that takes several files at once."""

    allow_multiple_selected = True


class UploadField(forms.FileField):
    """One file; cleans to the upload, ready for `attachments.store()`, or None if it is optional and missing."""

    widget: Any = forms.FileInput
    default_error_messages = {
        "required": "请选择文件。",
        "invalid": "文件没有传上来，请重新选择。",
        "missing": "文件没有传上来，请重新选择。",
    }

    def __init__(self, **kwargs: Any) -> None:
        # An empty file is refused by the service, in words that name it.
        super().__init__(**{"allow_empty_file": True, "help_text": upload_help(), **kwargs})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Offer only files of the types that are taken."""
        return {**super().widget_attrs(widget), "accept": ACCEPT}

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The upload, judged by its content. Raises ValidationError naming the file."""
        upload = super().clean(data, initial)
        if isinstance(upload, UploadedFile):
            attachments.check(upload)
        return upload


PICTURES: Final = ".jpg,.jpeg,.png"


class UploadsField(UploadField):
    """Several files; cleans to a list of uploads."""

    widget: Any = MultipleFileInput

    def __init__(self, *, max_files: int = 10, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.max_files = max_files

    def clean(self, data: Any, initial: Any = None) -> list[attachments.Upload]:
        """The uploads. Raises ValidationError with one message for each file that is refused."""
        uploads = [each for each in (data if isinstance(data, Sequence) else [data]) if each]
        if not uploads and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(uploads) > self.max_files:
            raise ValidationError(f"一次最多上传{self.max_files}个文件，现有{len(uploads)}个。", code="too_many")
        errors: list[ValidationError] = []
        for upload in uploads:
            try:
                super().clean(upload, initial)
            except ValidationError as error:
                errors.extend(error.error_list)
        if errors:
            raise ValidationError(errors)
        return uploads


class PicturesField(UploadsField):
    """Several pictures; a phone offers its camera."""

    def __init__(self, **kwargs: Any) -> None:
        limit = settings.ATTACHMENT_MAX_BYTES / 1024 / 1024
        words = f"jpg或png，每张不超过{limit:g} MB。{attachments.SECRECY_WARNING}"
        super().__init__(**{"help_text": words, **kwargs})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Only pictures."""
        return {**super().widget_attrs(widget), "accept": PICTURES}
