"""The redaction form: every text of a proposal beside an input for what may be read of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from congress.models import Attachment, Publication
from congress.publishing import Content, Point, PublishedVote, Section
from congress.services import publication as gate
from congress.uploads import UploadsField

from .steps import StepForm

#: characters in a line of the input, for its height
_LINE = 26
#: shown in place of what is withheld
BLANK = "■■"


@dataclass(frozen=True)
class Piece:
    """One text of the content: its key in the form, what it is, and its words."""

    key: str
    label: str
    text: str


@dataclass(frozen=True)
class Row:
    """A text of the proposal and the input for what is left of it."""

    label: str
    original: str
    field: BoundField


def pieces(content: Content) -> Iterator[Piece]:
    """Every text that may be blanked, in the order of the page."""
    yield Piece("title", "标题", content["title"])
    for number, (label, value) in enumerate(content["facts"]):
        yield Piece(f"fact-{number}", label, value)
    for place, section in enumerate(content["sections"]):
        for number, paragraph in enumerate(section["paragraphs"]):
            yield Piece(f"paragraph-{place}-{number}", f"{section['heading']} 第{number + 1}段", paragraph)
        for number, point in enumerate(section["points"]):
            yield Piece(f"point-{place}-{number}", f"{section['heading']} 第{point['number']}条", point["text"])
            if point["answer"]:
                yield Piece(f"answer-{place}-{number}", f"第{point['number']}条 办理情况", point["answer"])
        for number, vote in enumerate(section.get("votes", [])):
            yield from _vote_pieces(vote, f"{place}-{number}")


def _vote_pieces(vote: PublishedVote, place: str) -> Iterator[Piece]:
    """The words of a vote; its numbers are not redacted."""
    yield Piece(f"vote-{place}", "表决事项", vote["title"])
    for number, note in enumerate(vote["notes"]):
        yield Piece(f"note-{place}-{number}", "表决说明", note)


def rebuilt(content: Content, texts: dict[str, str]) -> Content:
    """The content with other words in the same shape."""
    return {
        "title": texts["title"],
        "facts": [(label, texts[f"fact-{number}"]) for number, (label, _) in enumerate(content["facts"])],
        "sections": [_section(section, place, texts) for place, section in enumerate(content["sections"])],
        "illustrative": content["illustrative"],
    }


def _section(section: Section, place: int, texts: dict[str, str]) -> Section:
    rebuilt: Section = {
        "heading": section["heading"],
        "paragraphs": [texts[f"paragraph-{place}-{number}"] for number in range(len(section["paragraphs"]))],
        "points": [_point(point, f"{place}-{number}", texts) for number, point in enumerate(section["points"])],
    }
    if votes := section.get("votes"):
        rebuilt["votes"] = [_vote(vote, f"{place}-{number}", texts) for number, vote in enumerate(votes)]
    return rebuilt


def _vote(vote: PublishedVote, place: str, texts: dict[str, str]) -> PublishedVote:
    notes = [texts[f"note-{place}-{number}"] for number in range(len(vote["notes"]))]
    return {**vote, "title": texts[f"vote-{place}"], "notes": notes}


def _point(point: Point, place: str, texts: dict[str, str]) -> Point:
    return {**point, "text": texts[f"point-{place}"], "answer": texts.get(f"answer-{place}", "")}


class AttachmentChoices(forms.ModelMultipleChoiceField[Attachment]):
    """Files to tick; a restricted one says so."""

    def label_from_instance(self, obj: Any) -> str:
        """Name, and level where it is restricted."""
        return f"{obj.name}（限制级，不能公开）" if obj.security == Attachment.Security.RESTRICTED else str(obj.name)


def file_choices(rows: Any, *, label: str, initial: Any = ()) -> AttachmentChoices:
    """A field that chooses among attachments."""
    keys = [row.pk for row in rows]
    return AttachmentChoices(
        queryset=Attachment.objects.filter(pk__in=keys),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=label,
        initial=initial,
    )


class RedactionForm(StepForm):
    """What the checker leaves of a proposal, text by text, and the files that go out."""

    def __init__(self, *args: Any, record: Publication, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        left = {piece.key: piece.text for piece in pieces(record.redacted or record.prepared)}
        for piece in pieces(record.prepared):
            rows = max(1, -(-len(piece.text) // _LINE))
            self.fields[piece.key] = forms.CharField(
                label=piece.label,
                required=False,
                strip=False,
                initial=left.get(piece.key, piece.text),
                widget=forms.Textarea(attrs={"rows": rows, "class": "redaction-text"}),
            )
        files = list(record.files.all())
        self.fields["files"] = file_choices(
            files, label="可以直接公开的附件", initial=[] if not record.redacted else files
        )
        self.fields["uploads"] = UploadsField(label="脱敏后的文件", required=False)

    def rows(self) -> list[Row]:
        """Original and input side by side."""
        return [Row(piece.label, piece.text, self[piece.key]) for piece in pieces(self.record.prepared)]

    def clean(self) -> dict[str, Any]:
        """Put the texts together again; nothing may vanish without a trace."""
        cleaned = super().clean() or {}
        texts = {piece.key: (cleaned.get(piece.key) or "").strip() for piece in pieces(self.record.prepared)}
        for piece in pieces(self.record.prepared):
            if piece.text.strip() and not texts[piece.key]:
                self.add_error(piece.key, f"不能留空：请用“{BLANK}”标明此处已遮盖。")
        content = rebuilt(self.record.prepared, texts)
        try:
            gate.check_shape(self.record.prepared, content)
        except ValidationError as error:
            self.add_error(None, error)
        return {**cleaned, "content": content}
