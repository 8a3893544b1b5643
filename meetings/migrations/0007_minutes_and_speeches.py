import django.db.models.constraints
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from congress.migrating import AtOnce


class Migration(AtOnce):
    dependencies = [
        ("congress", "0002_spans_and_lists"),
        ("congress", "__first__"),
        ("deputies", "0002_quotas_and_ends_of_seats"),
        ("meetings", "0006_by_elections_and_resignations"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="Bulletin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("issued_on", models.DateField(verbose_name="印发日期")),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bulletins",
                        to="meetings.meeting",
                        verbose_name="会议",
                    ),
                ),
                (
                    "number",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bulletin",
                        to="congress.documentnumber",
                        verbose_name="期号",
                    ),
                ),
            ],
            options={
                "verbose_name": "会议简报",
                "verbose_name_plural": "会议简报",
                "ordering": ("-issued_on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="BulletinEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("issued_on", models.DateField(verbose_name="印发日期")),
                (
                    "meeting",
                    models.ForeignKey(
                        db_constraint=False,
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
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="congress.documentnumber",
                        verbose_name="期号",
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
                        to="meetings.bulletin",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Conclusion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("text", models.TextField(verbose_name="议定内容")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="完成期限")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="完成日期")),
                ("done_note", models.CharField(blank=True, max_length=300, verbose_name="完成情况")),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conclusions",
                        to="meetings.agendaitem",
                        verbose_name="议题",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conclusions",
                        to="meetings.meeting",
                        verbose_name="会议",
                    ),
                ),
                (
                    "obligation",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conclusion",
                        to="congress.obligation",
                        verbose_name="期限",
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="congress.organ",
                        verbose_name="承办",
                    ),
                ),
            ],
            options={
                "verbose_name": "议定事项",
                "verbose_name_plural": "议定事项",
                "ordering": ("meeting", "order"),
            },
        ),
        migrations.CreateModel(
            name="ConclusionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("order", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("text", models.TextField(verbose_name="议定内容")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="完成期限")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="完成日期")),
                ("done_note", models.CharField(blank=True, max_length=300, verbose_name="完成情况")),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.agendaitem",
                        verbose_name="议题",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.meeting",
                        verbose_name="会议",
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="congress.obligation",
                        verbose_name="期限",
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="congress.organ",
                        verbose_name="承办",
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
                        to="meetings.conclusion",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MeetingMinutes",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "text",
                    models.TextField(blank=True, help_text="每段一行；以“一、”开头的行作标题。", verbose_name="正文"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "草稿"), ("submitted", "待审签"), ("approved", "已审签")],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("approved_on", models.DateField(blank=True, editable=False, null=True, verbose_name="审签日期")),
                (
                    "returned_note",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="退回意见"),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审签人",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="起草人",
                    ),
                ),
                (
                    "meeting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="minutes",
                        to="meetings.meeting",
                        verbose_name="会议",
                    ),
                ),
            ],
            options={
                "verbose_name": "会议纪要",
                "verbose_name_plural": "会议纪要",
                "ordering": ("-meeting__starts_on", "-id"),
                "permissions": (("approve_minutes", "审签会议纪要"),),
            },
        ),
        migrations.CreateModel(
            name="MeetingMinutesEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "text",
                    models.TextField(blank=True, help_text="每段一行；以“一、”开头的行作标题。", verbose_name="正文"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "草稿"), ("submitted", "待审签"), ("approved", "已审签")],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("approved_on", models.DateField(blank=True, editable=False, null=True, verbose_name="审签日期")),
                (
                    "returned_note",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="退回意见"),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审签人",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="起草人",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.meeting",
                        verbose_name="会议",
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
                        to="meetings.meetingminutes",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Speech",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(verbose_name="顺序")),
                ("minutes", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="时长（分钟）")),
                ("text", models.TextField(verbose_name="发言要点")),
                ("checked_on", models.DateField(blank=True, null=True, verbose_name="本人核对日期")),
                (
                    "bulletin",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="speeches",
                        to="meetings.bulletin",
                        verbose_name="简报",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="speeches",
                        to="meetings.agendaitem",
                        verbose_name="议题",
                    ),
                ),
                (
                    "sitting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="speeches",
                        to="meetings.sitting",
                        verbose_name="会次",
                    ),
                ),
                (
                    "speaker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="speeches",
                        to="meetings.attendance",
                        verbose_name="发言人",
                    ),
                ),
            ],
            options={
                "verbose_name": "发言",
                "verbose_name_plural": "发言",
                "ordering": ("item", "order"),
            },
        ),
        migrations.CreateModel(
            name="SpeechEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("order", models.PositiveSmallIntegerField(verbose_name="顺序")),
                ("minutes", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="时长（分钟）")),
                ("text", models.TextField(verbose_name="发言要点")),
                ("checked_on", models.DateField(blank=True, null=True, verbose_name="本人核对日期")),
                (
                    "bulletin",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.bulletin",
                        verbose_name="简报",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.agendaitem",
                        verbose_name="议题",
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
                        to="meetings.speech",
                    ),
                ),
                (
                    "sitting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.sitting",
                        verbose_name="会次",
                    ),
                ),
                (
                    "speaker",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.attendance",
                        verbose_name="发言人",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="conclusion",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("meeting", "order"),
                name="conclusion_order",
                violation_error_message="议定事项的序号不能重复。",
            ),
        ),
        migrations.AddConstraint(
            model_name="conclusion",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__isnull", True), ("organ__isnull", False), _connector="OR"),
                name="conclusion_due_has_an_organ",
                violation_error_message="规定期限的议定事项须选择承办机关。",
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingminutes",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "approved"), _negated=True),
                    models.Q(("approved_by__isnull", False), ("approved_on__isnull", False)),
                    _connector="OR",
                ),
                name="minutes_approved_by_somebody",
                violation_error_message="已审签的纪要须记录审签人和日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="speech",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("item", "order"),
                name="speech_order",
                violation_error_message="发言顺序不能重复。",
            ),
        ),
        migrations.AddConstraint(
            model_name="speech",
            constraint=models.CheckConstraint(
                condition=models.Q(("bulletin__isnull", True), ("checked_on__isnull", False), _connector="OR"),
                name="speech_checked_before_the_bulletin",
                violation_error_message="本人核对过的发言才能编入简报。",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bulletin",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_bulletinevent" ("id", "issued_on", "meeting_id", "number_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."issued_on", NEW."meeting_id", NEW."number_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="3f4cafe7d36b1a22ac25cea04488eb6f41bca036",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_285a7",
                    table="meetings_bulletin",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bulletin",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_bulletinevent" ("id", "issued_on", "meeting_id", "number_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."issued_on", NEW."meeting_id", NEW."number_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="736ddedee213e1238fcfb83a4c4f5def04b91fe4",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8407f",
                    table="meetings_bulletin",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="conclusion",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_conclusionevent" ("done_note", "done_on", "due_on", "id", "illustrative", "item_id", "meeting_id", "obligation_id", "order", "organ_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") VALUES (NEW."done_note", NEW."done_on", NEW."due_on", NEW."id", NEW."illustrative", NEW."item_id", NEW."meeting_id", NEW."obligation_id", NEW."order", NEW."organ_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."text"); RETURN NULL;',
                    hash="7816d52a4fd8d94f3780742994f097e3b4bbcc45",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_4d943",
                    table="meetings_conclusion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="conclusion",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_conclusionevent" ("done_note", "done_on", "due_on", "id", "illustrative", "item_id", "meeting_id", "obligation_id", "order", "organ_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") VALUES (NEW."done_note", NEW."done_on", NEW."due_on", NEW."id", NEW."illustrative", NEW."item_id", NEW."meeting_id", NEW."obligation_id", NEW."order", NEW."organ_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."text"); RETURN NULL;',
                    hash="484652daf3516ee885f28208e7abab7cfda32871",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e45a5",
                    table="meetings_conclusion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="meetingminutes",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_meetingminutesevent" ("approved_by_id", "approved_on", "drafted_by_id", "id", "meeting_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "returned_note", "status", "text") VALUES (NEW."approved_by_id", NEW."approved_on", NEW."drafted_by_id", NEW."id", NEW."meeting_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."returned_note", NEW."status", NEW."text"); RETURN NULL;',
                    hash="350cbe1ddbeecfb66b1dc9f0827f0138d9e3e96e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b88fd",
                    table="meetings_meetingminutes",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="meetingminutes",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_meetingminutesevent" ("approved_by_id", "approved_on", "drafted_by_id", "id", "meeting_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "returned_note", "status", "text") VALUES (NEW."approved_by_id", NEW."approved_on", NEW."drafted_by_id", NEW."id", NEW."meeting_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."returned_note", NEW."status", NEW."text"); RETURN NULL;',
                    hash="2dbf6e231b7f02ada85ede507ab839fb10199231",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_90810",
                    table="meetings_meetingminutes",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="speech",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_speechevent" ("bulletin_id", "checked_on", "id", "item_id", "minutes", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sitting_id", "speaker_id", "text") VALUES (NEW."bulletin_id", NEW."checked_on", NEW."id", NEW."item_id", NEW."minutes", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."sitting_id", NEW."speaker_id", NEW."text"); RETURN NULL;',
                    hash="53854a9d37d7e8d7988d614b2db9a77210a0ddf0",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_2fe9f",
                    table="meetings_speech",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="speech",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_speechevent" ("bulletin_id", "checked_on", "id", "item_id", "minutes", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sitting_id", "speaker_id", "text") VALUES (NEW."bulletin_id", NEW."checked_on", NEW."id", NEW."item_id", NEW."minutes", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."sitting_id", NEW."speaker_id", NEW."text"); RETURN NULL;',
                    hash="a240a6981b4db7067aacf1bb6392c3ff0f4f47b9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3b404",
                    table="meetings_speech",
                    when="AFTER",
                ),
            ),
        ),
    ]
