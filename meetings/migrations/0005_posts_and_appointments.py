import congress.models.organ
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.comparison
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from congress.migrating import AtOnce


class Migration(AtOnce):
    dependencies = [
        ("congress", "0002_spans_and_lists"),
        ("congress", "__first__"),
        ("deputies", "0002_quotas_and_ends_of_seats"),
        ("meetings", "0004_acts_and_announcements"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="LegalExam",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("taken_on", models.DateField(verbose_name="考试日期")),
                (
                    "score",
                    models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True, verbose_name="成绩"),
                ),
                ("passed", models.BooleanField(default=True, verbose_name="合格")),
            ],
            options={
                "verbose_name": "任前法律知识考试",
                "verbose_name_plural": "任前法律知识考试",
            },
        ),
        migrations.CreateModel(
            name="PostCategory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="代码")),
                ("name", models.CharField(max_length=60, verbose_name="职务类别")),
                (
                    "proposer",
                    models.CharField(
                        choices=[
                            ("district_head", "区长"),
                            ("commission_head", "区监委主任"),
                            ("court_president", "区法院院长"),
                            ("chief_procurator", "区检察院检察长"),
                            ("chair_meeting", "主任会议"),
                            ("person", "本人"),
                        ],
                        max_length=20,
                        verbose_name="提请人",
                    ),
                ),
                ("appoint_verb", models.CharField(default="任命", max_length=12, verbose_name="任命用语")),
                ("remove_verb", models.CharField(default="免去", max_length=12, verbose_name="免职用语")),
                (
                    "oath_organiser",
                    models.CharField(
                        choices=[
                            ("presidium", "主席团"),
                            ("sc", "区人大常委会（主任会议）"),
                            ("court", "区法院"),
                            ("procuratorate", "区检察院"),
                            ("commission", "区监委"),
                            ("appointing_organ", "任命机关"),
                            ("court_and_justice", "区法院会同区司法局"),
                            ("none", "不组织"),
                        ],
                        max_length=20,
                        verbose_name="宣誓组织者",
                    ),
                ),
                ("needs_exam", models.BooleanField(default=False, verbose_name="任前法律知识考试")),
                ("needs_speech", models.BooleanField(default=False, verbose_name="到会作拟任职发言")),
                ("is_secret", models.BooleanField(default=False, verbose_name="无记名投票")),
                ("counts", models.BooleanField(default=True, verbose_name="计入任免人次")),
                ("basis", models.CharField(max_length=120, verbose_name="依据")),
                ("rank", models.PositiveSmallIntegerField(default=100, verbose_name="排序")),
            ],
            options={
                "verbose_name": "任免职务类别",
                "verbose_name_plural": "任免职务类别",
                "ordering": ("rank", "code"),
            },
        ),
        migrations.CreateModel(
            name="OathCeremony",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organiser",
                    models.CharField(
                        choices=[
                            ("presidium", "主席团"),
                            ("sc", "区人大常委会（主任会议）"),
                            ("court", "区法院"),
                            ("procuratorate", "区检察院"),
                            ("commission", "区监委"),
                            ("appointing_organ", "任命机关"),
                            ("court_and_justice", "区法院会同区司法局"),
                            ("none", "不组织"),
                        ],
                        default="sc",
                        max_length=20,
                        verbose_name="组织者",
                    ),
                ),
                ("held_on", models.DateField(verbose_name="日期")),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="地点")),
                ("presided_by", models.CharField(blank=True, max_length=60, verbose_name="主持人")),
                ("overseen_by", models.CharField(blank=True, max_length=60, verbose_name="监誓人")),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="oath_ceremonies",
                        to="meetings.meeting",
                        verbose_name="会议",
                    ),
                ),
            ],
            options={
                "verbose_name": "宪法宣誓仪式",
                "verbose_name_plural": "宪法宣誓仪式",
                "ordering": ("-held_on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Oath",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                (
                    "ceremony",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="oaths",
                        to="meetings.oathceremony",
                        verbose_name="仪式",
                    ),
                ),
            ],
            options={
                "verbose_name": "宪法宣誓",
                "verbose_name_plural": "宪法宣誓",
                "ordering": ("ceremony", "action__order"),
            },
        ),
        migrations.CreateModel(
            name="OathCeremonyEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "organiser",
                    models.CharField(
                        choices=[
                            ("presidium", "主席团"),
                            ("sc", "区人大常委会（主任会议）"),
                            ("court", "区法院"),
                            ("procuratorate", "区检察院"),
                            ("commission", "区监委"),
                            ("appointing_organ", "任命机关"),
                            ("court_and_justice", "区法院会同区司法局"),
                            ("none", "不组织"),
                        ],
                        default="sc",
                        max_length=20,
                        verbose_name="组织者",
                    ),
                ),
                ("held_on", models.DateField(verbose_name="日期")),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="地点")),
                ("presided_by", models.CharField(blank=True, max_length=60, verbose_name="主持人")),
                ("overseen_by", models.CharField(blank=True, max_length=60, verbose_name="监誓人")),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
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
                        to="meetings.oathceremony",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PersonnelAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(verbose_name="序号")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("appoint", "任命"),
                            ("remove", "免职"),
                            ("decide_acting", "决定代理"),
                            ("accept_resignation", "接受辞职"),
                            ("revoke", "撤职"),
                        ],
                        default="appoint",
                        max_length=20,
                        verbose_name="任免",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="理由")),
                ("legal_basis", models.CharField(blank=True, max_length=120, verbose_name="法律依据")),
                ("count_in_stats", models.BooleanField(default=True, verbose_name="计入任免人次")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "提请"),
                            ("examined", "考试合格"),
                            ("spoken", "已作拟任职发言"),
                            ("passed", "表决通过"),
                            ("failed", "表决未通过"),
                            ("announced", "已公布"),
                            ("sworn", "已宣誓"),
                            ("dropped", "未提请表决"),
                        ],
                        default="proposed",
                        editable=False,
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("status_note", models.CharField(blank=True, editable=False, max_length=200, verbose_name="说明")),
                ("spoke_on", models.DateField(blank=True, editable=False, null=True, verbose_name="拟任职发言日期")),
                ("decided_on", models.DateField(blank=True, editable=False, null=True, verbose_name="表决日期")),
                (
                    "letter_issued_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="任命书颁发日期"),
                ),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                ("source", models.CharField(blank=True, editable=False, max_length=200, verbose_name="出处")),
                (
                    "announcement",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="personnel_actions",
                        to="meetings.announcement",
                        verbose_name="公告",
                    ),
                ),
                (
                    "letter_number",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letter_of_appointment",
                        to="congress.documentnumber",
                        verbose_name="任命书编号",
                    ),
                ),
                (
                    "oath_obligation",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="oath_of",
                        to="congress.obligation",
                        verbose_name="宣誓期限",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="personnel_actions",
                        to="deputies.person",
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "人事任免",
                "verbose_name_plural": "人事任免",
                "ordering": ("motion", "order"),
            },
        ),
        migrations.CreateModel(
            name="OathEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                (
                    "ceremony",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.oathceremony",
                        verbose_name="仪式",
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
                        to="meetings.oath",
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.personnelaction",
                        verbose_name="任命",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="oath",
            name="action",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="oath",
                to="meetings.personnelaction",
                verbose_name="任命",
            ),
        ),
        migrations.CreateModel(
            name="LegalExamEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("taken_on", models.DateField(verbose_name="考试日期")),
                (
                    "score",
                    models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True, verbose_name="成绩"),
                ),
                ("passed", models.BooleanField(default=True, verbose_name="合格")),
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
                        to="meetings.legalexam",
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.personnelaction",
                        verbose_name="任免事项",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="legalexam",
            name="action",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="exam",
                to="meetings.personnelaction",
                verbose_name="任免事项",
            ),
        ),
        migrations.CreateModel(
            name="PersonnelMotion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                (
                    "proposer",
                    models.CharField(
                        choices=[
                            ("district_head", "区长"),
                            ("commission_head", "区监委主任"),
                            ("court_president", "区法院院长"),
                            ("chief_procurator", "区检察院检察长"),
                            ("chair_meeting", "主任会议"),
                            ("person", "本人"),
                        ],
                        max_length=20,
                        verbose_name="提请人",
                    ),
                ),
                ("signed_by", models.CharField(blank=True, max_length=40, verbose_name="签署人")),
                ("received_on", models.DateField(verbose_name="收到日期")),
                (
                    "party_reference",
                    models.CharField(
                        blank=True, help_text="只记编号，不存内容。", max_length=60, verbose_name="推荐函编号"
                    ),
                ),
                ("explained_by", models.CharField(blank=True, max_length=60, verbose_name="作说明的人")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "已收到"),
                            ("submitted", "待主任会议审议"),
                            ("screened", "主任会议已同意提请"),
                            ("tabled", "已列入议程"),
                            ("explained", "已作说明"),
                            ("voted", "已表决"),
                            ("returned", "已退回"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="received",
                        editable=False,
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("status_note", models.CharField(blank=True, editable=False, max_length=200, verbose_name="说明")),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                ("source", models.CharField(blank=True, editable=False, max_length=200, verbose_name="出处")),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="personnel_motions",
                        to="meetings.agendaitem",
                        verbose_name="议程项目",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="personnel_motions",
                        to="meetings.meeting",
                        verbose_name="拟提请的常委会会议",
                    ),
                ),
                (
                    "obligation",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="personnel_motion",
                        to="congress.obligation",
                        verbose_name="提请期限",
                    ),
                ),
                (
                    "proposing_organ",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="congress.organ",
                        verbose_name="提请机关",
                    ),
                ),
                (
                    "screened_at",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="meetings.meeting",
                        verbose_name="审议的主任会议",
                    ),
                ),
            ],
            options={
                "verbose_name": "人事任免案",
                "verbose_name_plural": "人事任免案",
                "ordering": ("-received_on", "-id"),
                "permissions": (
                    ("enter_personnel_room", "进入人事任免室"),
                    ("screen_personnelmotion", "主任会议审议任免案"),
                    ("submit_personnelmotion", "提请人事任免"),
                ),
            },
        ),
        migrations.AddField(
            model_name="personnelaction",
            name="motion",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="actions",
                to="meetings.personnelmotion",
                verbose_name="任免案",
            ),
        ),
        migrations.CreateModel(
            name="PersonnelMotionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                (
                    "proposer",
                    models.CharField(
                        choices=[
                            ("district_head", "区长"),
                            ("commission_head", "区监委主任"),
                            ("court_president", "区法院院长"),
                            ("chief_procurator", "区检察院检察长"),
                            ("chair_meeting", "主任会议"),
                            ("person", "本人"),
                        ],
                        max_length=20,
                        verbose_name="提请人",
                    ),
                ),
                ("signed_by", models.CharField(blank=True, max_length=40, verbose_name="签署人")),
                ("received_on", models.DateField(verbose_name="收到日期")),
                (
                    "party_reference",
                    models.CharField(
                        blank=True, help_text="只记编号，不存内容。", max_length=60, verbose_name="推荐函编号"
                    ),
                ),
                ("explained_by", models.CharField(blank=True, max_length=60, verbose_name="作说明的人")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "已收到"),
                            ("submitted", "待主任会议审议"),
                            ("screened", "主任会议已同意提请"),
                            ("tabled", "已列入议程"),
                            ("explained", "已作说明"),
                            ("voted", "已表决"),
                            ("returned", "已退回"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="received",
                        editable=False,
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("status_note", models.CharField(blank=True, editable=False, max_length=200, verbose_name="说明")),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                ("source", models.CharField(blank=True, editable=False, max_length=200, verbose_name="出处")),
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
                        verbose_name="议程项目",
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
                        verbose_name="拟提请的常委会会议",
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
                        verbose_name="提请期限",
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
                        to="meetings.personnelmotion",
                    ),
                ),
                (
                    "proposing_organ",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="congress.organ",
                        verbose_name="提请机关",
                    ),
                ),
                (
                    "screened_at",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
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
            name="PersonnelPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("motion", "提请任免的议案"),
                            ("cv", "简历"),
                            ("reasons", "任免理由"),
                            ("qualification", "任职资格"),
                            ("exam", "考试材料"),
                            ("speech", "拟任职发言"),
                            ("complaint", "反映情况"),
                            ("review", "审查情况"),
                        ],
                        max_length=14,
                        verbose_name="类别",
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="meetings.personnelaction",
                        verbose_name="任免事项",
                    ),
                ),
                (
                    "attachment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="personnel_paper",
                        to="congress.attachment",
                        verbose_name="文件",
                    ),
                ),
                (
                    "motion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="meetings.personnelmotion",
                        verbose_name="任免案",
                    ),
                ),
            ],
            options={
                "verbose_name": "人事材料",
                "verbose_name_plural": "人事材料",
                "ordering": ("motion", "id"),
            },
        ),
        migrations.CreateModel(
            name="PersonnelPaperEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("motion", "提请任免的议案"),
                            ("cv", "简历"),
                            ("reasons", "任免理由"),
                            ("qualification", "任职资格"),
                            ("exam", "考试材料"),
                            ("speech", "拟任职发言"),
                            ("complaint", "反映情况"),
                            ("review", "审查情况"),
                        ],
                        max_length=14,
                        verbose_name="类别",
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.personnelaction",
                        verbose_name="任免事项",
                    ),
                ),
                (
                    "attachment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="congress.attachment",
                        verbose_name="文件",
                    ),
                ),
                (
                    "motion",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.personnelmotion",
                        verbose_name="任免案",
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
                        to="meetings.personnelpaper",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "title",
                    models.CharField(
                        help_text="按任免名单的写法，如柯城区教育局局长。", max_length=80, verbose_name="职务名称"
                    ),
                ),
                (
                    "places",
                    models.PositiveSmallIntegerField(default=1, help_text="0表示不限，如审判员。", verbose_name="职数"),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="设置日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="撤销日期")),
                ("rank", models.PositiveSmallIntegerField(default=100, verbose_name="排序")),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                (
                    "organ",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="congress.organ",
                        verbose_name="机关",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="meetings.postcategory",
                        verbose_name="类别",
                    ),
                ),
            ],
            options={
                "verbose_name": "职务",
                "verbose_name_plural": "职务",
                "ordering": ("category__rank", "rank", "id"),
            },
        ),
        migrations.AddField(
            model_name="personnelaction",
            name="post",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="actions",
                to="meetings.post",
                verbose_name="职务",
            ),
        ),
        migrations.CreateModel(
            name="PostEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "title",
                    models.CharField(
                        help_text="按任免名单的写法，如柯城区教育局局长。", max_length=80, verbose_name="职务名称"
                    ),
                ),
                (
                    "places",
                    models.PositiveSmallIntegerField(default=1, help_text="0表示不限，如审判员。", verbose_name="职数"),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="设置日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="撤销日期")),
                ("rank", models.PositiveSmallIntegerField(default=100, verbose_name="排序")),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                (
                    "category",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.postcategory",
                        verbose_name="类别",
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="congress.organ",
                        verbose_name="机关",
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
                        to="meetings.post",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Tenure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_acting", models.BooleanField(default=False, verbose_name="代理")),
                ("starts_on", models.DateField(verbose_name="任职日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="免职日期")),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tenures",
                        to="deputies.person",
                        verbose_name="人员",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tenures",
                        to="meetings.post",
                        verbose_name="职务",
                    ),
                ),
            ],
            options={
                "verbose_name": "任职",
                "verbose_name_plural": "任职",
                "ordering": ("post", "starts_on"),
            },
        ),
        migrations.AddField(
            model_name="personnelaction",
            name="tenure",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="actions",
                to="meetings.tenure",
                verbose_name="任职",
            ),
        ),
        migrations.CreateModel(
            name="TenureEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("is_acting", models.BooleanField(default=False, verbose_name="代理")),
                ("starts_on", models.DateField(verbose_name="任职日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="免职日期")),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="deputies.person",
                        verbose_name="人员",
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
                        to="meetings.tenure",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.post",
                        verbose_name="职务",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PersonnelActionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("order", models.PositiveSmallIntegerField(verbose_name="序号")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("appoint", "任命"),
                            ("remove", "免职"),
                            ("decide_acting", "决定代理"),
                            ("accept_resignation", "接受辞职"),
                            ("revoke", "撤职"),
                        ],
                        default="appoint",
                        max_length=20,
                        verbose_name="任免",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="理由")),
                ("legal_basis", models.CharField(blank=True, max_length=120, verbose_name="法律依据")),
                ("count_in_stats", models.BooleanField(default=True, verbose_name="计入任免人次")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "提请"),
                            ("examined", "考试合格"),
                            ("spoken", "已作拟任职发言"),
                            ("passed", "表决通过"),
                            ("failed", "表决未通过"),
                            ("announced", "已公布"),
                            ("sworn", "已宣誓"),
                            ("dropped", "未提请表决"),
                        ],
                        default="proposed",
                        editable=False,
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("status_note", models.CharField(blank=True, editable=False, max_length=200, verbose_name="说明")),
                ("spoke_on", models.DateField(blank=True, editable=False, null=True, verbose_name="拟任职发言日期")),
                ("decided_on", models.DateField(blank=True, editable=False, null=True, verbose_name="表决日期")),
                (
                    "letter_issued_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="任命书颁发日期"),
                ),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                ("source", models.CharField(blank=True, editable=False, max_length=200, verbose_name="出处")),
                (
                    "announcement",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.announcement",
                        verbose_name="公告",
                    ),
                ),
                (
                    "letter_number",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="congress.documentnumber",
                        verbose_name="任命书编号",
                    ),
                ),
                (
                    "oath_obligation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="congress.obligation",
                        verbose_name="宣誓期限",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="deputies.person",
                        verbose_name="人员",
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
                        to="meetings.personnelaction",
                    ),
                ),
                (
                    "motion",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.personnelmotion",
                        verbose_name="任免案",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.post",
                        verbose_name="职务",
                    ),
                ),
                (
                    "tenure",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.tenure",
                        verbose_name="任职",
                    ),
                ),
                (
                    "vote",
                    models.ForeignKey(
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="personnelaction",
            name="vote",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="personnel_actions",
                to="meetings.vote",
                verbose_name="表决",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalexam",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("score__isnull", True), models.Q(("score__gte", 0), ("score__lte", 100)), _connector="OR"
                ),
                name="legal_exam_score_in_range",
                violation_error_message="成绩在0至100分之间。",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(
                fields=("title", "starts_on"),
                name="post_title_once",
                nulls_distinct=False,
                violation_error_message="已有同名的职务。",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("starts_on__isnull", True),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="post_dates_in_order",
                violation_error_message="撤销日期不能早于设置日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="tenure",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="tenure_dates_in_order",
                violation_error_message="免职日期不能早于任职日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="tenure",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=(
                    (models.F("post"), "="),
                    (models.F("person"), "="),
                    (
                        congress.models.organ.DateSpan(
                            models.F("starts_on"),
                            django.db.models.functions.comparison.Greatest(
                                models.F("starts_on"),
                                django.db.models.functions.comparison.Coalesce(
                                    models.F("ends_on"),
                                    models.Func(output_field=models.DateField(), template="'infinity'::date"),
                                ),
                            ),
                            django.contrib.postgres.fields.ranges.RangeBoundary(
                                inclusive_lower=True, inclusive_upper=True
                            ),
                        ),
                        "&&",
                    ),
                ),
                name="tenure_once_at_a_time",
                violation_error_message="该人员已经担任这一职务。",
            ),
        ),
        migrations.AddIndex(
            model_name="personnelaction",
            index=models.Index(fields=["-decided_on", "-id"], name="personnel_by_day"),
        ),
        migrations.AddConstraint(
            model_name="personnelaction",
            constraint=models.UniqueConstraint(
                fields=("motion", "person", "post", "act"),
                name="personnel_action_once",
                violation_error_message="任免案中同一人的同一任免事项只列一次。",
            ),
        ),
        migrations.AddConstraint(
            model_name="personnelaction",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("motion", "order"),
                name="personnel_action_order",
                violation_error_message="任免事项的序号不能重复。",
            ),
        ),
        migrations.AddConstraint(
            model_name="personnelaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("passed", "failed", "announced", "sworn")), _negated=True),
                    models.Q(("decided_on__isnull", False), ("vote__isnull", False)),
                    _connector="OR",
                ),
                name="personnel_action_carried_by_a_vote",
                violation_error_message="任免结果须以表决为据。",
            ),
        ),
        migrations.AddConstraint(
            model_name="personnelaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("letter_issued_on__isnull", True),
                    ("letter_issued_on__gte", models.F("decided_on")),
                    _connector="OR",
                ),
                name="personnel_letter_after_the_vote",
                violation_error_message="任命书不能早于表决通过之日颁发。",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="oathceremony",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_oathceremonyevent" ("held_on", "id", "illustrative", "meeting_id", "organiser", "overseen_by", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "presided_by") VALUES (NEW."held_on", NEW."id", NEW."illustrative", NEW."meeting_id", NEW."organiser", NEW."overseen_by", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."presided_by"); RETURN NULL;',
                    hash="208c6cd0ea05effb7adee14e4abbe53f964d4a5e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_716cd",
                    table="meetings_oathceremony",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="oathceremony",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_oathceremonyevent" ("held_on", "id", "illustrative", "meeting_id", "organiser", "overseen_by", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "presided_by") VALUES (NEW."held_on", NEW."id", NEW."illustrative", NEW."meeting_id", NEW."organiser", NEW."overseen_by", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."presided_by"); RETURN NULL;',
                    hash="a04a989ad8812165ce0464aeb3fb8daf7129952c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9da09",
                    table="meetings_oathceremony",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="oath",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_oathevent" ("action_id", "ceremony_id", "id", "illustrative", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."action_id", NEW."ceremony_id", NEW."id", NEW."illustrative", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="32d246c27742a1818d0249004a00393c6a8922fc",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_4cb15",
                    table="meetings_oath",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="oath",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_oathevent" ("action_id", "ceremony_id", "id", "illustrative", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."action_id", NEW."ceremony_id", NEW."id", NEW."illustrative", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="82144600f375a548be21568369c0ed9ed0de2274",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ae808",
                    table="meetings_oath",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="legalexam",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_legalexamevent" ("action_id", "id", "passed", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "score", "taken_on") VALUES (NEW."action_id", NEW."id", NEW."passed", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."score", NEW."taken_on"); RETURN NULL;',
                    hash="92ec35313be8b240ff3d36a805fa677014a36326",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_84b80",
                    table="meetings_legalexam",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="legalexam",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_legalexamevent" ("action_id", "id", "passed", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "score", "taken_on") VALUES (NEW."action_id", NEW."id", NEW."passed", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."score", NEW."taken_on"); RETURN NULL;',
                    hash="7cd8c7d737be87cb646fc37d35c4361b88ba8953",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_06756",
                    table="meetings_legalexam",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="personnelmotion",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_personnelmotionevent" ("explained_by", "id", "illustrative", "item_id", "meeting_id", "obligation_id", "party_reference", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposer", "proposing_organ_id", "received_on", "screened_at_id", "signed_by", "source", "status", "status_note", "title") VALUES (NEW."explained_by", NEW."id", NEW."illustrative", NEW."item_id", NEW."meeting_id", NEW."obligation_id", NEW."party_reference", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."proposer", NEW."proposing_organ_id", NEW."received_on", NEW."screened_at_id", NEW."signed_by", NEW."source", NEW."status", NEW."status_note", NEW."title"); RETURN NULL;',
                    hash="7e5746c2e9e1ead104ed85d62b7184de47b8c633",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_93838",
                    table="meetings_personnelmotion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="personnelmotion",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_personnelmotionevent" ("explained_by", "id", "illustrative", "item_id", "meeting_id", "obligation_id", "party_reference", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposer", "proposing_organ_id", "received_on", "screened_at_id", "signed_by", "source", "status", "status_note", "title") VALUES (NEW."explained_by", NEW."id", NEW."illustrative", NEW."item_id", NEW."meeting_id", NEW."obligation_id", NEW."party_reference", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."proposer", NEW."proposing_organ_id", NEW."received_on", NEW."screened_at_id", NEW."signed_by", NEW."source", NEW."status", NEW."status_note", NEW."title"); RETURN NULL;',
                    hash="7af22fe8f9127d9ca65afe27f110ee2bbf474ecc",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_51c0d",
                    table="meetings_personnelmotion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="personnelpaper",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_personnelpaperevent" ("action_id", "attachment_id", "id", "kind", "motion_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."action_id", NEW."attachment_id", NEW."id", NEW."kind", NEW."motion_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="1363298d76573d1740154e645892df1c9616564d",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d4e52",
                    table="meetings_personnelpaper",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="personnelpaper",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_personnelpaperevent" ("action_id", "attachment_id", "id", "kind", "motion_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."action_id", NEW."attachment_id", NEW."id", NEW."kind", NEW."motion_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="da221f8feaa93798cac233a5d70123d4da06e206",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c27bd",
                    table="meetings_personnelpaper",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="post",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_postevent" ("category_id", "ends_on", "id", "illustrative", "organ_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "rank", "starts_on", "title") VALUES (NEW."category_id", NEW."ends_on", NEW."id", NEW."illustrative", NEW."organ_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."places", NEW."rank", NEW."starts_on", NEW."title"); RETURN NULL;',
                    hash="454f9793d3f7caf060435c6d22800c714b3945ac",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_06bc1",
                    table="meetings_post",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="post",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_postevent" ("category_id", "ends_on", "id", "illustrative", "organ_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "rank", "starts_on", "title") VALUES (NEW."category_id", NEW."ends_on", NEW."id", NEW."illustrative", NEW."organ_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."places", NEW."rank", NEW."starts_on", NEW."title"); RETURN NULL;',
                    hash="3943e03b4c81e6258cba9c7cd342e51c66459dca",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f437b",
                    table="meetings_post",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tenure",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_tenureevent" ("ends_on", "id", "illustrative", "is_acting", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "starts_on") VALUES (NEW."ends_on", NEW."id", NEW."illustrative", NEW."is_acting", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."post_id", NEW."starts_on"); RETURN NULL;',
                    hash="0af7aa8484bdef7c410a72a64d1bf449c3225103",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_6e2dc",
                    table="meetings_tenure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tenure",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_tenureevent" ("ends_on", "id", "illustrative", "is_acting", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "starts_on") VALUES (NEW."ends_on", NEW."id", NEW."illustrative", NEW."is_acting", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."post_id", NEW."starts_on"); RETURN NULL;',
                    hash="41ab72cd94c6d784a9633f2759abde3d815b363a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_6fb58",
                    table="meetings_tenure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="personnelaction",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_personnelactionevent" ("act", "announcement_id", "count_in_stats", "decided_on", "id", "illustrative", "legal_basis", "letter_issued_on", "letter_number_id", "motion_id", "oath_obligation_id", "order", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "reason", "source", "spoke_on", "status", "status_note", "tenure_id", "vote_id") VALUES (NEW."act", NEW."announcement_id", NEW."count_in_stats", NEW."decided_on", NEW."id", NEW."illustrative", NEW."legal_basis", NEW."letter_issued_on", NEW."letter_number_id", NEW."motion_id", NEW."oath_obligation_id", NEW."order", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."post_id", NEW."reason", NEW."source", NEW."spoke_on", NEW."status", NEW."status_note", NEW."tenure_id", NEW."vote_id"); RETURN NULL;',
                    hash="b8e836ee70d7bfe132c0f72043bbf6c3c57992e8",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_1d6b7",
                    table="meetings_personnelaction",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="personnelaction",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_personnelactionevent" ("act", "announcement_id", "count_in_stats", "decided_on", "id", "illustrative", "legal_basis", "letter_issued_on", "letter_number_id", "motion_id", "oath_obligation_id", "order", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "reason", "source", "spoke_on", "status", "status_note", "tenure_id", "vote_id") VALUES (NEW."act", NEW."announcement_id", NEW."count_in_stats", NEW."decided_on", NEW."id", NEW."illustrative", NEW."legal_basis", NEW."letter_issued_on", NEW."letter_number_id", NEW."motion_id", NEW."oath_obligation_id", NEW."order", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."post_id", NEW."reason", NEW."source", NEW."spoke_on", NEW."status", NEW."status_note", NEW."tenure_id", NEW."vote_id"); RETURN NULL;',
                    hash="ca24108978172a5d09181c694f649ef1d9233b08",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a1c77",
                    table="meetings_personnelaction",
                    when="AFTER",
                ),
            ),
        ),
    ]
