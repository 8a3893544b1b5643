"""The public copies of a past year's records.

The facts are those of a report that society has read already, and what was made up as an example says so. They pass
the gate as history: no draft, no redaction, no approval by a second person is claimed, and nobody is notified.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

from django.db import models
from django.utils import timezone

from congress.models import Publication, PublishedVersion, User
from congress.publishing import Content, Publishable, Section
from congress.services.copies import EXAMPLE_MARK
from congress.services.deadlines import chinese_date
from congress.services.publication import checksum
from meetings.models import Act, Meeting, OpinionPaper
from meetings.services import opinions
from supervision.models import FollowUp, Inquiry, Oversight, SpecialReport
from supervision.services import follow_ups, reports

#: illustrative field -> the facts of a copy that show it, where another service composes the copy
_FACTS_OF: Final = {
    "organ": ("报告机关", "承办机关"),
    "meeting": ("会议", "听取日期"),
    "mode": ("方式",),
    "number": ("文号",),
    "adopted_at_meeting": ("通过",),
    "adopted_on": ("通过日期",),
    "handed_over_on": ("交办日期",),
    "reported_on": ("报送日期",),
    "closed_on": ("办结日期",),
}
#: meetings of inner Party life stay inside
_PRIVATE_MEETINGS: Final = (Meeting.Kind.PARTY_GROUP, Meeting.Kind.STUDY)


def publish(records: Iterable[models.Model], *, folder: str, actor: User) -> None:
    """Put out a copy of each record that has a public page, for deputies and for society."""
    for record in records:
        if not isinstance(record, Publishable) or (isinstance(record, Meeting) and record.kind in _PRIVATE_MEETINGS):
            continue
        # Children and the dates of other records were stored after it.
        current = type(record)._default_manager.get(pk=record.pk)
        _publish(current, basis=f"{folder}年工作报告（摘要）所载，作为历史资料公开", actor=actor)
        if isinstance(current, FollowUp):
            current.mark_published()


def _publish(record: Publishable, *, basis: str, actor: User) -> None:
    compose, path = _COMPOSERS[type(record)]
    content = compose(record)
    _mark_examples(record, content)
    source = getattr(record, "source", "").partition(" ")[2]
    if source:
        content["facts"].append(("出处", f"工作报告（摘要）：“{source}”"))
    duties = {
        field: _put_out(record, content, audience, path(record), basis, actor)
        for field, audience in (
            ("deputies_duty", Publication.Audience.DEPUTIES),
            ("society_duty", Publication.Audience.SOCIETY),
        )
    }
    for field, duty in duties.items():
        setattr(record, field, duty)
    record.save(update_fields=list(duties))


def _mark_examples(record: Any, content: Content) -> None:
    """Mark the facts of a composed copy that rest on illustrative fields of the record, its item or its meeting."""
    fields = set(record.illustrative)
    if isinstance(record, SpecialReport):
        fields.update(record.item.illustrative)
    marked = {label for field, labels in _FACTS_OF.items() if field in fields for label in labels}
    content["facts"] = [
        (label, value if label not in marked or value.endswith(EXAMPLE_MARK) else f"{value}{EXAMPLE_MARK}")
        for label, value in content["facts"]
    ]


def _put_out(
    record: Publishable, content: Content, audience: Publication.Audience, path: str, basis: str, actor: User
) -> Publication:
    publication = Publication(
        kind=str(record._meta.verbose_name),
        title=content["title"][:200],
        audience=audience,
        basis=basis,
        path=path,
        status=Publication.Status.PUBLISHED,
        prepared=content,
        redacted=content,
        published_by=actor,
        first_published_at=timezone.now(),
    )
    publication.save(force_insert=True)
    PublishedVersion.objects.create(
        publication=publication, number=1, content=content, sha256=checksum(content), published_by=actor
    )
    return publication


def _marked(record: Any, field: str, text: str) -> str:
    """The text with the mark of an example where the record says that the field is one."""
    return f"{text}{EXAMPLE_MARK}" if text and field in record.illustrative else text


def _meeting(meeting: Meeting) -> Content:
    sittings = "、".join(dict.fromkeys(sitting.get_kind_display() for sitting in meeting.sittings.all()))
    facts = [
        ("类别", meeting.get_kind_display()),
        ("日期", _marked(meeting, "starts_on", chinese_date(meeting.starts_on))),
        ("形式", sittings),
        ("地点", _marked(meeting, "place", meeting.place)),
    ]
    items = [f"{item.order}．{_marked(item, 'title', item.title)}" for item in meeting.items.all()]
    return _content(meeting, facts, [("议程", items)])


def _act(act: Act) -> Content:
    facts = [
        ("类别", _marked(act, "kind", act.get_kind_display())),
        ("会议", _marked(act, "meeting", str(act.meeting))),
        ("通过日期", _marked(act, "adopted_on", chinese_date(act.adopted_on))),
    ]
    return _content(act, facts, [("正文", act.text.splitlines())])


def _oversight(oversight: Oversight) -> Content:
    facts = [
        ("类别", oversight.get_kind_display()),
        ("开始", _marked(oversight, "starts_on", chinese_date(oversight.starts_on))),
        ("结束", _marked(oversight, "ends_on", chinese_date(oversight.ends_on)) if oversight.ends_on else ""),
        ("被监督机关", _marked(oversight, "organ", str(oversight.organ or ""))),
        ("首次", "是" if oversight.is_first else ""),
        ("参加", "全国、省、市、区、乡镇五级人大代表" if oversight.five_levels else ""),
        ("连续开展", f"第{oversight.series_year}年" if oversight.series_year else ""),
    ]
    instruments = [_marked(oversight, "instruments", str(each)) for each in oversight.instruments.all()]
    subjects = [subject.title for subject in oversight.subjects.all()]
    return _content(oversight, facts, [("检查的法律法规", instruments), ("内容", subjects)])


def _inquiry(inquiry: Inquiry) -> Content:
    facts = [
        ("会议", _marked(inquiry, "sitting", str(inquiry.sitting.meeting))),
        ("形式", inquiry.sitting.get_kind_display()),
        ("涉及问题", f"{inquiry.problems}个" if inquiry.problems else ""),
    ]
    return _content(inquiry, facts, [])


def _content(record: Any, facts: list[tuple[str, str]], sections: list[tuple[str, list[str]]]) -> Content:
    parts: list[Section] = [
        {"heading": heading, "paragraphs": paragraphs, "points": []} for heading, paragraphs in sections if paragraphs
    ]
    return {
        "title": str(record),
        "facts": [fact for fact in facts if fact[1]],
        "sections": parts,
        "illustrative": bool(record.illustrative),
    }


def _own_page(record: Any) -> str:
    return str(record.get_absolute_url())


_COMPOSERS: Final[dict[type[Publishable], tuple[Callable[[Any], Content], Callable[[Any], str]]]] = {
    Meeting: (_meeting, _own_page),
    Act: (_act, _own_page),
    SpecialReport: (reports.compose, _own_page),
    OpinionPaper: (opinions.compose, lambda paper: f"/supervision/opinions/{paper.pk}/"),
    FollowUp: (follow_ups.compose, lambda follow_up: f"/supervision/opinions/{follow_up.paper_id}/"),
    Oversight: (_oversight, _own_page),
    Inquiry: (_inquiry, lambda inquiry: str(inquiry.sitting.meeting.get_absolute_url())),
}
