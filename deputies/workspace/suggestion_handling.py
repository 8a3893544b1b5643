"""One unit's part of a suggestion: the unit answers, the deputies grade, the committee gives it to another."""

from datetime import date
from typing import Any, Final

from django.shortcuts import get_object_or_404
from django.utils import timezone

from congress.models import User
from congress.record_pages import PageStep, RecordPage
from congress.step_forms import StepForm, stamp_of
from deputies.models import SuggestionHandling
from deputies.services import suggestion_intake, suggestions
from deputies.services.suggestions import Opinion, Reply, Talk
from deputies.workspace.suggestion import PART_BADGES, part_mark
from deputies.workspace.suggestion_forms import (
    AdviceForm,
    FeedbackForm,
    PaperFeedbackForm,
    ReasonForm,
    ReassignForm,
    ReplyForm,
    SignForForm,
    TalkForm,
)

Status, Role = SuggestionHandling.Status, SuggestionHandling.Role
ANSWER: Final = "deputies.answer_suggestion"


def _holds(*statuses: str, roles: tuple[str, ...] = (Role.LEAD, Role.SEPARATE, Role.CO)) -> Any:
    return lambda user, row: (
        bool(user.organ_id)
        and user.organ_id == row.organ_id
        and user.has_perm(ANSWER)
        and row.status in statuses
        and row.role in roles
    )


def _may_grade(user: User, row: SuggestionHandling) -> bool:
    own = row.suggestion.sponsor_for(user)
    if row.status != Status.REPORTED or own is None or own.confirmed_on is None:
        return False
    last = max(row.rounds.all(), key=lambda each: each.number)
    return all(each.sponsor_id != own.pk for each in last.feedbacks.all())


def _grade(row: SuggestionHandling, user: User, sent: dict[str, Any]) -> None:
    given = Opinion(sent["result"], sent["attitude"], sent["comment"])
    own = suggestions.own_sponsor(row, user)
    suggestions.feed_back(row, own, given, on=_today(), today=_today(), actor=user)


def _enter_form(row: SuggestionHandling, user: User, sent: dict[str, Any]) -> None:
    given = Opinion(sent["result"], sent["attitude"], sent["comment"], on_paper=True)
    suggestions.feed_back(row, sent["sponsor"], given, on=_today(), today=_today(), actor=user)


def _talk(row: SuggestionHandling, user: User, sent: dict[str, Any]) -> None:
    talk = Talk(
        sent["held_on"],
        sent["mode"],
        list(sent["deputies"]),
        sent["note"],
        place=sent["place"],
        people=sent["people"],
        station=sent["station"],
    )
    suggestions.note_contact(row, talk, today=_today(), actor=user)


def _reply(row: SuggestionHandling, user: User, sent: dict[str, Any]) -> None:
    given = Reply(
        sent["text"],
        sent["signed_by"],
        sent["result_class"],
        letter_number=sent["letter_number"],
        evidence=sent["evidence"],
        promised_on=sent["promised_on"],
    )
    suggestions.reply(row, given, on=_today(), today=_today(), actor=user)


def _today() -> date:
    return timezone.localdate()


class SuggestionHandlingPage(RecordPage):
    """The unit's part: talks, rounds, answers, grades."""

    template_name = "deputies/workspace/suggestion_handling.html"
    steps = (
        PageStep(
            "acknowledge",
            "签收",
            SignForForm,
            lambda row, user, sent: suggestions.acknowledge(
                row, leader=sent["leader"], plan=sent["plan"], on=_today(), today=_today(), actor=user
            ),
            "已签收。",
            _holds(Status.HANDED_OVER),
            is_main=True,
        ),
        PageStep(
            "talk",
            "登记与代表沟通",
            TalkForm,
            _talk,
            "已登记。",
            _holds(Status.ACCEPTED, Status.REOPENED, Status.TRACKING),
        ),
        PageStep(
            "advise",
            "提出会办意见",
            AdviceForm,
            lambda row, user, sent: suggestions.advise(row, text=sent["text"], on=_today(), today=_today(), actor=user),
            "会办意见已送主办单位。",
            _holds(Status.ACCEPTED, roles=(Role.CO,)),
            is_main=True,
        ),
        PageStep(
            "reply",
            "答复代表",
            ReplyForm,
            _reply,
            "已答复，代表会收到通知并反馈意见。",
            _holds(Status.ACCEPTED, Status.REOPENED, Status.TRACKING, roles=SuggestionHandling.ANSWERING),
            is_main=True,
        ),
        PageStep(
            "give_back",
            "退办",
            ReasonForm,
            lambda row, user, sent: suggestions.give_back(
                row, reason=sent["reason"], on=_today(), today=_today(), actor=user
            ),
            "已退回代表工委，由代表工委改交其他单位。",
            _holds(*SuggestionHandling.RETURNED_FROM),
        ),
        PageStep("grade", "反馈意见", FeedbackForm, _grade, "已反馈，谢谢。", _may_grade, is_main=True),
        PageStep(
            "paper_grade",
            "登记纸质征询意见表",
            PaperFeedbackForm,
            _enter_form,
            "已登记。",
            lambda user, row: row.status == Status.REPORTED and user.has_perm("deputies.accept_suggestion"),
        ),
        PageStep(
            "reassign",
            "改交其他单位",
            ReassignForm,
            lambda row, user, sent: suggestion_intake.reassign(
                row, organ=sent["organ"], on=_today(), today=_today(), actor=user
            ),
            "已改交，期限从今天重新计算。",
            lambda user, row: row.status == Status.RETURNED and user.has_perm("deputies.assign_suggestion"),
            is_main=True,
        ),
    )

    def record(self, *, is_locked: bool = False) -> SuggestionHandling:
        """The part of the address, if this person may read it."""
        rows = SuggestionHandling.objects.all().visible_to(self.user)
        rows = rows.select_for_update(of=("self",)) if is_locked else rows.with_page()
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def stamp(self, record: SuggestionHandling) -> str:
        """What the page showed."""
        return stamp_of([record.status, record.rounds.count(), record.contacts.count()])

    def initial(self, record: SuggestionHandling, step: PageStep) -> dict[str, Any]:
        """A talk is mostly entered on its own day."""
        del record
        return {"held_on": _today()} if step.name == "talk" else {}

    def make(self, record: SuggestionHandling, step: PageStep, *args: Any, **kwargs: Any) -> StepForm:
        """Offer the deputies of this suggestion alone."""
        form = super().make(record, step, *args, **kwargs)
        if isinstance(form, TalkForm | PaperFeedbackForm):
            form.of(record)
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rounds with their answers and grades."""
        context = super().get_context_data(**kwargs)
        row = context["record"]
        return context | {
            "badge": PART_BADGES.get(row.status, "done"),
            "due": part_mark(row),
            "rounds": list(row.rounds.all()),
            "contacts": list(row.contacts.all()),
            "sponsors": [each for each in row.suggestion.sponsors.all() if each.withdrawn_on is None],
        }
