"""The measuring district, limited to what the portal holds: accounts, organs, and what is owed.

Seeded: every run loads the same rows. Titles, people and organs are plainly artificial.
"""

from datetime import date, timedelta
from random import Random

from django.contrib.auth.models import Group
from django.db import connection

from congress.models import LegalRule, Organ, User

SEED = 20_190_101
DEPARTMENTS = 100
COMMITTEES = 10
PEOPLE = 500
#: rules whose owner and watchers are reminded a week before
RULES = ("OPN-3M", "RES-3M", "AUD-6M", "SUG-3M")
WEEK = 7
#: leads reach at most sixty days back, so what lies further ahead is not due
FAR = (100, 400)

_OBLIGATIONS = """
INSERT INTO congress_obligation (title, path, rule_id, owed_organ_id, owed_role, watched_by_id, start_on, due_plain,
    due_on, target_on, is_provisional, explanation, status, closing_reason, closing_decision, is_historic, remind_from)
SELECT '示例事项' || n, '/workspace/', (%(rules)s::bigint[])[1 + n %% %(rule_count)s],
       (%(departments)s::bigint[])[1 + n %% %(department_count)s], '', (%(committees)s::bigint[])[1 + n %% %(committee_count)s],
       %(today)s::date - 90, due, due, due, false,
       ARRAY['依据示例规则。', '起算日为' || (%(today)s::date - 90) || '。', '到期日为' || due || '。'],
       'open', '', '', false, %(today)s::date - 90
FROM (
    SELECT n, %(today)s::date + CASE WHEN n <= %(due)s THEN %(week)s
                                ELSE %(near)s + floor(random() * %(spread)s)::int END AS due
    FROM generate_series(1, %(total)s) AS n
) AS numbered
"""


def load_people() -> None:
    """Organs and five hundred accounts: two of each department, two of each committee, officers, deputies."""
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


def load_obligations(total: int, *, due: int, today: date) -> None:
    """Open and live obligations of which the first `due` reach a stage on `today`."""
    rules = [LegalRule.objects.for_event(code, today - timedelta(days=90)).pk for code in RULES]
    departments = list(Organ.objects.filter(code__startswith="bench-d").order_by("pk").values_list("pk", flat=True))
    committees = list(Organ.objects.filter(code__startswith="bench-c").order_by("pk").values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(%s)", [SEED % 1000 / 1000])
        cursor.execute(
            _OBLIGATIONS,
            {
                "rules": rules,
                "rule_count": len(rules),
                "departments": departments,
                "department_count": len(departments),
                "committees": committees,
                "committee_count": len(committees),
                "today": today,
                "week": WEEK,
                "near": FAR[0],
                "spread": FAR[1] - FAR[0],
                "due": due,
                "total": total,
            },
        )
        cursor.execute("VACUUM ANALYZE")
