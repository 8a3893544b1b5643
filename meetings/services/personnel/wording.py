"""How appointments and removals read on an official list (handbook §4.2 任免名单): in motion order, by verb."""

from collections.abc import Iterable
from itertools import groupby

from meetings.models import PersonnelAction
from meetings.services import posts

_Kind = PersonnelAction.Kind


def line_of(action: PersonnelAction) -> str:
    """One line of the list, without the verb that stands above it: 张某为…局长, 李某的…局长职务."""
    person, post = action.person.name, action.post.title
    lines: dict[str, str] = {
        _Kind.APPOINT: f"{person}为{post}",
        _Kind.REMOVE: f"{person}的{post}职务",
        _Kind.DECIDE_ACTING: f"{person}代理{post}",
        _Kind.ACCEPT_RESIGNATION: f"{person}的{post}职务",
        _Kind.REVOKE: f"{person}的{post}职务",
    }
    return lines[action.act]


def group_lines(actions: Iterable[PersonnelAction]) -> list[tuple[str, list[str]]]:
    """The list by verbs, in the order given: [("决定任命", ["张某为…"]), ("决定免去", ["李某的…职务"])]."""
    by_verb = groupby(actions, key=lambda action: posts.verb(action.post.category, action.act))
    return [(verb, [line_of(action) for action in group]) for verb, group in by_verb]


def list_text(actions: Iterable[PersonnelAction]) -> list[str]:
    """The list as paragraphs: a verb with a colon, then its lines; the last line of a verb ends with a full stop."""
    paragraphs: list[str] = []
    for verb, lines in group_lines(actions):
        paragraphs.append(f"{verb}：")
        paragraphs += [f"{line}；" for line in lines[:-1]]
        paragraphs.append(f"{lines[-1]}。")
    return paragraphs
