"""The duty of a year in the demonstration: activities with their lists, own records, an assessment that was told."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from congress.models import Organ, User
from deputies.models import DutyActivity, DutyAssessment, DutyKind, Mandate, Person, RaterScore, SchemeRater
from deputies.services import duty_lists, duty_records, performance, performance_marks, performance_schemes
from deputies.services.duty import Presence


def build(street: Organ, people: Sequence[Person], *, actor: User, today: date) -> None:
    """Activities of a street, one of them to come; what a deputy entered; the assessment of last year as told."""
    own = Mandate.objects.in_office(on=today).filter(level="district", person__account__isnull=False)
    mandate = own.select_related("person__account").order_by("pk").first()
    guests = [*([mandate.person] if mandate else []), *people[:5]]
    last = date(today.year - 1, 6, 18)
    for kind, title, day in (
        (DutyKind.VISIT, "（示例）视察老旧小区改造", last),
        (DutyKind.GROUP, "（示例）代表小组学习讨论", last + timedelta(days=40)),
        (DutyKind.TRAINING, "（示例）代表履职学习班", today - timedelta(days=30)),
    ):
        row = _activity(kind, title, street, day, actor)
        at = datetime.combine(day, time(17), tzinfo=timezone.get_current_timezone())
        duty_lists.enter(row, [Presence(person) for person in guests], actor=actor, at=at)
    coming = _activity(DutyKind.CAMPAIGN, "（示例）河道巡查主题活动", street, today + timedelta(days=6), actor)
    duty_lists.expect(coming, guests, actor=actor, today=today)
    if mandate is not None and mandate.person.account is not None:
        _own(mandate.person.account, today)
        _assess(mandate, actor=actor, today=today)


def _activity(kind: str, title: str, street: Organ, day: date, actor: User) -> DutyActivity:
    row = DutyActivity(
        kind=kind, title=title, starts_on=day, ends_on=day, place="示例社区", organiser=street, illustrative=["*"]
    )
    duty_lists.organise(row, actor=actor)
    return row


def _own(account: User, today: date) -> None:
    day = today - timedelta(days=4)
    for kind, title in ((DutyKind.CONTACT, "（示例）走访示例社区居民"), (DutyKind.RESEARCH, "（示例）调研停车问题")):
        row = DutyActivity(
            kind=kind,
            title=title,
            starts_on=day,
            ends_on=day,
            hours=Decimal(2),
            content="（示例）听取居民意见。",
            illustrative=["*"],
        )
        duty_records.submit(row, actor=account, at=timezone.localtime())


def _assess(mandate: Mandate, *, actor: User, today: date) -> None:
    performance_schemes.prepare_default()
    performance.open_year(today.year - 1, actor=actor, today=today)
    row = DutyAssessment.objects.filter(mandate=mandate, year=today.year - 1).select_related("scheme").first()
    if row is None:
        return
    rater = SchemeRater.objects.get(scheme=row.scheme, who=SchemeRater.Who.COMMITTEE)
    keeper = User.objects.filter(groups__name="deputies_wc").first() or actor
    for item in performance_marks.rated_items(row):
        given = RaterScore(assessment=row, item=item, rater=rater, points=Decimal(4))
        if SchemeRater.Who.COMMITTEE in performance_marks.standing_of(keeper, row):
            performance_marks.rate(given, actor=keeper)
    if row.scores.exists():
        performance.compute([row], actor=actor, at=timezone.localtime())
        row.refresh_from_db()
        performance.notify(row, actor=actor, today=today)
