import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from congress.migrating import AtOnce


class Migration(AtOnce):
    dependencies = [
        ("congress", "0002_spans_and_lists"),
        ("congress", "__first__"),
        ("deputies", "0002_quotas_and_ends_of_seats"),
        ("meetings", "0003_votes_and_assessments"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="act",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="act",
            name="update_update",
        ),
        migrations.AddField(
            model_name="act",
            name="effective_on",
            field=models.DateField(blank=True, null=True, verbose_name="施行日期"),
        ),
        migrations.AddField(
            model_name="act",
            name="executing_organ",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="acts_to_execute",
                to="congress.organ",
                verbose_name="执行机关",
            ),
        ),
        migrations.AddField(
            model_name="act",
            name="execution_due_on",
            field=models.DateField(blank=True, null=True, verbose_name="执行情况报告期限"),
        ),
        migrations.AddField(
            model_name="act",
            name="execution_obligation",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="executed_act",
                to="congress.obligation",
                verbose_name="执行期限",
            ),
        ),
        migrations.AddField(
            model_name="act",
            name="motive",
            field=models.TextField(
                blank=True, help_text="正文之前的说明：根据什么、为了什么。", verbose_name="依据和理由"
            ),
        ),
        migrations.AddField(
            model_name="actevent",
            name="effective_on",
            field=models.DateField(blank=True, null=True, verbose_name="施行日期"),
        ),
        migrations.AddField(
            model_name="actevent",
            name="executing_organ",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="congress.organ",
                verbose_name="执行机关",
            ),
        ),
        migrations.AddField(
            model_name="actevent",
            name="execution_due_on",
            field=models.DateField(blank=True, null=True, verbose_name="执行情况报告期限"),
        ),
        migrations.AddField(
            model_name="actevent",
            name="execution_obligation",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="congress.obligation",
                verbose_name="执行期限",
            ),
        ),
        migrations.AddField(
            model_name="actevent",
            name="motive",
            field=models.TextField(
                blank=True, help_text="正文之前的说明：根据什么、为了什么。", verbose_name="依据和理由"
            ),
        ),
        migrations.AlterField(
            model_name="act",
            name="text",
            field=models.TextField(blank=True, help_text="决议、决定的条文，每条一段。", verbose_name="正文"),
        ),
        migrations.AlterField(
            model_name="actevent",
            name="text",
            field=models.TextField(blank=True, help_text="决议、决定的条文，每条一段。", verbose_name="正文"),
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("act", "决议决定"),
                            ("appointment", "人事任免"),
                            ("oath", "宪法宣誓"),
                            ("by_election", "补选代表"),
                            ("mandate_end", "代表资格终止"),
                            ("resignation", "接受辞职"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("issued_on", models.DateField(verbose_name="公告日期")),
                ("text", models.TextField(verbose_name="正文")),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                ("source", models.CharField(blank=True, editable=False, max_length=200, verbose_name="出处")),
                (
                    "deputies_duty",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="congress.publication",
                        verbose_name="向代表通报",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="announcements",
                        to="meetings.meeting",
                        verbose_name="会议",
                    ),
                ),
                (
                    "number",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="announcement",
                        to="congress.documentnumber",
                        verbose_name="文号",
                    ),
                ),
                (
                    "society_duty",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s",
                        to="congress.publication",
                        verbose_name="向社会公布",
                    ),
                ),
            ],
            options={
                "verbose_name": "公告",
                "verbose_name_plural": "公告",
                "ordering": ("-issued_on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="AnnouncementEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("act", "决议决定"),
                            ("appointment", "人事任免"),
                            ("oath", "宪法宣誓"),
                            ("by_election", "补选代表"),
                            ("mandate_end", "代表资格终止"),
                            ("resignation", "接受辞职"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("issued_on", models.DateField(verbose_name="公告日期")),
                ("text", models.TextField(verbose_name="正文")),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                ("source", models.CharField(blank=True, editable=False, max_length=200, verbose_name="出处")),
                (
                    "deputies_duty",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="congress.publication",
                        verbose_name="向代表通报",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.meeting",
                        verbose_name="会议",
                    ),
                ),
                (
                    "number",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="congress.documentnumber",
                        verbose_name="文号",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="meetings.announcement",
                    ),
                ),
                (
                    "society_duty",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="congress.publication",
                        verbose_name="向社会公布",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="act",
            name="vote",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="act",
                to="meetings.vote",
                verbose_name="表决",
            ),
        ),
        migrations.AddField(
            model_name="actevent",
            name="vote",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="meetings.vote",
                verbose_name="表决",
            ),
        ),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("execution_due_on__isnull", True),
                    ("execution_due_on__gt", models.F("adopted_on")),
                    _connector="OR",
                ),
                name="act_execution_after_adoption",
                violation_error_message="执行情况报告期限须晚于通过日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("execution_due_on__isnull", True), ("executing_organ__isnull", False), _connector="OR"
                ),
                name="act_execution_has_an_organ",
                violation_error_message="规定报告期限的，须选择执行机关。",
            ),
        ),
        migrations.AddIndex(
            model_name="announcement",
            index=models.Index(fields=["-issued_on", "-id"], name="announcement_by_day"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="act",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_actevent" ("adopted_on", "deputies_duty_id", "effective_on", "executing_organ_id", "execution_due_on", "execution_obligation_id", "id", "illustrative", "item_id", "kind", "meeting_id", "motive", "number_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "society_duty_id", "source", "text", "title", "vote_id") VALUES (NEW."adopted_on", NEW."deputies_duty_id", NEW."effective_on", NEW."executing_organ_id", NEW."execution_due_on", NEW."execution_obligation_id", NEW."id", NEW."illustrative", NEW."item_id", NEW."kind", NEW."meeting_id", NEW."motive", NEW."number_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."society_duty_id", NEW."source", NEW."text", NEW."title", NEW."vote_id"); RETURN NULL;',
                    hash="0100cf6b5562e735a355b14989ade3ddb81480e2",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_18095",
                    table="meetings_act",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="act",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_actevent" ("adopted_on", "deputies_duty_id", "effective_on", "executing_organ_id", "execution_due_on", "execution_obligation_id", "id", "illustrative", "item_id", "kind", "meeting_id", "motive", "number_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "society_duty_id", "source", "text", "title", "vote_id") VALUES (NEW."adopted_on", NEW."deputies_duty_id", NEW."effective_on", NEW."executing_organ_id", NEW."execution_due_on", NEW."execution_obligation_id", NEW."id", NEW."illustrative", NEW."item_id", NEW."kind", NEW."meeting_id", NEW."motive", NEW."number_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."society_duty_id", NEW."source", NEW."text", NEW."title", NEW."vote_id"); RETURN NULL;',
                    hash="a91c5b526129c534679c49977b4e5f65c82e51de",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ffb95",
                    table="meetings_act",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="announcement",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_announcementevent" ("deputies_duty_id", "id", "illustrative", "issued_on", "kind", "meeting_id", "number_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "society_duty_id", "source", "text", "title") VALUES (NEW."deputies_duty_id", NEW."id", NEW."illustrative", NEW."issued_on", NEW."kind", NEW."meeting_id", NEW."number_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."society_duty_id", NEW."source", NEW."text", NEW."title"); RETURN NULL;',
                    hash="e526d7078b683e31553167e75c75679e4e4acd65",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f0baf",
                    table="meetings_announcement",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="announcement",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_announcementevent" ("deputies_duty_id", "id", "illustrative", "issued_on", "kind", "meeting_id", "number_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "society_duty_id", "source", "text", "title") VALUES (NEW."deputies_duty_id", NEW."id", NEW."illustrative", NEW."issued_on", NEW."kind", NEW."meeting_id", NEW."number_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."society_duty_id", NEW."source", NEW."text", NEW."title"); RETURN NULL;',
                    hash="77770cc5d272ebe22aae2190d0f1779d6d5fadff",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0fdc3",
                    table="meetings_announcement",
                    when="AFTER",
                ),
            ),
        ),
    ]
