"""The ballot page: everything still to be voted on at a meeting, each row in favour until an exception is typed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils import timezone

from congress.admin.steps import Step, StepForm
from congress.admin.widgets import DayInput
from congress.models import User
from deputies.models import Person
from meetings.models import Attendance, Meeting, PersonnelMotion, Vote
from meetings.services import voting_list
from meetings.services.votes import CountsRefused
from meetings.services.voting_list import Entry, Matter, Room

RECORD: Final = "meetings.record_vote"
#: the columns of a row, in the order in which they are typed
COUNTS: Final = ("yes", "no", "abstain", "not_cast")
PAPERS: Final = ("issued", "returned", "spoiled", "blank")
#: those of a named vote who were not in favour, by the choice they made
NAMED: Final = {"no": "反对", "abstain": "弃权", "not_cast": "未表决"}
_SEPARATORS: Final = str.maketrans("，,;；\u3000\t", "、、、、  ")


def _label(name: str) -> str:
    """What a column of a vote is called."""
    return str(getattr(Vote._meta.get_field(name), "verbose_name", name))


@dataclass(frozen=True)
class Row:
    """A matter on the page with its inputs."""

    matter: Matter
    form: "BallotForm"

    def field(self, name: str) -> BoundField:
        """An input of the row."""
        return self.form[f"{self.matter.key}-{name}"]

    @property
    def include(self) -> BoundField:
        """Whether it is stored now."""
        return self.field("include")

    @property
    def title(self) -> BoundField:
        """What was voted on."""
        return self.field("title")

    @property
    def method(self) -> BoundField:
        """How."""
        return self.field("method")

    @property
    def shown(self) -> BoundField:
        """How many were in the room when the page was opened."""
        return self.field("shown")

    @property
    def counts(self) -> list[BoundField]:
        """The columns."""
        return [self.field(name) for name in COUNTS]

    @property
    def papers(self) -> list[BoundField]:
        """The papers of a secret ballot."""
        return [self.field(name) for name in PAPERS]

    @property
    def named(self) -> list[BoundField]:
        """Names of a named vote."""
        return [self.field(f"named_{name}") for name in NAMED]

    @property
    def errors(self) -> list[str]:
        """What was refused of the row."""
        fields = (self.include, self.title, self.method, self.shown, *self.counts, *self.papers, *self.named)
        return [str(error) for field in fields for error in field.errors]


@dataclass(frozen=True)
class Group:
    """Rows under one heading; those of a motion are voted on together or one by one."""

    heading: str
    rows: Sequence[Row]
    choice: BoundField | None = None


class BallotForm(StepForm):
    """All counts of a meeting: the day and the tellers once, then a row for each matter."""

    held_on = forms.DateField(label="表决日期", widget=DayInput)
    counted_by = forms.ModelChoiceField(Person.objects.none(), label="计票人", required=False)
    overseen_by = forms.ModelChoiceField(Person.objects.none(), label="监票人", required=False)

    class Media:
        js = ("js/ballots.js",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meeting: Meeting = self.record
        self.room = Room(meeting, on=self._day(meeting))
        self.matters = voting_list.matters(meeting, self.room)
        self.fields["held_on"].initial = self._day(meeting)
        self._offer_tellers(meeting)
        last = meeting.votes.order_by("-pk").first()
        for matter in self.matters:
            self._add_row(matter, last.method if last else Vote.Method.ELECTRONIC)
        for motion in self._motions():
            self._add_choice(motion)

    @staticmethod
    def _day(meeting: Meeting) -> date:
        return min(max(timezone.localdate(), meeting.starts_on), meeting.ends_on)

    def _offer_tellers(self, meeting: Meeting) -> None:
        people = Person.objects.filter(attendances__in=meeting.attendances.filter(status=Attendance.Status.PRESENT))
        last = meeting.votes.filter(counted_by__isnull=False).order_by("-pk").first()
        for name in ("counted_by", "overseen_by"):
            field = self.fields[name]
            field.queryset = people.by_strokes()  # type: ignore[attr-defined]
            field.initial = getattr(last, f"{name}_id", None)

    def _add_row(self, matter: Matter, method: str) -> None:
        key = matter.key
        if matter.is_secret:
            method = Vote.Method.SECRET_PAPER
        add = self.fields.__setitem__
        include = matter.is_expected if matter.group is None else True
        add(f"{key}-include", forms.BooleanField(label="登记", required=False, initial=include))
        add(f"{key}-title", forms.CharField(label="表决事项", max_length=200, initial=matter.title))
        add(f"{key}-method", forms.ChoiceField(label="方式", choices=Vote.Method.choices, initial=method))
        add(f"{key}-shown", forms.IntegerField(widget=forms.HiddenInput, required=False, initial=matter.present))
        for name in (*COUNTS, *PAPERS):
            initial = {"yes": matter.present}.get(name, None if name in PAPERS else 0)
            label = _label(name)
            add(f"{key}-{name}", forms.IntegerField(label=label, required=False, min_value=0, initial=initial))
        for name, label in NAMED.items():
            add(f"{key}-named_{name}", forms.CharField(label=f"{label}者", required=False, max_length=1000))

    def _motions(self) -> list[PersonnelMotion]:
        return list({row.group.pk: row.group for row in self.matters if row.group and row.is_together}.values())

    def _add_choice(self, motion: PersonnelMotion) -> None:
        together = next(row for row in self.matters if row.group == motion)
        choices = (("together", "一并表决"), ("single", "逐人表决"), ("later", "暂不登记"))
        initial = "single" if together.is_secret else "together"
        self.fields[f"motion{motion.pk}-choice"] = forms.ChoiceField(
            label="表决办法", choices=choices, initial=initial, widget=forms.RadioSelect
        )

    def groups(self) -> Iterator[Group]:
        """The rows as the page shows them: items, then each motion of several people."""
        rows = [Row(matter, self) for matter in self.matters]
        yield Group("", [row for row in rows if row.matter.group is None])
        for motion in {row.matter.group.pk: row.matter.group for row in rows if row.matter.group}.values():
            own = [row for row in rows if row.matter.group == motion]
            choice = f"motion{motion.pk}-choice"
            yield Group(str(motion), own, self[choice] if choice in self.fields else None)

    def names(self) -> list[str]:
        """Those in the room, to be typed in a named vote."""
        return [str(row.person) for row in self.room.rows]

    def clean(self) -> dict[str, Any]:
        """Rows into unsaved votes; what changed since the page was opened is told."""
        cleaned = super().clean() or {}
        self._tell_vanished()
        entries = [self._entry(matter) for matter in self.matters if self._is_chosen(matter)]
        if not self.errors and not entries:
            raise ValidationError("请至少勾选一项表决。")
        return {**cleaned, "entries": entries}

    def _is_chosen(self, matter: Matter) -> bool:
        choice = self.cleaned_data.get(f"motion{matter.group.pk}-choice") if matter.group else None
        if choice is not None and matter.is_together != (choice == "together"):
            return False
        return choice != "later" and bool(self.cleaned_data.get(f"{matter.key}-include"))

    def _tell_vanished(self) -> None:
        """Rows that another clerk stored meanwhile: what was typed for them is told again, and nothing is stored."""
        known = {matter.key for matter in self.matters}
        for name, title in self.data.items():
            key = str(name).removesuffix("-title")
            if str(name) == key or key in known or not self.data.get(f"{key}-include"):
                continue
            typed = "，".join(f"{_label(column)}{self.data.get(f'{key}-{column}') or 0}" for column in COUNTS)
            said = voting_list.recorded_meanwhile(self.record, str(title)) or "已不在待表决之列"
            self.add_error(
                None, f"“{title}”在您打开本页后{said}，您填写的（{typed}）没有保存。请核对后再登记其余各项。"
            )

    def _entry(self, matter: Matter) -> Entry:
        values = {
            name.removeprefix(f"{matter.key}-"): value
            for name, value in self.cleaned_data.items()
            if name.startswith(f"{matter.key}-")
        }
        shown = values.get("shown")
        if shown is not None and shown != matter.present:
            self.add_error(
                f"{matter.key}-shown",
                f"您打开本页后，出席本项的人数由{shown}人变为{matter.present}人，请核对票数后再登记。",
            )
        ballots = self._ballots(matter, values) if values.get("method") == Vote.Method.NAMED else None
        vote = Vote(
            meeting=self.record,
            item=matter.item,
            kind=matter.kind,
            title=values.get("title") or matter.title,
            method=values.get("method") or Vote.Method.ELECTRONIC,
            held_on=self.cleaned_data.get("held_on") or self.record.starts_on,
            **filled(values, matter.present),
        )
        if vote.method == Vote.Method.SECRET_PAPER:
            vote.counted_by = self.cleaned_data.get("counted_by")
            vote.overseen_by = self.cleaned_data.get("overseen_by")
        return Entry(matter, vote, ballots)

    def _ballots(self, matter: Matter, values: dict[str, Any]) -> list[tuple[int, str]]:
        """Names typed into the ballots of all in the room; who is named nowhere was in favour."""
        room = self.room.of(matter.item)
        pairs = []
        for choice in NAMED:
            for name in names_in(values.get(f"named_{choice}", "")):
                found = [row for row in room if row.person.name == name]
                if len(found) == 1:
                    pairs.append((found[0].pk, choice))
                else:
                    why = "不止一人，请用“逐票更正”登记" if found else "不在场，不能参加本项表决"
                    self.add_error(f"{matter.key}-named_{choice}", f"{name}{why}。")
        chosen = {key for key, _ in pairs}
        for column in COUNTS:
            values[column] = sum(1 for _, choice in pairs if choice == column)
        pairs += [(row.pk, "yes") for row in room if row.pk not in chosen]
        values["yes"] = None
        return pairs


def names_in(text: str) -> list[str]:
    """Names typed one after another, with whatever stands between them."""
    parts = text.translate(_SEPARATORS).replace("\n", "、").replace(" ", "、").split("、")
    return [part.strip() for part in parts if part.strip()]


def filled(values: Mapping[str, Any], present: int) -> dict[str, int | None]:
    """The counts of a row; what was left empty follows from the rest: everybody else was in favour."""
    is_paper = values.get("method") == Vote.Method.SECRET_PAPER
    counts: dict[str, int | None] = {name: values.get(name) or 0 for name in (*COUNTS, "spoiled", "blank")}
    if not is_paper:
        counts["spoiled"] = counts["blank"] = 0
    if values.get("yes") is None:
        others = sum(count or 0 for name, count in counts.items() if name != "yes")
        counts["yes"] = max(present - others, 0)
    if is_paper:
        issued, returned = values.get("issued"), values.get("returned")
        counts["issued"] = present if issued is None else issued
        counts["returned"] = (counts["issued"] or 0) - (counts["not_cast"] or 0) if returned is None else returned
    return counts


def store(meeting: Meeting, actor: User, data: Mapping[str, Any]) -> str:
    """Store the page; a refusal stands beside the row it is about."""
    del meeting
    entries: Sequence[Entry] = data["entries"]
    try:
        stored = voting_list.record(entries, actor=actor)
    except CountsRefused as refused:
        raise ValidationError(
            {f"{entries[place].matter.key}-include": error.messages for place, error in refused.rows.items()}
        ) from refused
    passed = sum(vote.passed for vote in stored)
    failed = f"，{len(stored) - passed}项未通过" if passed < len(stored) else ""
    return f"已登记{len(stored)}项表决：{passed}项通过{failed}。"


MEETING_STEPS = (
    Step(
        "votes",
        "登记表决",
        store,
        RECORD,
        lambda m: m.status == Meeting.Status.OPEN and m.kind in Meeting.VOTING,
        form=BallotForm,
        is_main=True,
        template="admin/ballots.html",
    ),
)
