"""The steps of a motion: what each asks for, and the service that it calls; rows are ticked, exceptions unticked."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from congress.admin.steps import ReasonForm, Step, StepForm
from congress.admin.widgets import DayInput
from congress.models import User
from deputies.models import Person
from meetings.models import Meeting, PersonnelAction, PersonnelMotion, Vote
from meetings.services import personnel, quorum

Status = PersonnelMotion.Status
Row = PersonnelAction.Status
CHANGE = "meetings.change_personnelmotion"
RECORD_VOTE = "meetings.record_vote"


class RowChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Rows of a motion by number and words."""

    def label_from_instance(self, obj: PersonnelAction) -> str:
        """第1项　任命…"""
        return f"第{obj.order}项　{obj}"


def with_names(rows: QuerySet[PersonnelAction]) -> QuerySet[PersonnelAction]:
    """Rows with what their words need, in their order."""
    related = ("person", "post__category", "post__organ", "motion__meeting__term", "motion__item")
    return rows.select_related(*related).order_by("order")


class RowsForm(StepForm):
    """Some rows of the motion, all of them ticked."""

    rows = RowChoice(PersonnelAction.objects.none(), label="任免事项", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["rows"]
        field.queryset = with_names(self.candidates())
        field.initial = [row.pk for row in field.queryset]

    def candidates(self) -> QuerySet[PersonnelAction]:
        """The rows that the step may take."""
        rows: QuerySet[PersonnelAction] = self.record.actions.filter(status__in=PersonnelAction.BEFORE_VOTE)
        return rows


class DropForm(RowsForm, ReasonForm):
    """Which rows are put off, and why."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rows"].initial = []


class ScreenForm(StepForm):
    """The chairpersons' meeting that agreed."""

    at = forms.ModelChoiceField(Meeting.objects.none(), label="主任会议")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Meeting.objects.of_chairpersons().filter(
            status__in=(Meeting.Status.OPEN, *Meeting.HELD), ends_on__gte=self.record.received_on
        )
        field: Any = self.fields["at"]
        field.queryset = held.select_related("term").order_by("-starts_on")
        field.initial = field.queryset.first()


class ExplainForm(StepForm):
    """Who explained the motion."""

    by = forms.CharField(label="作说明的人", max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["by"].initial = self.record.signed_by


class ExamForm(StepForm):
    """A result for each nominee, and the score where it is kept."""

    RESULTS = (("pass", "合格"), ("fail", "不合格"), ("", "未考"))

    taken_on = forms.DateField(label="考试日期", widget=DayInput, initial=timezone.localdate)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nominees = list(with_names(examined(self.record)))
        for row in self.nominees:
            result = forms.ChoiceField(
                choices=self.RESULTS, label=f"{row.person}（{row.post}）", required=False, initial="pass"
            )
            score = forms.DecimalField(
                label=f"{row.person}的成绩", required=False, max_digits=5, decimal_places=1, min_value=0, max_value=100
            )
            self.fields[f"result_{row.pk}"], self.fields[f"score_{row.pk}"] = result, score


def examined(motion: PersonnelMotion) -> QuerySet[PersonnelAction]:
    """Rows whose nominee still has to pass an exam."""
    return motion.actions.filter(act=PersonnelAction.Kind.APPOINT, status=Row.PROPOSED, post__category__needs_exam=True)


class SpeechForm(RowsForm):
    """Who spoke, on which day."""

    on = forms.DateField(label="日期", widget=DayInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = self.record.meeting.starts_on

    def candidates(self) -> QuerySet[PersonnelAction]:
        """Nominees who speak by the rules of their post."""
        return speaking(self.record)


def speaking(motion: PersonnelMotion) -> QuerySet[PersonnelAction]:
    """Rows whose nominee has to speak and has not yet."""
    return motion.actions.filter(
        act=PersonnelAction.Kind.APPOINT,
        status__in=(Row.PROPOSED, Row.EXAMINED),
        post__category__needs_speech=True,
    )


class VoteForm(RowsForm):
    """A vote recorded before, or the counts of one that is recorded here: all in favour, then the exceptions."""

    vote = forms.ModelChoiceField(Vote.objects.none(), label="已登记的表决", required=False)
    method = forms.ChoiceField(
        label="方式", choices=Vote.Method.choices, required=False, initial=Vote.Method.ELECTRONIC
    )
    yes = forms.IntegerField(label="赞成", min_value=0, required=False)
    no = forms.IntegerField(label="反对", min_value=0, required=False, initial=0)
    abstain = forms.IntegerField(label="弃权", min_value=0, required=False, initial=0)
    not_cast = forms.IntegerField(label="未表决", min_value=0, required=False, initial=0)
    one_by_one = forms.BooleanField(
        label="逐人表决", required=False, help_text="勾选后每项各登记一次表决，票数相同；票数不同的，分次办理。"
    )
    issued = forms.IntegerField(label="发出票数", min_value=0, required=False, help_text="投票表决填写。")
    returned = forms.IntegerField(label="收回票数", min_value=0, required=False)
    spoiled = forms.IntegerField(label="无效票", min_value=0, required=False, initial=0)
    blank = forms.IntegerField(label="空白票", min_value=0, required=False, initial=0)
    counted_by = forms.ModelChoiceField(Person.objects.none(), label="计票人", required=False)
    overseen_by = forms.ModelChoiceField(Person.objects.none(), label="监票人", required=False)

    COUNTS: tuple[str, ...] = ("yes", "no", "abstain", "not_cast", "issued", "returned", "spoiled", "blank")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meeting = self.record.meeting
        votes_of: Any = self.fields["vote"]
        kinds = (Vote.Kind.PERSONNEL, Vote.Kind.RESIGNATION)
        votes_of.queryset = Vote.objects.valid().filter(meeting=meeting, kind__in=kinds, personnel_actions=None)
        if not self.actor.has_perm(RECORD_VOTE):
            for name in ("method", *self.COUNTS, "one_by_one", "counted_by", "overseen_by"):
                del self.fields[name]
            votes_of.required = True
            return
        room = quorum.of(meeting, item=self.record.item)
        self.fields["yes"].initial = room.present
        people: Any = Person.objects.filter(pk__in=quorum.in_room(meeting).values("person")).by_strokes()
        for name in ("counted_by", "overseen_by"):
            teller: Any = self.fields[name]
            teller.queryset = people
        if self._is_secret():
            self.fields["method"].initial = Vote.Method.SECRET_PAPER
            self.fields["issued"].initial = self.fields["returned"].initial = room.present

    def _is_secret(self) -> bool:
        return self.candidates().filter(post__category__is_secret=True, act__in=PersonnelAction.APPOINTING).exists()

    def clean(self) -> dict[str, Any]:
        """A vote that is there, or counts."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("vote") is None and "yes" in self.fields and cleaned.get("yes") is None:
            self.add_error("yes", "请选择已登记的表决，或者填写票数。")
        return cleaned


class AfterForm(RowsForm):
    """Carried rows, and the day."""

    on = forms.DateField(label="日期", widget=DayInput, initial=timezone.localdate)


class AnnounceForm(AfterForm):
    """What is announced."""

    def candidates(self) -> QuerySet[PersonnelAction]:
        """Carried and not announced."""
        return unannounced(self.record)


class LetterForm(AfterForm):
    """Whose letters are issued."""

    def candidates(self) -> QuerySet[PersonnelAction]:
        """Appointed and without a letter."""
        return without_letter(self.record)


def unannounced(motion: PersonnelMotion) -> QuerySet[PersonnelAction]:
    """Carried and not announced."""
    return motion.actions.carried().filter(announcement__isnull=True)


def without_letter(motion: PersonnelMotion) -> QuerySet[PersonnelAction]:
    """Appointed and without a letter."""
    return motion.actions.carried().filter(act=PersonnelAction.Kind.APPOINT, letter_number__isnull=True)


@transaction.atomic
def _record_exams(motion: PersonnelMotion, actor: User, data: Mapping[str, Any]) -> str:
    taken = 0
    for row in with_names(examined(motion)):
        if result := data.get(f"result_{row.pk}"):
            score = data.get(f"score_{row.pk}")
            personnel.record_exam(row, taken_on=data["taken_on"], passed=result == "pass", score=score, actor=actor)
            taken += 1
    return f"已登记{taken}人的考试结果。"


@transaction.atomic
def _note_speeches(motion: PersonnelMotion, actor: User, data: Mapping[str, Any]) -> str:
    for row in data["rows"]:
        personnel.note_speech(row, on=data["on"], actor=actor)
    return f"已登记{len(data['rows'])}人的拟任职发言。"


def _vote(motion: PersonnelMotion, actor: User, data: Mapping[str, Any]) -> str:
    rows = list(data["rows"])
    if data["vote"] is not None:
        personnel.decide(rows, vote=data["vote"], actor=actor)
    else:
        groups = [[row] for row in rows] if data["one_by_one"] else [rows]
        counted = [(group, _counted(motion, group, data)) for group in groups]
        personnel.vote_and_decide(counted, actor=actor)
    carried = PersonnelAction.objects.carried().filter(pk__in=[row.pk for row in rows]).count()
    return f"已登记{len(rows)}项的表决结果：通过{carried}项，未通过{len(rows) - carried}项。"


def _counted(motion: PersonnelMotion, group: list[PersonnelAction], data: Mapping[str, Any]) -> Vote:
    columns = VoteForm.COUNTS[:4]
    if data["method"] == Vote.Method.SECRET_PAPER:
        columns = VoteForm.COUNTS
    return Vote(
        meeting=motion.meeting,
        item=motion.item,
        title=(str(group[0]) if len(group) == 1 else f"{motion.title}（第{group[0].order}项等{len(group)}项）")[:200],
        method=data["method"],
        held_on=min(timezone.localdate(), motion.meeting.ends_on),
        counted_by=data["counted_by"],
        overseen_by=data["overseen_by"],
        **{name: data[name] or 0 for name in columns},
    )


def _announce(motion: PersonnelMotion, actor: User, data: Mapping[str, Any]) -> str:
    announcement = personnel.announce(list(data["rows"]), on=data["on"], actor=actor)
    return f"已编发{announcement.number}，请办理公开发布。"


def _issue_letters(motion: PersonnelMotion, actor: User, data: Mapping[str, Any]) -> str:
    rows = personnel.issue_letters(list(data["rows"]), on=data["on"], actor=actor)
    return f"已为{len(rows)}人编号颁发任命书。"


STEPS = (
    Step(
        "exam",
        "登记考试",
        _record_exams,
        CHANGE,
        lambda m: m.status in (Status.RECEIVED, Status.SUBMITTED) and examined(m).exists(),
        form=ExamForm,
        note="成绩只在本页显示，不进入日志和沿革；“不合格”的可以重新考试登记。",
    ),
    Step(
        "submit",
        "提请主任会议",
        lambda m, actor, data: personnel.submit(m, actor=actor, today=timezone.localdate()),
        CHANGE,
        lambda m: m.status == Status.RECEIVED,
        is_main=True,
    ),
    Step(
        "screen",
        "登记主任会议同意",
        lambda m, actor, data: personnel.screen(m, actor=actor, **data),
        CHANGE,
        lambda m: m.status == Status.SUBMITTED,
        form=ScreenForm,
        is_main=True,
    ),
    Step(
        "table",
        "列入议程",
        lambda m, actor, data: f"已列入“{personnel.put_on_agenda(m, actor=actor)}”。",
        CHANGE,
        lambda m: m.status == Status.SCREENED,
        is_main=True,
    ),
    Step(
        "explain",
        "登记说明",
        lambda m, actor, data: personnel.explain(m, actor=actor, **data),
        CHANGE,
        lambda m: m.status == Status.TABLED,
        form=ExplainForm,
        is_main=True,
    ),
    Step(
        "speech",
        "登记拟任职发言",
        _note_speeches,
        CHANGE,
        lambda m: m.status in (Status.TABLED, Status.EXPLAINED) and speaking(m).exists(),
        form=SpeechForm,
    ),
    Step(
        "vote",
        "登记表决",
        _vote,
        CHANGE,
        lambda m: m.status in (Status.TABLED, Status.EXPLAINED),
        form=VoteForm,
        is_main=True,
        note="可以合并表决，也可以逐人表决。表决通过后，任职、免职即行生效，并开始计算宣誓期限。",
    ),
    Step(
        "announce",
        "公布",
        _announce,
        CHANGE,
        lambda m: unannounced(m).exists(),
        form=AnnounceForm,
        is_main=True,
    ),
    Step("letters", "颁发任命书", _issue_letters, CHANGE, lambda m: without_letter(m).exists(), form=LetterForm),
    Step(
        "drop",
        "不提请表决",
        lambda m, actor, data: personnel.drop(list(data["rows"]), reason=data["reason"], actor=actor),
        CHANGE,
        lambda m: m.status in PersonnelMotion.OPEN,
        form=DropForm,
        note="有反映情况需要核实、提请机关收回的事项，暂不提请表决；其他事项照常办理。",
        is_rare=True,
    ),
    Step(
        "send-back",
        "登记主任会议退回",
        lambda m, actor, data: personnel.send_back(m, actor=actor, **data),
        CHANGE,
        lambda m: m.status in (Status.RECEIVED, Status.SUBMITTED),
        form=ReasonForm,
        is_rare=True,
    ),
    Step(
        "withdraw",
        "登记撤回",
        lambda m, actor, data: personnel.withdraw(m, actor=actor, **data),
        CHANGE,
        lambda m: m.status in PersonnelMotion.OPEN,
        form=ReasonForm,
        is_rare=True,
    ),
)
