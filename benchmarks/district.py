"""The measuring district, limited to what the portal holds: accounts, organs, and what is owed.

Seeded: every run loads the same rows. Titles, people and organs are plainly artificial.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from django.contrib.auth.models import Group
from django.db import connection

from congress.models import LegalRule, Organ, User

SEED = 2019
DEPARTMENTS = 100
COMMITTEES = 10
PEOPLE = 500
#: rules that remind a week before: owner and watchers; in the last one also leaders and the government's office
RULES = ("OPN-3M", "RES-3M", "AUD-6M", "SUG-3M")
STARTED = timedelta(days=90)
#: rows of one statement: the history's trigger takes longer for each row the more rows its statement has
PIECE = 1_000

_OBLIGATIONS = """
INSERT INTO congress_obligation (title, path, rule_id, owed_organ_id, owed_role, watched_by_id, start_on, due_plain,
    due_on, target_on, is_fixed, is_provisional, explanation, status, closing_reason, closing_decision, is_historic,
    remind_from)
SELECT '示例事项' || n, '/workspace/', rules[1 + n %% array_length(rules, 1)],
       departments[1 + n %% array_length(departments, 1)], '', committees[1 + n %% array_length(committees, 1)],
       %(start)s, due, due, due, false, false,
       ARRAY['依据示例规则。', '起算日为' || %(start)s::date || '。', '到期日为' || due || '。'],
       'open', '', '', false, %(start)s
FROM (SELECT %(rules)s::bigint[] AS rules, %(departments)s::bigint[] AS departments,
             %(committees)s::bigint[] AS committees) AS known,
     -- Leads reach at most sixty days back: what lies a hundred days ahead is not due.
     (SELECT n, %(today)s::date + CASE WHEN n <= %(due)s THEN 7 ELSE 100 + floor(random() * 300)::int END AS due
      FROM generate_series(%(first)s, %(last)s) AS n) AS numbered
"""


def load_people() -> int:
    """Organs and five hundred accounts: two for each department and committee, officers, deputies."""
    departments = [
        Organ(code=f"bench-d{n}", kind=Organ.Kind.GOVERNMENT_DEPARTMENT, name=f"示例部门{n:03}")
        for n in range(DEPARTMENTS)
    ]
    committees = [
        Organ(code=f"bench-c{n}", kind=Organ.Kind.WORKING_COMMITTEE, name=f"示例工委{n:03}") for n in range(COMMITTEES)
    ]
    Organ.objects.bulk_create(departments + committees)
    posts: list[tuple[Organ | None, str]] = []
    for organ in departments:
        posts += [(organ, "unit_clerk"), (organ, "unit_head")]
    for organ in committees:
        posts += [(organ, "wc_officer"), (organ, "wc_head")]
    posts += [(None, role) for role in ("office", "office_head", "sc_vice_chair", "sc_chair", "gov_office")]
    posts += [(None, "deputy")] * (PEOPLE - len(posts))
    Random(SEED).shuffle(posts)
    people = User.objects.bulk_create(
        User(
            username=f"bench{n}", password="!", email=f"bench{n}@example.test", display_name=f"用户{n:03}", organ=organ
        )
        for n, (organ, _) in enumerate(posts)
    )
    groups = {group.name: group for group in Group.objects.all()}
    User.groups.through.objects.bulk_create(
        User.groups.through(user=person, group=groups[role]) for person, (_, role) in zip(people, posts, strict=True)
    )
    return len(people)


def load_obligations(total: int, *, due: int, today: date, rules: Sequence[str], watched: bool) -> None:
    """Replace what is owed by open and live obligations of which the first `due` reach a stage on `today`."""
    start = today - STARTED
    values: dict[str, Any] = {
        "rules": [LegalRule.objects.for_event(code, start).pk for code in rules],
        "departments": _keys("bench-d"),
        "committees": _keys("bench-c") if watched else [],
        "start": start,
        "today": today,
        "due": due,
    }
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE congress_obligation CASCADE")
        cursor.execute("SELECT setseed(0.2019)")
        for first in range(1, total + 1, PIECE):
            cursor.execute(_OBLIGATIONS, {**values, "first": first, "last": min(first + PIECE - 1, total)})
        cursor.execute("VACUUM ANALYZE")


def _keys(prefix: str) -> list[int]:
    return list(Organ.objects.filter(code__startswith=prefix).order_by("pk").values_list("pk", flat=True))
