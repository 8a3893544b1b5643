import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from congress.migrating import AtOnce


class Migration(AtOnce):
    dependencies = [
        ("congress", "0002_spans_and_lists"),
        ("congress", "__first__"),
        ("meetings", "0008_major_matters_and_talks"),
        ("supervision", "0001_reports_and_follow_ups"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="followup",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="followup",
            name="update_update",
        ),
        migrations.AlterModelOptions(
            name="followup",
            options={
                "ordering": ("-handed_over_on", "-id"),
                "permissions": (
                    ("view_all_followups", "查看全部办理情况"),
                    ("view_government_followups", "查看政府系统办理情况"),
                    ("answer_followup", "办理交办事项"),
                    ("sign_followup", "签发处理情况报告"),
                    ("assess_followup", "评价办理结果"),
                    ("escalate_followup", "升级监督"),
                    ("read_circulated", "阅读已通报的材料"),
                ),
                "verbose_name": "交办事项",
                "verbose_name_plural": "交办事项",
            },
        ),
        migrations.AddField(
            model_name="followup",
            name="act",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="follow_ups",
                to="meetings.act",
                verbose_name="决议决定",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="committee",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="congress.organ",
                verbose_name="联系工委",
            ),
        ),
        migrations.AddField(
            model_name="followupevent",
            name="act",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="meetings.act",
                verbose_name="决议决定",
            ),
        ),
        migrations.AddField(
            model_name="followupevent",
            name="committee",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="congress.organ",
                verbose_name="联系工委",
            ),
        ),
        migrations.AlterField(
            model_name="followup",
            name="paper",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="follow_ups",
                to="meetings.opinionpaper",
                verbose_name="审议意见",
            ),
        ),
        migrations.AlterField(
            model_name="followupevent",
            name="paper",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="meetings.opinionpaper",
                verbose_name="审议意见",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.UniqueConstraint(
                fields=("act", "organ"),
                name="followup_of_act_once_per_organ",
                violation_error_message="该决议决定已经交办给这个机关。",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("act__isnull", True), ("committee__isnull", True), ("paper__isnull", False)),
                    models.Q(("act__isnull", False), ("committee__isnull", False), ("paper__isnull", True)),
                    _connector="OR",
                ),
                name="followup_has_one_origin",
                violation_error_message="办理事项须来自一件审议意见或者一件决议决定；决议决定须有联系工委。",
            ),
        ),
        migrations.AddConstraint(
            model_name="followupround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("drafted_on__isnull", True),
                    ("reported_on__isnull", True),
                    ("reported_on__gte", models.F("drafted_on")),
                    _connector="OR",
                ),
                name="followup_round_reported_on_in_order",
                violation_error_message="报送日期不能早于草稿日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="followupround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reported_on__isnull", True),
                    ("circulated_on__isnull", True),
                    ("circulated_on__gte", models.F("reported_on")),
                    _connector="OR",
                ),
                name="followup_round_circulated_on_in_order",
                violation_error_message="印发日期不能早于报送日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="followupround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("circulated_on__isnull", True),
                    ("deliberated_on__isnull", True),
                    ("deliberated_on__gte", models.F("circulated_on")),
                    _connector="OR",
                ),
                name="followup_round_deliberated_on_in_order",
                violation_error_message="审议日期不能早于印发日期。",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followup",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "supervision_followupevent" ("acknowledged_on", "act_id", "closed_on", "closing_note", "committee_id", "deliberated_at_meeting_id", "deputies_duty_id", "escalation", "handed_over_on", "id", "illustrative", "is_historic", "leader", "organ_id", "paper_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "society_duty_id", "status") VALUES (NEW."acknowledged_on", NEW."act_id", NEW."closed_on", NEW."closing_note", NEW."committee_id", NEW."deliberated_at_meeting_id", NEW."deputies_duty_id", NEW."escalation", NEW."handed_over_on", NEW."id", NEW."illustrative", NEW."is_historic", NEW."leader", NEW."organ_id", NEW."paper_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."society_duty_id", NEW."status"); RETURN NULL;',
                    hash="fe910e29545ec322ce2c3a0bca2661c761640bc1",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_2cb89",
                    table="supervision_followup",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followup",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "supervision_followupevent" ("acknowledged_on", "act_id", "closed_on", "closing_note", "committee_id", "deliberated_at_meeting_id", "deputies_duty_id", "escalation", "handed_over_on", "id", "illustrative", "is_historic", "leader", "organ_id", "paper_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "society_duty_id", "status") VALUES (NEW."acknowledged_on", NEW."act_id", NEW."closed_on", NEW."closing_note", NEW."committee_id", NEW."deliberated_at_meeting_id", NEW."deputies_duty_id", NEW."escalation", NEW."handed_over_on", NEW."id", NEW."illustrative", NEW."is_historic", NEW."leader", NEW."organ_id", NEW."paper_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."society_duty_id", NEW."status"); RETURN NULL;',
                    hash="1ac4e32bbc4be817a7244bad2edbbe0ec25fbd05",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1d9a9",
                    table="supervision_followup",
                    when="AFTER",
                ),
            ),
        ),
    ]
