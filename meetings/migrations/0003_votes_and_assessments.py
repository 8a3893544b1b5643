import django.db.models.deletion
import django.db.models.expressions
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
        ("meetings", "0002_agenda_attendance_and_gallery"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="Assessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="表决事项")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("hands", "举手表决"),
                            ("named", "记名表决"),
                            ("secret_paper", "无记名投票"),
                            ("electronic", "电子表决"),
                        ],
                        default="electronic",
                        max_length=12,
                        verbose_name="方式",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("counted", "有效"), ("void", "作废")],
                        default="counted",
                        editable=False,
                        max_length=8,
                        verbose_name="效力",
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="轮次")),
                ("held_on", models.DateField(verbose_name="表决日期")),
                ("basis_total", models.PositiveSmallIntegerField(editable=False, verbose_name="全体组成人员")),
                ("quorum", models.PositiveSmallIntegerField(editable=False, verbose_name="法定出席人数")),
                ("present", models.PositiveSmallIntegerField(editable=False, verbose_name="出席")),
                ("abstain", models.PositiveSmallIntegerField(default=0, verbose_name="弃权")),
                (
                    "not_cast",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="在场而未按表决器、未交回表决票的人数。", verbose_name="未表决"
                    ),
                ),
                ("issued", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="发出票数")),
                ("returned", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="收回票数")),
                ("spoiled", models.PositiveSmallIntegerField(default=0, verbose_name="无效票")),
                ("blank", models.PositiveSmallIntegerField(default=0, verbose_name="空白票")),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                ("void_reason", models.CharField(blank=True, editable=False, max_length=200, verbose_name="作废理由")),
                ("corrected_on", models.DateField(blank=True, editable=False, null=True, verbose_name="更正日期")),
                (
                    "correction_reason",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="更正说明"),
                ),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                ("source", models.CharField(blank=True, editable=False, max_length=200, verbose_name="出处")),
                (
                    "scale",
                    models.CharField(
                        choices=[
                            ("satisfaction", "满意、基本满意、不满意"),
                            ("competence", "优秀、称职、基本称职、不称职"),
                        ],
                        default="satisfaction",
                        max_length=14,
                        verbose_name="等次",
                    ),
                ),
                ("excellent", models.PositiveSmallIntegerField(default=0, verbose_name="优秀")),
                ("satisfied", models.PositiveSmallIntegerField(default=0, verbose_name="满意（称职）")),
                ("basic", models.PositiveSmallIntegerField(default=0, verbose_name="基本满意（基本称职）")),
                ("unsatisfied", models.PositiveSmallIntegerField(default=0, verbose_name="不满意（不称职）")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("satisfied", "满意（称职）"),
                            ("basic", "基本满意（基本称职）"),
                            ("unsatisfied", "不满意（不称职）"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="结果",
                    ),
                ),
                (
                    "counted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="deputies.person",
                        verbose_name="计票人",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="meetings.agendaitem",
                        verbose_name="议程项目",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="meetings.meeting",
                        verbose_name="会议",
                    ),
                ),
                (
                    "overseen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="deputies.person",
                        verbose_name="监票人",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="deputies.person",
                        verbose_name="测评对象",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "repeats",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="repeated_by",
                        to="meetings.assessment",
                        verbose_name="上一轮测评",
                    ),
                ),
                (
                    "sitting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="meetings.sitting",
                        verbose_name="会次",
                    ),
                ),
            ],
            options={
                "verbose_name": "满意度测评",
                "verbose_name_plural": "满意度测评",
                "ordering": ("-held_on", "-meeting_id", "id"),
            },
        ),
        migrations.CreateModel(
            name="AssessmentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("title", models.CharField(max_length=200, verbose_name="表决事项")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("hands", "举手表决"),
                            ("named", "记名表决"),
                            ("secret_paper", "无记名投票"),
                            ("electronic", "电子表决"),
                        ],
                        default="electronic",
                        max_length=12,
                        verbose_name="方式",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("counted", "有效"), ("void", "作废")],
                        default="counted",
                        editable=False,
                        max_length=8,
                        verbose_name="效力",
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="轮次")),
                ("held_on", models.DateField(verbose_name="表决日期")),
                ("basis_total", models.PositiveSmallIntegerField(editable=False, verbose_name="全体组成人员")),
                ("quorum", models.PositiveSmallIntegerField(editable=False, verbose_name="法定出席人数")),
                ("present", models.PositiveSmallIntegerField(editable=False, verbose_name="出席")),
                ("abstain", models.PositiveSmallIntegerField(default=0, verbose_name="弃权")),
                (
                    "not_cast",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="在场而未按表决器、未交回表决票的人数。", verbose_name="未表决"
                    ),
                ),
                ("issued", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="发出票数")),
                ("returned", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="收回票数")),
                ("spoiled", models.PositiveSmallIntegerField(default=0, verbose_name="无效票")),
                ("blank", models.PositiveSmallIntegerField(default=0, verbose_name="空白票")),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                ("void_reason", models.CharField(blank=True, editable=False, max_length=200, verbose_name="作废理由")),
                ("corrected_on", models.DateField(blank=True, editable=False, null=True, verbose_name="更正日期")),
                (
                    "correction_reason",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="更正说明"),
                ),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                ("source", models.CharField(blank=True, editable=False, max_length=200, verbose_name="出处")),
                (
                    "scale",
                    models.CharField(
                        choices=[
                            ("satisfaction", "满意、基本满意、不满意"),
                            ("competence", "优秀、称职、基本称职、不称职"),
                        ],
                        default="satisfaction",
                        max_length=14,
                        verbose_name="等次",
                    ),
                ),
                ("excellent", models.PositiveSmallIntegerField(default=0, verbose_name="优秀")),
                ("satisfied", models.PositiveSmallIntegerField(default=0, verbose_name="满意（称职）")),
                ("basic", models.PositiveSmallIntegerField(default=0, verbose_name="基本满意（基本称职）")),
                ("unsatisfied", models.PositiveSmallIntegerField(default=0, verbose_name="不满意（不称职）")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("satisfied", "满意（称职）"),
                            ("basic", "基本满意（基本称职）"),
                            ("unsatisfied", "不满意（不称职）"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="结果",
                    ),
                ),
                (
                    "counted_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="deputies.person",
                        verbose_name="计票人",
                    ),
                ),
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
                        verbose_name="会议",
                    ),
                ),
                (
                    "overseen_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="deputies.person",
                        verbose_name="监票人",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="deputies.person",
                        verbose_name="测评对象",
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
                        to="meetings.assessment",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "repeats",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.assessment",
                        verbose_name="上一轮测评",
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="NamedBallot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "choice",
                    models.CharField(
                        choices=[("yes", "赞成"), ("no", "反对"), ("abstain", "弃权"), ("not_cast", "未表决")],
                        max_length=8,
                        verbose_name="意见",
                    ),
                ),
                (
                    "attendance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ballots",
                        to="meetings.attendance",
                        verbose_name="组成人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "记名票",
                "verbose_name_plural": "记名票",
                "ordering": ("vote", "attendance__person__stroke_key"),
            },
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="表决事项")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("hands", "举手表决"),
                            ("named", "记名表决"),
                            ("secret_paper", "无记名投票"),
                            ("electronic", "电子表决"),
                        ],
                        default="electronic",
                        max_length=12,
                        verbose_name="方式",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("counted", "有效"), ("void", "作废")],
                        default="counted",
                        editable=False,
                        max_length=8,
                        verbose_name="效力",
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="轮次")),
                ("held_on", models.DateField(verbose_name="表决日期")),
                ("basis_total", models.PositiveSmallIntegerField(editable=False, verbose_name="全体组成人员")),
                ("quorum", models.PositiveSmallIntegerField(editable=False, verbose_name="法定出席人数")),
                ("present", models.PositiveSmallIntegerField(editable=False, verbose_name="出席")),
                ("abstain", models.PositiveSmallIntegerField(default=0, verbose_name="弃权")),
                (
                    "not_cast",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="在场而未按表决器、未交回表决票的人数。", verbose_name="未表决"
                    ),
                ),
                ("issued", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="发出票数")),
                ("returned", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="收回票数")),
                ("spoiled", models.PositiveSmallIntegerField(default=0, verbose_name="无效票")),
                ("blank", models.PositiveSmallIntegerField(default=0, verbose_name="空白票")),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                ("void_reason", models.CharField(blank=True, editable=False, max_length=200, verbose_name="作废理由")),
                ("corrected_on", models.DateField(blank=True, editable=False, null=True, verbose_name="更正日期")),
                (
                    "correction_reason",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="更正说明"),
                ),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                ("source", models.CharField(blank=True, editable=False, max_length=200, verbose_name="出处")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("agenda", "通过议程"),
                            ("act", "决议决定"),
                            ("personnel", "人事任免"),
                            ("report", "批准报告"),
                            ("election", "选举、补选"),
                            ("resignation", "接受辞职"),
                            ("other", "其他事项"),
                        ],
                        default="other",
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("yes", models.PositiveSmallIntegerField(default=0, verbose_name="赞成")),
                ("no", models.PositiveSmallIntegerField(default=0, verbose_name="反对")),
                ("passed", models.BooleanField(editable=False, verbose_name="通过")),
                (
                    "counted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="deputies.person",
                        verbose_name="计票人",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="meetings.agendaitem",
                        verbose_name="议程项目",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="meetings.meeting",
                        verbose_name="会议",
                    ),
                ),
                (
                    "overseen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="deputies.person",
                        verbose_name="监票人",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "repeats",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="repeated_by",
                        to="meetings.vote",
                        verbose_name="重新表决的表决",
                    ),
                ),
                (
                    "sitting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="meetings.sitting",
                        verbose_name="会次",
                    ),
                ),
            ],
            options={
                "verbose_name": "表决",
                "verbose_name_plural": "表决",
                "ordering": ("-held_on", "-meeting_id", "id"),
                "permissions": (("record_vote", "登记表决"), ("void_vote", "宣布表决无效")),
            },
        ),
        migrations.CreateModel(
            name="NamedBallotEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "choice",
                    models.CharField(
                        choices=[("yes", "赞成"), ("no", "反对"), ("abstain", "弃权"), ("not_cast", "未表决")],
                        max_length=8,
                        verbose_name="意见",
                    ),
                ),
                (
                    "attendance",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.attendance",
                        verbose_name="组成人员",
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
                        to="meetings.namedballot",
                    ),
                ),
                (
                    "vote",
                    models.ForeignKey(
                        db_constraint=False,
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
            model_name="namedballot",
            name="vote",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="ballots",
                to="meetings.vote",
                verbose_name="表决",
            ),
        ),
        migrations.CreateModel(
            name="VoteEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("title", models.CharField(max_length=200, verbose_name="表决事项")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("hands", "举手表决"),
                            ("named", "记名表决"),
                            ("secret_paper", "无记名投票"),
                            ("electronic", "电子表决"),
                        ],
                        default="electronic",
                        max_length=12,
                        verbose_name="方式",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("counted", "有效"), ("void", "作废")],
                        default="counted",
                        editable=False,
                        max_length=8,
                        verbose_name="效力",
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="轮次")),
                ("held_on", models.DateField(verbose_name="表决日期")),
                ("basis_total", models.PositiveSmallIntegerField(editable=False, verbose_name="全体组成人员")),
                ("quorum", models.PositiveSmallIntegerField(editable=False, verbose_name="法定出席人数")),
                ("present", models.PositiveSmallIntegerField(editable=False, verbose_name="出席")),
                ("abstain", models.PositiveSmallIntegerField(default=0, verbose_name="弃权")),
                (
                    "not_cast",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="在场而未按表决器、未交回表决票的人数。", verbose_name="未表决"
                    ),
                ),
                ("issued", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="发出票数")),
                ("returned", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="收回票数")),
                ("spoiled", models.PositiveSmallIntegerField(default=0, verbose_name="无效票")),
                ("blank", models.PositiveSmallIntegerField(default=0, verbose_name="空白票")),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                ("void_reason", models.CharField(blank=True, editable=False, max_length=200, verbose_name="作废理由")),
                ("corrected_on", models.DateField(blank=True, editable=False, null=True, verbose_name="更正日期")),
                (
                    "correction_reason",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="更正说明"),
                ),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                ("source", models.CharField(blank=True, editable=False, max_length=200, verbose_name="出处")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("agenda", "通过议程"),
                            ("act", "决议决定"),
                            ("personnel", "人事任免"),
                            ("report", "批准报告"),
                            ("election", "选举、补选"),
                            ("resignation", "接受辞职"),
                            ("other", "其他事项"),
                        ],
                        default="other",
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("yes", models.PositiveSmallIntegerField(default=0, verbose_name="赞成")),
                ("no", models.PositiveSmallIntegerField(default=0, verbose_name="反对")),
                ("passed", models.BooleanField(editable=False, verbose_name="通过")),
                (
                    "counted_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="deputies.person",
                        verbose_name="计票人",
                    ),
                ),
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
                        verbose_name="会议",
                    ),
                ),
                (
                    "overseen_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="deputies.person",
                        verbose_name="监票人",
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
                        to="meetings.vote",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "repeats",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.vote",
                        verbose_name="重新表决的表决",
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "void"),
                    models.Q(
                        models.Q(
                            (
                                "basis_total__lt",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("quorum"), "*", models.Value(2)
                                ),
                            )
                        ),
                        ("present__gte", models.F("quorum")),
                        ("present__lte", models.F("basis_total")),
                    ),
                    _connector="OR",
                ),
                name="assessment_quorum",
                violation_error_message="出席人数须过法定人数且不多于全体组成人员。",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "void"),
                    (
                        "present",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    models.F("abstain"), "+", models.F("spoiled")
                                                ),
                                                "+",
                                                models.F("blank"),
                                            ),
                                            "+",
                                            models.F("excellent"),
                                        ),
                                        "+",
                                        models.F("satisfied"),
                                    ),
                                    "+",
                                    models.F("basic"),
                                ),
                                "+",
                                models.F("unsatisfied"),
                            ),
                            "+",
                            models.F("not_cast"),
                        ),
                    ),
                    _connector="OR",
                ),
                name="assessment_adds_up",
                violation_error_message="各项票数与未表决人数相加须等于出席人数。",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "void"),
                    models.Q(
                        ("issued__isnull", False),
                        ("issued__lte", models.F("present")),
                        ("method", "secret_paper"),
                        (
                            "returned",
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    models.F("abstain"), "+", models.F("spoiled")
                                                ),
                                                "+",
                                                models.F("blank"),
                                            ),
                                            "+",
                                            models.F("excellent"),
                                        ),
                                        "+",
                                        models.F("satisfied"),
                                    ),
                                    "+",
                                    models.F("basic"),
                                ),
                                "+",
                                models.F("unsatisfied"),
                            ),
                        ),
                        ("returned__isnull", False),
                        ("returned__lte", models.F("issued")),
                    ),
                    models.Q(
                        models.Q(("method", "secret_paper"), _negated=True),
                        ("blank", 0),
                        ("issued__isnull", True),
                        ("returned__isnull", True),
                        ("spoiled", 0),
                    ),
                    _connector="OR",
                ),
                name="assessment_papers",
                violation_error_message="收回票数不得多于发出票数，发出票数不得多于出席人数；非投票表决不填票数。",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("method", "secret_paper"), _negated=True),
                    models.Q(
                        ("counted_by__isnull", False),
                        ("overseen_by__isnull", False),
                        models.Q(("counted_by", models.F("overseen_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="assessment_two_tellers",
                violation_error_message="投票表决须有计票人、监票人各一名，且不能是同一人。",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "void"), _negated=True),
                    models.Q(("void_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="assessment_void_has_a_reason",
                violation_error_message="作废须写明理由。",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "counted")),
                fields=("meeting", "item", "title", "round"),
                name="assessment_counted_once",
                nulls_distinct=False,
                violation_error_message="该项工作本轮已有有效的测评；须重新测评的，请先将原测评作废。",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("scale", "competence"), ("excellent", 0), _connector="OR"),
                name="assessment_columns_of_the_scale",
                violation_error_message="“优秀”只用于优秀、称职、基本称职、不称职的等次。",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "void"),
                    models.Q(
                        models.Q(
                            (
                                "basis_total__lt",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("quorum"), "*", models.Value(2)
                                ),
                            )
                        ),
                        ("present__gte", models.F("quorum")),
                        ("present__lte", models.F("basis_total")),
                    ),
                    _connector="OR",
                ),
                name="vote_quorum",
                violation_error_message="出席人数须过法定人数且不多于全体组成人员。",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "void"),
                    (
                        "present",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("abstain"), "+", models.F("spoiled")
                                        ),
                                        "+",
                                        models.F("blank"),
                                    ),
                                    "+",
                                    models.F("yes"),
                                ),
                                "+",
                                models.F("no"),
                            ),
                            "+",
                            models.F("not_cast"),
                        ),
                    ),
                    _connector="OR",
                ),
                name="vote_adds_up",
                violation_error_message="各项票数与未表决人数相加须等于出席人数。",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "void"),
                    models.Q(
                        ("issued__isnull", False),
                        ("issued__lte", models.F("present")),
                        ("method", "secret_paper"),
                        (
                            "returned",
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("abstain"), "+", models.F("spoiled")
                                        ),
                                        "+",
                                        models.F("blank"),
                                    ),
                                    "+",
                                    models.F("yes"),
                                ),
                                "+",
                                models.F("no"),
                            ),
                        ),
                        ("returned__isnull", False),
                        ("returned__lte", models.F("issued")),
                    ),
                    models.Q(
                        models.Q(("method", "secret_paper"), _negated=True),
                        ("blank", 0),
                        ("issued__isnull", True),
                        ("returned__isnull", True),
                        ("spoiled", 0),
                    ),
                    _connector="OR",
                ),
                name="vote_papers",
                violation_error_message="收回票数不得多于发出票数，发出票数不得多于出席人数；非投票表决不填票数。",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("method", "secret_paper"), _negated=True),
                    models.Q(
                        ("counted_by__isnull", False),
                        ("overseen_by__isnull", False),
                        models.Q(("counted_by", models.F("overseen_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="vote_two_tellers",
                violation_error_message="投票表决须有计票人、监票人各一名，且不能是同一人。",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "void"), _negated=True),
                    models.Q(("void_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="vote_void_has_a_reason",
                violation_error_message="作废须写明理由。",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "counted")),
                fields=("meeting", "item", "title"),
                name="vote_counted_once",
                nulls_distinct=False,
                violation_error_message="该事项已有有效的表决；须重新表决的，请先将原表决作废。",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("passed", False), ("status", "void")),
                    models.Q(
                        ("passed", True),
                        (
                            "basis_total__lt",
                            django.db.models.expressions.CombinedExpression(models.F("yes"), "*", models.Value(2)),
                        ),
                    ),
                    models.Q(
                        ("passed", False),
                        models.Q(
                            (
                                "basis_total__lt",
                                django.db.models.expressions.CombinedExpression(models.F("yes"), "*", models.Value(2)),
                            ),
                            _negated=True,
                        ),
                    ),
                    _connector="OR",
                ),
                name="vote_result_follows_from_counts",
                violation_error_message="表决结果须与票数一致：赞成票超过全体组成人员的半数为通过。",
            ),
        ),
        migrations.AddConstraint(
            model_name="namedballot",
            constraint=models.UniqueConstraint(
                fields=("vote", "attendance"),
                name="ballot_once",
                violation_error_message="同一人在同一次表决中只计一次。",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assessment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_assessmentevent" ("abstain", "basic", "basis_total", "blank", "corrected_on", "correction_reason", "counted_by_id", "excellent", "held_on", "id", "illustrative", "issued", "item_id", "meeting_id", "method", "not_cast", "outcome", "overseen_by_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "present", "quorum", "recorded_at", "recorded_by_id", "repeats_id", "returned", "round", "satisfied", "scale", "sitting_id", "source", "spoiled", "status", "title", "unsatisfied", "void_reason") VALUES (NEW."abstain", NEW."basic", NEW."basis_total", NEW."blank", NEW."corrected_on", NEW."correction_reason", NEW."counted_by_id", NEW."excellent", NEW."held_on", NEW."id", NEW."illustrative", NEW."issued", NEW."item_id", NEW."meeting_id", NEW."method", NEW."not_cast", NEW."outcome", NEW."overseen_by_id", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."present", NEW."quorum", NEW."recorded_at", NEW."recorded_by_id", NEW."repeats_id", NEW."returned", NEW."round", NEW."satisfied", NEW."scale", NEW."sitting_id", NEW."source", NEW."spoiled", NEW."status", NEW."title", NEW."unsatisfied", NEW."void_reason"); RETURN NULL;',
                    hash="7a5a200a8d099596a1d5355897c67e9a16095c09",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_953ff",
                    table="meetings_assessment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assessment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_assessmentevent" ("abstain", "basic", "basis_total", "blank", "corrected_on", "correction_reason", "counted_by_id", "excellent", "held_on", "id", "illustrative", "issued", "item_id", "meeting_id", "method", "not_cast", "outcome", "overseen_by_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "present", "quorum", "recorded_at", "recorded_by_id", "repeats_id", "returned", "round", "satisfied", "scale", "sitting_id", "source", "spoiled", "status", "title", "unsatisfied", "void_reason") VALUES (NEW."abstain", NEW."basic", NEW."basis_total", NEW."blank", NEW."corrected_on", NEW."correction_reason", NEW."counted_by_id", NEW."excellent", NEW."held_on", NEW."id", NEW."illustrative", NEW."issued", NEW."item_id", NEW."meeting_id", NEW."method", NEW."not_cast", NEW."outcome", NEW."overseen_by_id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."present", NEW."quorum", NEW."recorded_at", NEW."recorded_by_id", NEW."repeats_id", NEW."returned", NEW."round", NEW."satisfied", NEW."scale", NEW."sitting_id", NEW."source", NEW."spoiled", NEW."status", NEW."title", NEW."unsatisfied", NEW."void_reason"); RETURN NULL;',
                    hash="552c9d213d1cf0c11a305853ff140f9804973951",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7d909",
                    table="meetings_assessment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="vote",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_voteevent" ("abstain", "basis_total", "blank", "corrected_on", "correction_reason", "counted_by_id", "held_on", "id", "illustrative", "issued", "item_id", "kind", "meeting_id", "method", "no", "not_cast", "overseen_by_id", "passed", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "present", "quorum", "recorded_at", "recorded_by_id", "repeats_id", "returned", "round", "sitting_id", "source", "spoiled", "status", "title", "void_reason", "yes") VALUES (NEW."abstain", NEW."basis_total", NEW."blank", NEW."corrected_on", NEW."correction_reason", NEW."counted_by_id", NEW."held_on", NEW."id", NEW."illustrative", NEW."issued", NEW."item_id", NEW."kind", NEW."meeting_id", NEW."method", NEW."no", NEW."not_cast", NEW."overseen_by_id", NEW."passed", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."present", NEW."quorum", NEW."recorded_at", NEW."recorded_by_id", NEW."repeats_id", NEW."returned", NEW."round", NEW."sitting_id", NEW."source", NEW."spoiled", NEW."status", NEW."title", NEW."void_reason", NEW."yes"); RETURN NULL;',
                    hash="1dcfcf252d8b02fbe848a480f01bf8b68af88796",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a5efe",
                    table="meetings_vote",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="vote",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_voteevent" ("abstain", "basis_total", "blank", "corrected_on", "correction_reason", "counted_by_id", "held_on", "id", "illustrative", "issued", "item_id", "kind", "meeting_id", "method", "no", "not_cast", "overseen_by_id", "passed", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "present", "quorum", "recorded_at", "recorded_by_id", "repeats_id", "returned", "round", "sitting_id", "source", "spoiled", "status", "title", "void_reason", "yes") VALUES (NEW."abstain", NEW."basis_total", NEW."blank", NEW."corrected_on", NEW."correction_reason", NEW."counted_by_id", NEW."held_on", NEW."id", NEW."illustrative", NEW."issued", NEW."item_id", NEW."kind", NEW."meeting_id", NEW."method", NEW."no", NEW."not_cast", NEW."overseen_by_id", NEW."passed", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."present", NEW."quorum", NEW."recorded_at", NEW."recorded_by_id", NEW."repeats_id", NEW."returned", NEW."round", NEW."sitting_id", NEW."source", NEW."spoiled", NEW."status", NEW."title", NEW."void_reason", NEW."yes"); RETURN NULL;',
                    hash="8c226b4a5afc61a433cbf9097e34512eaf7272c5",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c7f15",
                    table="meetings_vote",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="namedballot",
            trigger=pgtrigger.compiler.Trigger(
                name="ballots_of_named_votes_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE vote_method TEXT;",
                    func="SELECT method INTO vote_method FROM meetings_vote WHERE id = NEW.vote_id; IF vote_method IS DISTINCT FROM 'named' THEN RAISE EXCEPTION 'only a named vote keeps ballots'; END IF; RETURN NEW;",
                    hash="69874834e1d0e12042ea7cc828e154d81da3c163",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_ballots_of_named_votes_only_c260a",
                    table="meetings_namedballot",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="namedballot",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_namedballotevent" ("attendance_id", "choice", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "vote_id") VALUES (NEW."attendance_id", NEW."choice", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."vote_id"); RETURN NULL;',
                    hash="b31623634471276ad2e1dcd538ad1e2ee3baaeb8",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_81f4b",
                    table="meetings_namedballot",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="namedballot",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_namedballotevent" ("attendance_id", "choice", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "vote_id") VALUES (NEW."attendance_id", NEW."choice", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."vote_id"); RETURN NULL;',
                    hash="87c117108918a771e38bc63aa07399beeaa75577",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d29a1",
                    table="meetings_namedballot",
                    when="AFTER",
                ),
            ),
        ),
    ]
