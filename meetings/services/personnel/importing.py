"""Rows of a motion from an Excel list (姓名、职务、任免、理由), with what is wrong said row by row."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final
from zipfile import BadZipFile

import openpyxl
from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import User
from congress.services import activity, attachments
from congress.services.attachments import Upload
from deputies.models import Person
from meetings.models import PersonnelAction, Post

HEADINGS: Final = ("姓名", "职务", "任免", "理由")
MAX_ROWS: Final = 1000
_Kind = PersonnelAction.Kind
_ACTS: Final = {
    **{label: value for value, label in _Kind.choices},
    "任": _Kind.APPOINT,
    "决定任命": _Kind.APPOINT,
    "免": _Kind.REMOVE,
    "免去": _Kind.REMOVE,
    "决定免去": _Kind.REMOVE,
    "代理": _Kind.DECIDE_ACTING,
    "辞职": _Kind.ACCEPT_RESIGNATION,
    "撤销": _Kind.REVOKE,
}


@dataclass(frozen=True)
class Line:
    """One line of the list as it was typed, with its number in the sheet."""

    place: int
    name: str
    post: str
    act: str
    reason: str


def read(upload: Upload) -> list[Line]:
    """The filled lines of the first sheet. Raises ValidationError for another file or missing headings."""
    attachments.check(upload)
    try:
        upload.seek(0)
        # Read-only workbooks keep the file open until they are closed.
        with closing(openpyxl.load_workbook(upload, read_only=True, data_only=True)) as book:
            lines = _lines(book.active.iter_rows(values_only=True))
    except (AttributeError, BadZipFile, KeyError, OSError, SyntaxError, TypeError, ValueError):
        raise ValidationError("文件无法读取，请用电子表格软件另存为xlsx后重新选择。") from None
    found = [line for line in lines if line.name or line.post]
    if len(found) > MAX_ROWS:
        raise ValidationError(f"一次最多导入{MAX_ROWS:,}行，请拆分文件后分次导入。")
    return found


def _lines(rows: Iterator[tuple[Any, ...]]) -> list[Line]:
    head = [_text(value) for value in next(rows, ())]
    missing = [name for name in HEADINGS[:2] if name not in head]
    if missing:
        raise ValidationError(f"名单第1行须有“{'”“'.join(missing)}”，请按“姓名、职务、任免、理由”排列。")
    places: dict[str, int] = {name: head.index(name) for name in HEADINGS if name in head}
    return [_line(number, values, places) for number, values in enumerate(rows, start=2)]


def _line(number: int, values: tuple[Any, ...], places: dict[str, int]) -> Line:
    cells = {name: _text(values[at]) if at < len(values) else "" for name, at in places.items()}
    name, post, act, reason = (cells.get(heading, "") for heading in HEADINGS)
    return Line(number, "".join(name.split()), post, act or _Kind.APPOINT.label, reason[:200])


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


@transaction.atomic
def rows_of(lines: list[Line], *, actor: User) -> list[PersonnelAction]:
    """Unsaved actions for the lines; people who are not registered yet are.

    Raises ValidationError with a sentence for every line that names no act, an unknown post, or one of several
    namesakes; then nobody is registered.
    """
    wanted = {line.post for line in lines}
    posts = {
        post.title: post for post in Post.objects.filter(title__in=wanted, ends_on=None).select_related("category")
    }
    problems = [f"第{line.place}行：{message}" for line in lines if (message := _problem(line, posts))]
    people = _people({line.name for line in lines if line.name})
    problems += [
        f"第{line.place}行：有{len(people[line.name])}位同名人员“{line.name}”，请在页面上选择其中一位。"
        for line in lines
        if len(people.get(line.name, ())) > 1
    ]
    if problems:
        raise ValidationError(problems)
    known = {name: found[0] for name, found in people.items() if found}
    for line in lines:
        if line.name not in known:
            known[line.name] = register(line.name, actor=actor)
    return [
        PersonnelAction(person=known[line.name], post=posts[line.post], act=_ACTS[line.act], reason=line.reason)
        for line in lines
    ]


def _problem(line: Line, posts: dict[str, Post]) -> str:
    if not line.name:
        return "没有填写姓名。"
    if line.act not in _ACTS:
        return f"“{line.act}”不是任免方式，请填写{'、'.join(_Kind.labels)}。"
    if line.post not in posts:
        return f"职务“{line.post}”没有登记，请先在“职务”中登记，名称须完全一致。"
    return ""


def _people(names: set[str]) -> dict[str, list[Person]]:
    found: dict[str, list[Person]] = {}
    for person in Person.objects.filter(name__in=names).order_by("pk"):
        found.setdefault(person.name, []).append(person)
    return found


def find_or_register(name: str, *, actor: User) -> Person:
    """The one person of that name, registered if there is none. Raises ValidationError if several bear it."""
    found = list(Person.objects.filter(name=name).order_by("pk")[:2])
    if len(found) > 1:
        raise ValidationError(f"有同名人员“{name}”，请在“人员”栏选择其中一位。")
    return found[0] if found else register(name, actor=actor)


@transaction.atomic
def register(name: str, *, actor: User) -> Person:
    """A person who was not known so far."""
    person = Person(name=name)
    person.set_keys()
    person.full_clean()
    person.save(force_insert=True)
    activity.record(actor, "登记人员", person, path=f"/admin/deputies/person/{person.pk}/change/")
    return person
