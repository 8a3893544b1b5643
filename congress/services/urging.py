"""催办: pressing those who owe, one thing or many at once, each press on record and none repeated too soon."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from congress.models import Obligation, Urge, User
from congress.official.numerals import date_text
from congress.services import activity

#: obligations that one press takes at most: so many are chosen by hand or by a filter, not by accident
MOST: Final = 500
#: titles that one message names
NAMED: Final = 20

NOT_OVERSEEN: Final = "不在您的督办范围，或者事项不存在"
OVER: Final = "已经办结，无须催办"
HISTORIC: Final = "是历史记录，不催办"
TOO_SOON: Final = "刚催办过"
NOBODY: Final = "责任单位没有可以通知的账号，请电话催办"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a press did: how many were urged, how many people told, and what was left out, by reason."""

    urged: int
    people: int
    left_out: Mapping[str, int]

    @property
    def text(self) -> str:
        """The outcome in words."""
        parts = [f"{reason}：{number}件" for reason, number in self.left_out.items()]
        rest = f"；未催办{sum(self.left_out.values())}件（{'；'.join(parts)}）" if parts else ""
        return f"已催办{self.urged}件，通知{self.people}人{rest}。"


_SQL: Final = """
WITH owed AS MATERIALIZED (
    SELECT id, title, path, due_on, owed_organ_id, owed_account_id, owed_role
    FROM congress_obligation WHERE id = ANY(%(keys)s)
), people AS MATERIALIZED (
    SELECT id, organ_id, COALESCE(NULLIF(display_name, ''), username) AS name
    FROM congress_user WHERE is_active AND id <> %(actor)s
), recipients AS MATERIALIZED (
    SELECT o.id AS obligation_id, p.id AS user_id, p.name FROM owed o JOIN people p ON p.organ_id = o.owed_organ_id
    UNION
    SELECT o.id, p.id, p.name FROM owed o JOIN people p ON p.id = o.owed_account_id
    UNION
    SELECT o.id, p.id, p.name
    FROM owed o JOIN auth_group g ON g.name = o.owed_role JOIN congress_user_groups ug ON ug.group_id = g.id
    JOIN people p ON p.id = ug.user_id
), urged AS (
    INSERT INTO congress_urge (obligation_id, urged_by_id, urged_at, text, told_to)
    SELECT obligation_id, %(actor)s, %(at)s, %(text)s, string_agg(name, '、' ORDER BY user_id)
    FROM recipients GROUP BY obligation_id
    RETURNING obligation_id
), logged AS (
    INSERT INTO congress_activity (at, actor_id, verb, model_label, object_key, text, path, reason, detail)
    SELECT %(at)s, %(actor)s, '催办', 'congress.obligation', o.id::text, o.title, o.path, %(text)s, '{}'::jsonb
    FROM owed o WHERE o.id IN (SELECT obligation_id FROM recipients)
), lines AS (
    SELECT r.user_id, o.title, o.path, row_number() OVER mine AS place, count(*) OVER (PARTITION BY r.user_id) AS total,
           o.title || '（' || to_char(o.due_on, 'FMYYYY"年"FMMM"月"FMDD"日"') ||
           CASE WHEN o.due_on < %(today)s THEN '到期，逾期' || (%(today)s - o.due_on) || '天）'
                ELSE '到期）' END AS line
    FROM recipients r JOIN owed o ON o.id = r.obligation_id
    WINDOW mine AS (PARTITION BY r.user_id ORDER BY o.due_on, o.id)
), told AS (
    -- One message a person and press, however much of it the person owes.
    INSERT INTO congress_notification (recipient_id, subject, body, path, is_urgent)
    SELECT user_id,
           '催办：' || min(title) FILTER (WHERE place = 1)
           || CASE WHEN total > 1 THEN '等' || total || '项' ELSE '' END,
           %(opening)s || E'\\n' || string_agg(line, E'\\n' ORDER BY place) FILTER (WHERE place <= %(named)s)
           || CASE WHEN total > %(named)s THEN E'\\n另有' || (total - %(named)s) || '项。' ELSE '' END,
           CASE WHEN total > 1 THEN '/workspace/' ELSE min(path) END,
           true
    FROM lines GROUP BY user_id, total
    RETURNING 1
)
SELECT (SELECT count(*) FROM urged), (SELECT count(*) FROM told)
"""


@transaction.atomic
def urge(keys: Collection[int], *, text: str = "", actor: User, at: datetime) -> Outcome:
    """Press everybody who owes one of the obligations; each is urged or named among those left out, with the reason.

    A handful of statements however many there are: the rows are locked, so that of two who press at once the second
    is told that the first has just done so. Raises ValidationError, and nothing is changed, if none can be urged, the
    text is too long or there are more than `MOST`.
    """
    chosen = set(keys)
    words = _checked(chosen, text)
    left_out, wanted = _sorted(chosen, actor, at)
    urged, people = _press(wanted, words, actor, at) if wanted else (0, 0)
    if unreached := len(wanted) - urged:
        left_out[NOBODY] = unreached
    if not urged:
        raise ValidationError([f"没有催办：{_in_words(reason, chosen)}。" for reason in left_out])
    return Outcome(urged, people, left_out)


def _checked(chosen: Collection[int], text: str) -> str:
    if not chosen:
        raise ValidationError("请先选择要催办的事项。")
    if len(chosen) > MOST:
        raise ValidationError(f"一次最多催办{MOST}件，本次选了{len(chosen)}件，请先筛选。")
    words = " ".join(text.split())
    limit = Urge._meta.get_field("text").max_length or 0
    if len(words) > limit:
        raise ValidationError({"text": f"催办意见最多{limit}字，现有{len(words)}字。"})
    return words


def _sorted(chosen: set[int], actor: User, at: datetime) -> tuple[dict[str, int], list[int]]:
    """What must be left out, by reason, and the keys of what is urged; their rows are locked till the end."""
    rows = list(
        Obligation.objects.overseen_by(actor)
        .filter(pk__in=chosen)
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
        .only("status", "is_historic")
    )
    since = at - timedelta(days=settings.URGE_GAP_DAYS)
    # Read after the locks were won: whoever held them may have urged.
    recent = set(Urge.objects.filter(obligation__in=rows, urged_at__gt=since).values_list("obligation", flat=True))
    left_out: dict[str, int] = {}
    wanted = []
    if outside := len(chosen) - len(rows):
        left_out[NOT_OVERSEEN] = outside
    for row in rows:
        if reason := _obstacle(row, recent):
            left_out[reason] = left_out.get(reason, 0) + 1
        else:
            wanted.append(row.pk)
    return left_out, wanted


def _obstacle(row: Obligation, recent: Collection[int]) -> str:
    if row.is_historic:
        return HISTORIC
    if row.status != Obligation.Status.OPEN:
        return OVER
    return TOO_SOON if row.pk in recent else ""


def _in_words(reason: str, chosen: Collection[int]) -> str:
    """The reason, with the last urging where one thing was pressed for twice."""
    if reason != TOO_SOON:
        return reason
    last = Urge.objects.filter(obligation__in=chosen).select_related("urged_by").order_by("-urged_at").first()
    told = f"（{date_text(timezone.localdate(last.urged_at))}，{last.urged_by}）" if last else ""
    return f"{settings.URGE_GAP_DAYS}日内已经催办过{told}"


def _press(keys: list[int], text: str, actor: User, at: datetime) -> tuple[int, int]:
    """Write urgings, log lines and messages in one statement; how many urgings and messages."""
    activity.note_context(actor)
    opening = f"{actor}催办，请抓紧办理。{text}"
    values: dict[str, Any] = {
        "keys": keys,
        "actor": actor.pk,
        "at": at,
        "text": text,
        "opening": opening,
        "today": timezone.localdate(at),
        "named": NAMED,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, values)
        urged, people = cursor.fetchone()
    return int(urged), int(people)
