"""The sweep: what is owed and not yet told? One set-based statement, safe to run late, twice, or twice at once."""

import json
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from congress.roles import AUDIENCE_ROLES


@dataclass(frozen=True)
class Sweep:
    """What a sweep did: stages newly decided and notifications written."""

    reminders: int
    notifications: int


_SQL = """
WITH reached AS (
    -- Stages whose day has come. Leads count back from the un-rolled or the stricter internal date, escalations
    -- forward from the date that counts (handbook §3.1); a stage that lies before `remind_from` is over.
    SELECT o.id AS obligation_id, s.id AS stage_id, o.due_on, o.remind_from, s.kind, s.audience, s.repeat_daily,
           CASE WHEN s.kind = 'escalation' THEN o.due_on + s.days
                WHEN s.fraction IS NOT NULL THEN o.start_on + ((o.due_plain - o.start_on) * s.fraction)::int
                ELSE LEAST(o.due_plain, o.target_on) - s.days END AS send_on
    FROM congress_obligation o JOIN congress_rulestage s ON s.rule_id = o.rule_id AND s.is_active
    WHERE o.status = 'open' AND NOT o.is_historic
), latest AS (
    -- After an outage a person is told of the latest stage only, not of each that was missed.
    SELECT DISTINCT ON (obligation_id, kind, audience) obligation_id, stage_id, due_on, repeat_daily
    FROM reached
    WHERE send_on <= %(today)s
      AND (kind = 'escalation' OR (send_on >= remind_from AND due_on >= %(today)s))
    ORDER BY obligation_id, kind, audience, send_on DESC
), decided AS (
    INSERT INTO congress_reminder (obligation_id, stage_id, due_on, repeat_on)
    SELECT obligation_id, stage_id, due_on, CASE WHEN repeat_daily THEN %(today)s::date END FROM latest
    ON CONFLICT DO NOTHING
    RETURNING id, obligation_id, stage_id
), roles AS (
    SELECT key AS audience, value AS role FROM jsonb_each_text(%(audience_roles)s::jsonb)
), holders AS (
    SELECT ug.user_id, g.name AS role FROM congress_user_groups ug JOIN auth_group g ON g.id = ug.group_id
), named AS (
    SELECT d.id AS reminder_id, u.id AS user_id
    FROM decided d
    JOIN congress_obligation o ON o.id = d.obligation_id
    JOIN congress_rulestage s ON s.id = d.stage_id
    JOIN congress_user u ON u.is_active AND CASE s.audience
        WHEN 'owner' THEN u.organ_id = o.owed_organ_id OR u.id = o.owed_account_id
            OR EXISTS (SELECT 1 FROM holders h WHERE h.user_id = u.id AND h.role = o.owed_role)
        WHEN 'watchers' THEN u.organ_id = o.watched_by_id
        WHEN 'organ_leader' THEN u.organ_id = o.owed_organ_id
            AND EXISTS (SELECT 1 FROM holders h WHERE h.user_id = u.id AND h.role = 'unit_head')
        WHEN 'wc_head' THEN u.organ_id = o.watched_by_id
            AND EXISTS (SELECT 1 FROM holders h WHERE h.user_id = u.id AND h.role = 'wc_head')
        ELSE EXISTS (SELECT 1 FROM holders h JOIN roles r USING (role)
                     WHERE h.user_id = u.id AND r.audience = s.audience)
        END
), recipients AS (
    SELECT reminder_id, user_id FROM named
    UNION
    -- Nobody holds the post: the office is told, so that no stage falls into the void.
    SELECT d.id, h.user_id FROM decided d JOIN holders h ON h.role = 'office'
    JOIN congress_user u ON u.id = h.user_id AND u.is_active
    WHERE NOT EXISTS (SELECT 1 FROM named n WHERE n.reminder_id = d.id)
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
    JOIN decided d ON d.id = r.reminder_id
    JOIN congress_obligation o ON o.id = d.obligation_id
    JOIN congress_rulestage s ON s.id = d.stage_id
    ON CONFLICT DO NOTHING
    RETURNING 1
)
SELECT (SELECT count(*) FROM decided), (SELECT count(*) FROM told)
"""


@transaction.atomic
def sweep(*, on: date) -> Sweep:
    """Decide and write every reminder that is due on `on` and was not written before.

    Reminder rows and their notifications come into being in one statement: a worker that dies leaves both or neither.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"today": on, "audience_roles": json.dumps(AUDIENCE_ROLES)})
        reminders, notifications = cursor.fetchone()
    return Sweep(reminders=reminders, notifications=notifications)
