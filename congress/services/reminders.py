"""The sweep: what is owed and not yet told? One set-based statement, safe to run late, twice, or twice at once."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from congress.roles import AREA_AUDIENCES, AREA_ROLES, AUDIENCE_ROLES
from congress.services import leadership, locks


@dataclass(frozen=True)
class Sweep:
    """What a sweep did: stages newly decided and notifications written."""

    reminders: int
    notifications: int


_SQL = """
WITH reached AS (
    -- Stages whose day has come. Leads count back from the un-rolled or the stricter internal date, escalations
    -- forward from the date that counts (handbook §3.1); a stage that lies before `remind_from` is over.
    SELECT * FROM (
        SELECT o.id AS obligation_id, s.id AS stage_id, o.due_on, o.remind_from, s.kind, s.audience, s.repeat_daily,
               CASE WHEN s.kind = 'escalation' THEN o.due_on + s.days
                    WHEN s.fraction IS NOT NULL THEN o.start_on + ((o.due_plain - o.start_on) * s.fraction)::int
                    ELSE LEAST(o.due_plain, o.target_on) - s.days END AS send_on
        FROM congress_obligation o JOIN congress_rulestage s ON s.rule_id = o.rule_id AND s.is_active
        WHERE o.status = 'open' AND NOT o.is_historic
    ) AS dated
    WHERE send_on <= %(today)s AND (kind = 'escalation' OR (send_on >= remind_from AND due_on >= %(today)s))
), latest AS (
    -- After an outage a person is told of the latest stage only, not of each that was missed.
    SELECT DISTINCT ON (obligation_id, kind, audience) obligation_id, stage_id, due_on, audience,
           CASE WHEN repeat_daily THEN %(today)s::date END AS repeat_on
    FROM reached
    ORDER BY obligation_id, kind, audience, send_on DESC
), owed AS MATERIALIZED (
    SELECT l.*, o.owed_organ_id, o.owed_account_id, o.owed_role, o.watched_by_id
    FROM latest l JOIN congress_obligation o ON o.id = l.obligation_id
    -- That nobody was set to watch is not a vacant post.
    WHERE NOT (audience = 'watchers' AND watched_by_id IS NULL) AND NOT EXISTS (
        SELECT 1 FROM congress_reminder r
        WHERE r.obligation_id = l.obligation_id AND r.stage_id = l.stage_id AND r.due_on = l.due_on
          AND r.repeat_on IS NOT DISTINCT FROM l.repeat_on
    )
), people AS (
    SELECT id AS user_id, organ_id FROM congress_user WHERE is_active
), posts AS (
    SELECT p.user_id, p.organ_id, g.name AS role
    FROM people p JOIN congress_user_groups ug ON ug.user_id = p.user_id JOIN auth_group g ON g.id = ug.group_id
), led AS (
    -- The chairperson in charge of an organ on the day; who has no account in use is in charge of nothing here.
    SELECT l.key::bigint AS organ_id, p.user_id
    FROM jsonb_each_text(%(led)s::jsonb) l JOIN people p ON p.user_id = l.value::bigint
), named AS (
    SELECT obligation_id, stage_id, user_id FROM owed JOIN people p ON p.organ_id = owed_organ_id
    WHERE audience = 'owner'
    UNION
    SELECT obligation_id, stage_id, user_id FROM owed JOIN people p ON p.user_id = owed_account_id
    WHERE audience = 'owner'
    UNION
    SELECT obligation_id, stage_id, user_id FROM owed JOIN posts p ON p.role = owed_role
    WHERE audience = 'owner'
    UNION
    SELECT obligation_id, stage_id, user_id FROM owed JOIN people p ON p.organ_id = watched_by_id
    WHERE audience = 'watchers'
    UNION
    SELECT obligation_id, stage_id, user_id FROM owed JOIN posts p ON p.organ_id = owed_organ_id
    WHERE audience = 'organ_leader' AND p.role = 'unit_head'
    UNION
    SELECT obligation_id, stage_id, user_id FROM owed JOIN posts p ON p.organ_id = watched_by_id
    WHERE audience = 'wc_head' AND p.role = 'wc_head'
    UNION
    SELECT obligation_id, stage_id, user_id
    FROM owed JOIN jsonb_each_text(%(audience_roles)s::jsonb) a ON a.key = audience JOIN posts p ON p.role = a.value
    WHERE NOT (audience = ANY(%(area_audiences)s) AND watched_by_id IS NOT NULL)
      AND (a.value <> %(leader_role)s
           OR NOT EXISTS (SELECT 1 FROM led WHERE led.organ_id = COALESCE(watched_by_id, owed_organ_id)))
    UNION
    SELECT obligation_id, stage_id, user_id
    FROM owed JOIN jsonb_each_text(%(audience_roles)s::jsonb) a ON a.key = audience AND a.value = %(leader_role)s
    JOIN led ON led.organ_id = COALESCE(watched_by_id, owed_organ_id)
    UNION
    -- Of streets and townships only the one that watches over the matter: no other place is told of it.
    SELECT obligation_id, stage_id, user_id FROM owed JOIN posts p ON p.organ_id = watched_by_id
    WHERE audience = ANY(%(area_audiences)s) AND p.role = ANY(%(area_roles)s)
), recipients AS (
    SELECT obligation_id, stage_id, user_id FROM named
    UNION ALL
    -- Nobody holds the post: the office is told, so that no stage falls into the void.
    SELECT obligation_id, stage_id, p.user_id FROM owed JOIN posts p ON p.role = 'office'
    WHERE NOT EXISTS (SELECT 1 FROM named n WHERE n.obligation_id = owed.obligation_id AND n.stage_id = owed.stage_id)
), decided AS (
    -- A stage that nobody can be told of stays owed until somebody can.
    INSERT INTO congress_reminder (obligation_id, stage_id, due_on, repeat_on)
    SELECT obligation_id, stage_id, due_on, repeat_on FROM owed
    WHERE EXISTS (
        SELECT 1 FROM recipients r WHERE r.obligation_id = owed.obligation_id AND r.stage_id = owed.stage_id
    )
    ON CONFLICT DO NOTHING
    RETURNING id, obligation_id, stage_id
), told AS (
    INSERT INTO congress_notification (recipient_id, subject, body, path, is_urgent, reminder_id)
    SELECT r.user_id,
           CASE WHEN o.due_on < %(today)s THEN '逾期' || (%(today)s - o.due_on) || '天：'
                WHEN o.due_on = %(today)s THEN '今日到期：'
                ELSE '还有' || (o.due_on - %(today)s) || '天到期：' END || o.title,
           array_to_string(o.explanation, E'\\n'),
           o.path,
           s.kind = 'escalation' OR o.due_on <= %(today)s,
           d.id
    FROM recipients r
    JOIN decided d USING (obligation_id, stage_id)
    JOIN congress_obligation o ON o.id = obligation_id
    JOIN congress_rulestage s ON s.id = stage_id
    ON CONFLICT DO NOTHING
    RETURNING 1
)
SELECT (SELECT count(*) FROM decided), (SELECT count(*) FROM told)
"""


@transaction.atomic
def sweep(*, on: date) -> Sweep:
    """Decide and write every reminder that is due on `on` and was not written before.

    Reminder rows and their notifications come into being in one statement: a worker that dies leaves both or neither.
    A second sweep waits for the first and finds what that one left.
    """
    locks.hold("congress.reminders.sweep")
    with connection.cursor() as cursor:
        values: dict[str, Any] = {
            "today": on,
            "audience_roles": json.dumps(AUDIENCE_ROLES),
            "area_audiences": list(AREA_AUDIENCES),
            "area_roles": list(AREA_ROLES),
            "leader_role": leadership.ROLE,
            "led": json.dumps(leadership.accounts(on)),
        }
        cursor.execute(_SQL, values)
        reminders, notifications = cursor.fetchone()
    return Sweep(reminders=reminders, notifications=notifications)
