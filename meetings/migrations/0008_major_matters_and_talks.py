import django.db.models.constraints
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
        ("meetings", "0007_minutes_and_speeches"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeputyTalk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("held_on", models.DateField(verbose_name="日期")),
                ("starts_at", models.TimeField(blank=True, null=True, verbose_name="开始时间")),
                ("ends_at", models.TimeField(blank=True, null=True, verbose_name="结束时间")),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="地点")),
                ("chaired_by", models.CharField(blank=True, max_length=60, verbose_name="主持人")),
                ("summary", models.TextField(blank=True, verbose_name="座谈情况")),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deputy_talks",
                        to="meetings.meeting",
                        verbose_name="会议",
                    ),
                ),
                (
                    "participants",
                    models.ManyToManyField(
                        blank=True, related_name="talks", to="meetings.attendance", verbose_name="参加代表"
                    ),
                ),
            ],
            options={
                "verbose_name": "列席代表座谈",
                "verbose_name_plural": "列席代表座谈",
                "ordering": ("-held_on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="DeputyTalkEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("held_on", models.DateField(verbose_name="日期")),
                ("starts_at", models.TimeField(blank=True, null=True, verbose_name="开始时间")),
                ("ends_at", models.TimeField(blank=True, null=True, verbose_name="结束时间")),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="地点")),
                ("chaired_by", models.CharField(blank=True, max_length=60, verbose_name="主持人")),
                ("summary", models.TextField(blank=True, verbose_name="座谈情况")),
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
                        to="meetings.deputytalk",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MajorMatter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="事项")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("law", "宪法法律法规实施"),
                            ("plan", "国民经济和社会发展规划、计划"),
                            ("budget", "预算调整、决算、政府债务"),
                            ("livelihood", "民生实事、公共服务"),
                            ("environment", "生态环境、资源保护"),
                            ("urban", "城乡建设、土地利用规划"),
                            ("project", "政府重大投资项目"),
                            ("society", "教科文卫、社会保障"),
                            ("justice", "民主法治建设"),
                            ("area", "行政区划、机构调整"),
                            ("honour", "授予荣誉称号"),
                            ("other", "其他重大事项"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("decide", "讨论并作出决议决定"),
                            ("discuss", "讨论并提出意见"),
                            ("report", "报告、备案"),
                        ],
                        max_length=8,
                        verbose_name="方式",
                    ),
                ),
                (
                    "sponsor",
                    models.CharField(
                        choices=[
                            ("chair_meeting", "主任会议"),
                            ("government", "区人民政府"),
                            ("supervisory_commission", "区监察委员会"),
                            ("court", "区人民法院"),
                            ("procuratorate", "区人民检察院"),
                            ("special_committee", "专门委员会"),
                            ("members", "组成人员联名"),
                            ("presidium", "主席团"),
                        ],
                        max_length=24,
                        verbose_name="提出人",
                    ),
                ),
                ("received_on", models.DateField(verbose_name="收到日期")),
                (
                    "is_motion",
                    models.BooleanField(
                        default=True, help_text="议案提前三十日，报告提前二十日。", verbose_name="以议案提出"
                    ),
                ),
                (
                    "party_reference",
                    models.CharField(
                        blank=True, help_text="只记编号，不存内容。", max_length=60, verbose_name="请示批复编号"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "已收到"),
                            ("screened", "主任会议同意提请"),
                            ("tabled", "已列入议程"),
                            ("deliberated", "已审议"),
                            ("filed", "已备案"),
                            ("not_tabled", "未列入议程"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="received",
                        editable=False,
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("status_note", models.CharField(blank=True, editable=False, max_length=300, verbose_name="说明")),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                ("source", models.CharField(blank=True, editable=False, max_length=200, verbose_name="出处")),
                (
                    "before_obligation",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="major_matter_before",
                        to="congress.obligation",
                        verbose_name="提前送达期限",
                    ),
                ),
                (
                    "co_sponsors",
                    models.ManyToManyField(
                        blank=True,
                        help_text="组成人员联名提出的，须三人以上。",
                        related_name="+",
                        to="deputies.person",
                        verbose_name="联名组成人员",
                    ),
                ),
                (
                    "deliberation_obligation",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="major_matter",
                        to="congress.obligation",
                        verbose_name="三个月审议期限",
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="major_matter",
                        to="meetings.agendaitem",
                        verbose_name="议程项目",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="major_matters",
                        to="meetings.meeting",
                        verbose_name="拟审议的常委会会议",
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="major_matters",
                        to="congress.organ",
                        verbose_name="提出机关",
                    ),
                ),
                (
                    "papers",
                    models.ManyToManyField(
                        blank=True, related_name="major_matters", to="congress.attachment", verbose_name="材料"
                    ),
                ),
                (
                    "screened_at",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="meetings.meeting",
                        verbose_name="审议的主任会议",
                    ),
                ),
            ],
            options={
                "verbose_name": "重大事项",
                "verbose_name_plural": "重大事项",
                "ordering": ("-received_on", "-id"),
                "permissions": (("screen_majormatter", "主任会议审议重大事项"),),
            },
        ),
        migrations.CreateModel(
            name="MajorMatterEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("title", models.CharField(max_length=200, verbose_name="事项")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("law", "宪法法律法规实施"),
                            ("plan", "国民经济和社会发展规划、计划"),
                            ("budget", "预算调整、决算、政府债务"),
                            ("livelihood", "民生实事、公共服务"),
                            ("environment", "生态环境、资源保护"),
                            ("urban", "城乡建设、土地利用规划"),
                            ("project", "政府重大投资项目"),
                            ("society", "教科文卫、社会保障"),
                            ("justice", "民主法治建设"),
                            ("area", "行政区划、机构调整"),
                            ("honour", "授予荣誉称号"),
                            ("other", "其他重大事项"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("decide", "讨论并作出决议决定"),
                            ("discuss", "讨论并提出意见"),
                            ("report", "报告、备案"),
                        ],
                        max_length=8,
                        verbose_name="方式",
                    ),
                ),
                (
                    "sponsor",
                    models.CharField(
                        choices=[
                            ("chair_meeting", "主任会议"),
                            ("government", "区人民政府"),
                            ("supervisory_commission", "区监察委员会"),
                            ("court", "区人民法院"),
                            ("procuratorate", "区人民检察院"),
                            ("special_committee", "专门委员会"),
                            ("members", "组成人员联名"),
                            ("presidium", "主席团"),
                        ],
                        max_length=24,
                        verbose_name="提出人",
                    ),
                ),
                ("received_on", models.DateField(verbose_name="收到日期")),
                (
                    "is_motion",
                    models.BooleanField(
                        default=True, help_text="议案提前三十日，报告提前二十日。", verbose_name="以议案提出"
                    ),
                ),
                (
                    "party_reference",
                    models.CharField(
                        blank=True, help_text="只记编号，不存内容。", max_length=60, verbose_name="请示批复编号"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "已收到"),
                            ("screened", "主任会议同意提请"),
                            ("tabled", "已列入议程"),
                            ("deliberated", "已审议"),
                            ("filed", "已备案"),
                            ("not_tabled", "未列入议程"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="received",
                        editable=False,
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("status_note", models.CharField(blank=True, editable=False, max_length=300, verbose_name="说明")),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                ("source", models.CharField(blank=True, editable=False, max_length=200, verbose_name="出处")),
                (
                    "before_obligation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="congress.obligation",
                        verbose_name="提前送达期限",
                    ),
                ),
                (
                    "deliberation_obligation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="congress.obligation",
                        verbose_name="三个月审议期限",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.agendaitem",
                        verbose_name="议程项目",
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
                        verbose_name="拟审议的常委会会议",
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
                        verbose_name="提出机关",
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
                        to="meetings.majormatter",
                    ),
                ),
                (
                    "screened_at",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.meeting",
                        verbose_name="审议的主任会议",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TalkPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("text", models.TextField(verbose_name="意见建议")),
                ("answer", models.TextField(blank=True, verbose_name="答复")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="答复日期")),
                (
                    "organ",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="congress.organ",
                        verbose_name="转交机关",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="meetings.attendance",
                        verbose_name="提出人",
                    ),
                ),
                (
                    "talk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="points",
                        to="meetings.deputytalk",
                        verbose_name="座谈",
                    ),
                ),
            ],
            options={
                "verbose_name": "座谈意见",
                "verbose_name_plural": "座谈意见",
                "ordering": ("talk", "order"),
            },
        ),
        migrations.CreateModel(
            name="TalkPointEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("order", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("text", models.TextField(verbose_name="意见建议")),
                ("answer", models.TextField(blank=True, verbose_name="答复")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="答复日期")),
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
                        verbose_name="转交机关",
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
                        to="meetings.talkpoint",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.attendance",
                        verbose_name="提出人",
                    ),
                ),
                (
                    "talk",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.deputytalk",
                        verbose_name="座谈",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="deputytalk",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at__isnull", True),
                    ("starts_at__isnull", True),
                    ("ends_at__gt", models.F("starts_at")),
                    _connector="OR",
                ),
                name="deputy_talk_times_in_order",
                violation_error_message="结束时间须晚于开始时间。",
            ),
        ),
        migrations.AddConstraint(
            model_name="majormatter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("not_tabled", "withdrawn")), _negated=True),
                    models.Q(("status_note", ""), _negated=True),
                    _connector="OR",
                ),
                name="major_matter_refusal_has_a_reason",
                violation_error_message="未列入议程或撤回的，须写明理由。",
            ),
        ),
        migrations.AddConstraint(
            model_name="talkpoint",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("talk", "order"),
                name="talk_point_order",
                violation_error_message="座谈意见的序号不能重复。",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="deputytalk",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_deputytalkevent" ("chaired_by", "ends_at", "held_on", "id", "meeting_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "starts_at", "summary") VALUES (NEW."chaired_by", NEW."ends_at", NEW."held_on", NEW."id", NEW."meeting_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."starts_at", NEW."summary"); RETURN NULL;',
                    hash="95f569039e725837ee525ce7f5e4f995d86ff795",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_383d0",
                    table="meetings_deputytalk",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="deputytalk",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_deputytalkevent" ("chaired_by", "ends_at", "held_on", "id", "meeting_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "starts_at", "summary") VALUES (NEW."chaired_by", NEW."ends_at", NEW."held_on", NEW."id", NEW."meeting_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."starts_at", NEW."summary"); RETURN NULL;',
                    hash="5c0f08865c1ed93ff75b58baede9f24d414436c8",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_58eff",
                    table="meetings_deputytalk",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="majormatter",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_majormatterevent" ("before_obligation_id", "category", "deliberation_obligation_id", "id", "illustrative", "is_motion", "item_id", "meeting_id", "mode", "organ_id", "party_reference", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_on", "screened_at_id", "source", "sponsor", "status", "status_note", "title") VALUES (NEW."before_obligation_id", NEW."category", NEW."deliberation_obligation_id", NEW."id", NEW."illustrative", NEW."is_motion", NEW."item_id", NEW."meeting_id", NEW."mode", NEW."organ_id", NEW."party_reference", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."received_on", NEW."screened_at_id", NEW."source", NEW."sponsor", NEW."status", NEW."status_note", NEW."title"); RETURN NULL;',
                    hash="75f31f156dd351e171022211d6f258c32f3beffc",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_2910f",
                    table="meetings_majormatter",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="majormatter",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_majormatterevent" ("before_obligation_id", "category", "deliberation_obligation_id", "id", "illustrative", "is_motion", "item_id", "meeting_id", "mode", "organ_id", "party_reference", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_on", "screened_at_id", "source", "sponsor", "status", "status_note", "title") VALUES (NEW."before_obligation_id", NEW."category", NEW."deliberation_obligation_id", NEW."id", NEW."illustrative", NEW."is_motion", NEW."item_id", NEW."meeting_id", NEW."mode", NEW."organ_id", NEW."party_reference", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."received_on", NEW."screened_at_id", NEW."source", NEW."sponsor", NEW."status", NEW."status_note", NEW."title"); RETURN NULL;',
                    hash="4d13560b1ab157a3c265ffc39a3d96d6ccbe1122",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_85899",
                    table="meetings_majormatter",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="talkpoint",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_talkpointevent" ("answer", "answered_on", "id", "order", "organ_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_by_id", "talk_id", "text") VALUES (NEW."answer", NEW."answered_on", NEW."id", NEW."order", NEW."organ_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."raised_by_id", NEW."talk_id", NEW."text"); RETURN NULL;',
                    hash="9916fbe3468b285b69a093c12da3a5de267a7e19",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_193d1",
                    table="meetings_talkpoint",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="talkpoint",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_talkpointevent" ("answer", "answered_on", "id", "order", "organ_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_by_id", "talk_id", "text") VALUES (NEW."answer", NEW."answered_on", NEW."id", NEW."order", NEW."organ_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."raised_by_id", NEW."talk_id", NEW."text"); RETURN NULL;',
                    hash="534820b2108f040633b952aa09718f24857c9369",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_145d8",
                    table="meetings_talkpoint",
                    when="AFTER",
                ),
            ),
        ),
    ]
