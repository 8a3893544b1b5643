"""What a published copy needs to be drawn: its points, the marks of examples, its files."""

from collections.abc import Iterable, Sequence
from typing import Final

from django import template
from django.urls import reverse

from congress.models import PublishedFile
from congress.presentation import BadgeKind, Document, GradeTally, OpinionPoint, Tally
from congress.publishing import Point, PublishedVote
from congress.services.copies import EXAMPLE_MARK

register = template.Library()

#: the words of a point's state in a copy, and the shape they are drawn with
POINT_STATES: Final[dict[str, BadgeKind]] = {
    "已落实": "done",
    "办理中": "current",
    "转下年继续": "owed",
    "待整改": "owed",
    "整改中": "current",
    "已整改": "done",
    "部分整改": "current",
    "需长期整改": "current",
    "未整改到位": "late",
    "已销号": "done",
    "兑现中": "current",
    "已报送兑现情况": "current",
    "已兑现": "done",
    "未兑现": "late",
}
_KILO: Final = 1024
_FILE_KINDS: Final = {
    "application/pdf": "PDF",
    "application/msword": "Word",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.ms-excel": "Excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/vnd.ms-powerpoint": "PowerPoint",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint",
    "image/jpeg": "图片",
    "image/png": "图片",
    "text/plain": "文本",
    "text/csv": "CSV",
}


@register.filter
def as_points(points: Iterable[Point]) -> list[OpinionPoint]:
    """The points of a copy as the component draws them."""
    return [
        OpinionPoint(
            number=point["number"],
            text=point["text"],
            state=POINT_STATES.get(point["state"], "none"),
            state_label=point["state"],
            answer=point["answer"],
        )
        for point in points
    ]


@register.filter
def as_tally(vote: PublishedVote) -> Tally | GradeTally:
    """The count of a copy as the component draws it."""
    counts = vote["counts"]
    if vote["grades"]:
        return GradeTally(
            vote["entitled"],
            vote["present"],
            [(label, number) for label, number in vote["grades"]],
            result=vote["result"],
            is_carried=vote["is_carried"],
            rule=vote["rule"],
            has_line=vote["has_line"],
            **counts,
        )
    return Tally(vote["entitled"], vote["present"], result=vote["result"], **counts)


@register.filter
def is_example(value: str) -> bool:
    """Whether a fact or a line bears the mark of an example."""
    return EXAMPLE_MARK in value


@register.filter
def without_mark(value: str) -> str:
    """A fact or a line without that mark, which is drawn beside it."""
    return value.replace(EXAMPLE_MARK, "")


@register.filter
def as_papers(files: Sequence[PublishedFile]) -> list[Document]:
    """The files of a copy as papers to open."""
    return [Document(file.name, reverse("public:published_file", args=[file.pk]), file_note(file)) for file in files]


@register.filter
def file_note(file: PublishedFile) -> str:
    """Kind and size in words: Word，24 KB. Takes private attachments too."""
    kind = _FILE_KINDS.get(file.content_type, "文件")
    size = (
        f"{file.size / _KILO / _KILO:.1f} MB"
        if file.size >= _KILO * _KILO
        else f"{max(1, round(file.size / _KILO))} KB"
    )
    return f"{kind}，{size}"
