import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("congress", "0001_kernel"),
        ("congress", "__first__"),
        ("meetings", "0007_major_matters_and_talks"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="LegalInstrument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=160, unique=True, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("law", "法律"),
                            ("admin_regulation", "行政法规"),
                            ("local_regulation", "地方性法规"),
                            ("decision", "决定"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                ("is_illustrative", models.BooleanField(default=False, verbose_name="示例")),
            ],
            options={
                "verbose_name": "法律法规",
                "verbose_name_plural": "法律法规",
                "ordering": ("title",),
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("handed_over", "已交办"),
                            ("accepted", "已签收"),
                            ("report_drafted", "报告征求意见"),
                            ("reported", "已报送报告"),
                            ("circulated", "已印发组成人员"),
                            ("deliberated", "已提请审议"),
                            ("reopened", "退回补充"),
                            ("escalated", "已升级监督"),
                            ("accepted_done", "已办结"),
                            ("published", "已公开"),
                        ],
                        default="handed_over",
                        editable=False,
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                ("handed_over_on", models.DateField(verbose_name="交办日期")),
                ("acknowledged_on", models.DateField(blank=True, editable=False, null=True, verbose_name="签收日期")),
                ("leader", models.CharField(blank=True, max_length=60, verbose_name="责任领导")),
                ("closed_on", models.DateField(blank=True, editable=False, null=True, verbose_name="办结日期")),
                ("closing_note", models.TextField(blank=True, editable=False, verbose_name="办结说明")),
                ("escalation", models.CharField(blank=True, editable=False, max_length=40, verbose_name="升级方式")),
                ("is_historic", models.BooleanField(default=False, editable=False, verbose_name="历史记录")),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                (
                    "act",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to="meetings.act",
                        verbose_name="决议决定",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="congress.organ",
                        verbose_name="联系工委",
                    ),
                ),
                (
                    "deliberated_at_meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="meetings.meeting",
                        verbose_name="审议的会议",
                    ),
                ),
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
                    "organ",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="congress.organ",
                        verbose_name="承办机关",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to="meetings.opinionpaper",
                        verbose_name="审议意见",
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
                "verbose_name": "交办事项",
                "verbose_name_plural": "交办事项",
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
            },
        ),
        migrations.CreateModel(
            name="FollowUpEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("handed_over", "已交办"),
                            ("accepted", "已签收"),
                            ("report_drafted", "报告征求意见"),
                            ("reported", "已报送报告"),
                            ("circulated", "已印发组成人员"),
                            ("deliberated", "已提请审议"),
                            ("reopened", "退回补充"),
                            ("escalated", "已升级监督"),
                            ("accepted_done", "已办结"),
                            ("published", "已公开"),
                        ],
                        default="handed_over",
                        editable=False,
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                ("handed_over_on", models.DateField(verbose_name="交办日期")),
                ("acknowledged_on", models.DateField(blank=True, editable=False, null=True, verbose_name="签收日期")),
                ("leader", models.CharField(blank=True, max_length=60, verbose_name="责任领导")),
                ("closed_on", models.DateField(blank=True, editable=False, null=True, verbose_name="办结日期")),
                ("closing_note", models.TextField(blank=True, editable=False, verbose_name="办结说明")),
                ("escalation", models.CharField(blank=True, editable=False, max_length=40, verbose_name="升级方式")),
                ("is_historic", models.BooleanField(default=False, editable=False, verbose_name="历史记录")),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                (
                    "act",
                    models.ForeignKey(
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
                (
                    "committee",
                    models.ForeignKey(
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
                (
                    "deliberated_at_meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.meeting",
                        verbose_name="审议的会议",
                    ),
                ),
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
                    "organ",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="congress.organ",
                        verbose_name="承办机关",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
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
                        to="supervision.followup",
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
        migrations.CreateModel(
            name="FollowUpRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="轮次")),
                ("demand", models.TextField(blank=True, verbose_name="要求")),
                ("draft", models.TextField(blank=True, verbose_name="报告草稿")),
                ("drafted_on", models.DateField(blank=True, null=True, verbose_name="报送草稿日期")),
                ("comment", models.TextField(blank=True, verbose_name="工委意见")),
                ("text", models.TextField(blank=True, verbose_name="处理情况报告")),
                ("signed_by", models.CharField(blank=True, max_length=60, verbose_name="签发人")),
                ("reported_on", models.DateField(blank=True, null=True, verbose_name="报送日期")),
                ("circulated_on", models.DateField(blank=True, null=True, verbose_name="印发日期")),
                ("deliberated_on", models.DateField(blank=True, null=True, verbose_name="审议日期")),
                ("verdict", models.TextField(blank=True, verbose_name="评价")),
                (
                    "attachments",
                    models.ManyToManyField(
                        blank=True, related_name="follow_up_rounds", to="congress.attachment", verbose_name="附件"
                    ),
                ),
                (
                    "commented_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出意见人",
                    ),
                ),
                (
                    "follow_up",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rounds",
                        to="supervision.followup",
                        verbose_name="办理事项",
                    ),
                ),
                (
                    "obligation",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s",
                        to="congress.obligation",
                        verbose_name="期限",
                    ),
                ),
            ],
            options={
                "verbose_name": "办理轮次",
                "verbose_name_plural": "办理轮次",
                "ordering": ("number",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FollowUpRoundEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("number", models.PositiveSmallIntegerField(verbose_name="轮次")),
                ("demand", models.TextField(blank=True, verbose_name="要求")),
                ("draft", models.TextField(blank=True, verbose_name="报告草稿")),
                ("drafted_on", models.DateField(blank=True, null=True, verbose_name="报送草稿日期")),
                ("comment", models.TextField(blank=True, verbose_name="工委意见")),
                ("text", models.TextField(blank=True, verbose_name="处理情况报告")),
                ("signed_by", models.CharField(blank=True, max_length=60, verbose_name="签发人")),
                ("reported_on", models.DateField(blank=True, null=True, verbose_name="报送日期")),
                ("circulated_on", models.DateField(blank=True, null=True, verbose_name="印发日期")),
                ("deliberated_on", models.DateField(blank=True, null=True, verbose_name="审议日期")),
                ("verdict", models.TextField(blank=True, verbose_name="评价")),
                (
                    "commented_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出意见人",
                    ),
                ),
                (
                    "follow_up",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="supervision.followup",
                        verbose_name="办理事项",
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="congress.obligation",
                        verbose_name="期限",
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
                        to="supervision.followupround",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Inquiry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=160, verbose_name="题目")),
                ("problems", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="涉及问题（个）")),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="出处")),
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
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inquiries",
                        to="meetings.agendaitem",
                        verbose_name="议程项目",
                    ),
                ),
                (
                    "sitting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inquiries",
                        to="meetings.sitting",
                        verbose_name="会次",
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
                "verbose_name": "专题询问",
                "verbose_name_plural": "专题询问",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="InquiryEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("title", models.CharField(max_length=160, verbose_name="题目")),
                ("problems", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="涉及问题（个）")),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="出处")),
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
                        to="supervision.inquiry",
                    ),
                ),
                (
                    "sitting",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.sitting",
                        verbose_name="会次",
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
        migrations.CreateModel(
            name="Oversight",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("inspection", "执法检查"), ("visit", "视察"), ("research", "调研")],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("title", models.CharField(max_length=160, verbose_name="名称")),
                ("starts_on", models.DateField(verbose_name="开始日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="结束日期")),
                ("is_first", models.BooleanField(default=False, verbose_name="首次")),
                ("five_levels", models.BooleanField(default=False, verbose_name="五级代表参加")),
                ("series_year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="连续第几年")),
                ("findings", models.TextField(blank=True, verbose_name="情况")),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="出处")),
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
                    "instruments",
                    models.ManyToManyField(
                        blank=True,
                        related_name="inspections",
                        to="supervision.legalinstrument",
                        verbose_name="检查的法律法规",
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="oversights",
                        to="congress.organ",
                        verbose_name="被监督机关",
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
                "verbose_name": "执法检查与视察",
                "verbose_name_plural": "执法检查与视察",
                "ordering": ("-starts_on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="OversightEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("inspection", "执法检查"), ("visit", "视察"), ("research", "调研")],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("title", models.CharField(max_length=160, verbose_name="名称")),
                ("starts_on", models.DateField(verbose_name="开始日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="结束日期")),
                ("is_first", models.BooleanField(default=False, verbose_name="首次")),
                ("five_levels", models.BooleanField(default=False, verbose_name="五级代表参加")),
                ("series_year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="连续第几年")),
                ("findings", models.TextField(blank=True, verbose_name="情况")),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="出处")),
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
                    "organ",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="congress.organ",
                        verbose_name="被监督机关",
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
                        to="supervision.oversight",
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
        migrations.CreateModel(
            name="OversightSubject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="内容")),
                (
                    "oversight",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subjects",
                        to="supervision.oversight",
                        verbose_name="活动",
                    ),
                ),
            ],
            options={
                "verbose_name": "内容",
                "verbose_name_plural": "内容",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="PointAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "办理中"), ("closed", "已落实"), ("carried_over", "转下年继续")],
                        default="open",
                        max_length=14,
                        verbose_name="状态",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="办理情况")),
                ("carry_reason", models.CharField(blank=True, max_length=200, verbose_name="结转理由")),
                (
                    "follow_up",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="supervision.followup",
                        verbose_name="办理事项",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="meetings.opinionpoint",
                        verbose_name="意见条目",
                    ),
                ),
            ],
            options={
                "verbose_name": "逐条办理",
                "verbose_name_plural": "逐条办理",
                "ordering": ("point__order",),
            },
        ),
        migrations.CreateModel(
            name="PointAnswerEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "办理中"), ("closed", "已落实"), ("carried_over", "转下年继续")],
                        default="open",
                        max_length=14,
                        verbose_name="状态",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="办理情况")),
                ("carry_reason", models.CharField(blank=True, max_length=200, verbose_name="结转理由")),
                (
                    "follow_up",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="supervision.followup",
                        verbose_name="办理事项",
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
                        to="supervision.pointanswer",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.opinionpoint",
                        verbose_name="意见条目",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SpecialReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("preparing", "准备中"),
                            ("opinions_sent", "已转各方意见"),
                            ("draft_received", "已收草稿"),
                            ("commented", "工委已提意见"),
                            ("final_received", "已收正式报告"),
                            ("issued", "已发组成人员"),
                            ("heard", "已听取"),
                            ("deliberated", "已审议"),
                        ],
                        default="preparing",
                        editable=False,
                        max_length=16,
                        verbose_name="状态",
                    ),
                ),
                ("summary", models.TextField(blank=True, verbose_name="内容提要")),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="出处")),
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
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report",
                        to="meetings.agendaitem",
                        verbose_name="议程项目",
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="congress.organ",
                        verbose_name="报告机关",
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
                (
                    "working_committee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="overseen_reports",
                        to="congress.organ",
                        verbose_name="对口工委",
                    ),
                ),
            ],
            options={
                "verbose_name": "专项工作报告",
                "verbose_name_plural": "专项工作报告",
                "ordering": ("-item__meeting__starts_on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("draft", "草稿送工委"),
                            ("comments", "工委反馈意见"),
                            ("final", "正式报告送常委会"),
                            ("issued", "发给组成人员"),
                        ],
                        max_length=10,
                        verbose_name="步骤",
                    ),
                ),
                ("late_reason", models.CharField(blank=True, max_length=200, verbose_name="迟延理由")),
                (
                    "obligation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delivery",
                        to="congress.obligation",
                        verbose_name="期限",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="supervision.specialreport",
                        verbose_name="报告",
                    ),
                ),
            ],
            options={
                "verbose_name": "报告送达",
                "verbose_name_plural": "报告送达",
                "ordering": ("obligation__due_plain", "id"),
            },
        ),
        migrations.CreateModel(
            name="SpecialReportEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("preparing", "准备中"),
                            ("opinions_sent", "已转各方意见"),
                            ("draft_received", "已收草稿"),
                            ("commented", "工委已提意见"),
                            ("final_received", "已收正式报告"),
                            ("issued", "已发组成人员"),
                            ("heard", "已听取"),
                            ("deliberated", "已审议"),
                        ],
                        default="preparing",
                        editable=False,
                        max_length=16,
                        verbose_name="状态",
                    ),
                ),
                ("summary", models.TextField(blank=True, verbose_name="内容提要")),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="出处")),
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
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.agendaitem",
                        verbose_name="议程项目",
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
                        verbose_name="报告机关",
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
                        to="supervision.specialreport",
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
                (
                    "working_committee",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="congress.organ",
                        verbose_name="对口工委",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(fields=["-handed_over_on", "-id"], name="followup_by_day"),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.UniqueConstraint(
                fields=("paper", "organ"),
                name="followup_once_per_organ",
                violation_error_message="该审议意见已经交办给这个机关。",
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
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("acknowledged_on__isnull", True),
                    ("acknowledged_on__gte", models.F("handed_over_on")),
                    _connector="OR",
                ),
                name="followup_received_after_handed_over",
                violation_error_message="签收日期不能早于交办日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_on__isnull", True), ("closed_on__gte", models.F("handed_over_on")), _connector="OR"
                ),
                name="followup_closed_after_handed_over",
                violation_error_message="办结日期不能早于交办日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="followupround",
            constraint=models.UniqueConstraint(fields=("follow_up", "number"), name="followup_round_number"),
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
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.UniqueConstraint(
                fields=("sitting", "title"), name="inquiry_once", violation_error_message="该会次已有同题的专题询问。"
            ),
        ),
        migrations.AddIndex(
            model_name="oversight",
            index=models.Index(fields=["-starts_on", "-id"], name="oversight_by_day"),
        ),
        migrations.AddConstraint(
            model_name="oversight",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="oversight_dates_in_order",
                violation_error_message="结束日期不能早于开始日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="oversight",
            constraint=models.UniqueConstraint(
                fields=("kind", "title", "starts_on"),
                name="oversight_once",
                violation_error_message="同一天已有同名的活动。",
            ),
        ),
        migrations.AddConstraint(
            model_name="pointanswer",
            constraint=models.UniqueConstraint(fields=("follow_up", "point"), name="point_answered_once"),
        ),
        migrations.AddConstraint(
            model_name="pointanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "carried_over"), _negated=True),
                    models.Q(("carry_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="point_carry_has_a_reason",
                violation_error_message="结转须写明理由。",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(fields=("report", "step"), name="delivery_step_once"),
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
        pgtrigger.migrations.AddTrigger(
            model_name="followupround",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "supervision_followuproundevent" ("circulated_on", "comment", "commented_by_id", "deliberated_on", "demand", "draft", "drafted_on", "follow_up_id", "id", "number", "obligation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reported_on", "signed_by", "text", "verdict") VALUES (NEW."circulated_on", NEW."comment", NEW."commented_by_id", NEW."deliberated_on", NEW."demand", NEW."draft", NEW."drafted_on", NEW."follow_up_id", NEW."id", NEW."number", NEW."obligation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reported_on", NEW."signed_by", NEW."text", NEW."verdict"); RETURN NULL;',
                    hash="ebd25e9814a04cb590c231c3a8f5fbdec0e46310",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_28390",
                    table="supervision_followupround",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followupround",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "supervision_followuproundevent" ("circulated_on", "comment", "commented_by_id", "deliberated_on", "demand", "draft", "drafted_on", "follow_up_id", "id", "number", "obligation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reported_on", "signed_by", "text", "verdict") VALUES (NEW."circulated_on", NEW."comment", NEW."commented_by_id", NEW."deliberated_on", NEW."demand", NEW."draft", NEW."drafted_on", NEW."follow_up_id", NEW."id", NEW."number", NEW."obligation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reported_on", NEW."signed_by", NEW."text", NEW."verdict"); RETURN NULL;',
                    hash="c4d2fccaa274089456a8b4c205950db5080d97f1",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1591a",
                    table="supervision_followupround",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inquiry",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "supervision_inquiryevent" ("deputies_duty_id", "id", "illustrative", "item_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problems", "sitting_id", "society_duty_id", "source", "title") VALUES (NEW."deputies_duty_id", NEW."id", NEW."illustrative", NEW."item_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."problems", NEW."sitting_id", NEW."society_duty_id", NEW."source", NEW."title"); RETURN NULL;',
                    hash="f6bdc9183b6e2b46e915067fabc516373d3a5cbe",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0aff6",
                    table="supervision_inquiry",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inquiry",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "supervision_inquiryevent" ("deputies_duty_id", "id", "illustrative", "item_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problems", "sitting_id", "society_duty_id", "source", "title") VALUES (NEW."deputies_duty_id", NEW."id", NEW."illustrative", NEW."item_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."problems", NEW."sitting_id", NEW."society_duty_id", NEW."source", NEW."title"); RETURN NULL;',
                    hash="e212fd6f011adc42f8bbfeeaf2cf39a7c474ff5f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d517f",
                    table="supervision_inquiry",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="oversight",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "supervision_oversightevent" ("deputies_duty_id", "ends_on", "findings", "five_levels", "id", "illustrative", "is_first", "kind", "organ_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "series_year", "society_duty_id", "source", "starts_on", "title") VALUES (NEW."deputies_duty_id", NEW."ends_on", NEW."findings", NEW."five_levels", NEW."id", NEW."illustrative", NEW."is_first", NEW."kind", NEW."organ_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."series_year", NEW."society_duty_id", NEW."source", NEW."starts_on", NEW."title"); RETURN NULL;',
                    hash="7da5cdbb73a05d75794b17c72ff0e020ec6907dc",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_15583",
                    table="supervision_oversight",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="oversight",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "supervision_oversightevent" ("deputies_duty_id", "ends_on", "findings", "five_levels", "id", "illustrative", "is_first", "kind", "organ_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "series_year", "society_duty_id", "source", "starts_on", "title") VALUES (NEW."deputies_duty_id", NEW."ends_on", NEW."findings", NEW."five_levels", NEW."id", NEW."illustrative", NEW."is_first", NEW."kind", NEW."organ_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."series_year", NEW."society_duty_id", NEW."source", NEW."starts_on", NEW."title"); RETURN NULL;',
                    hash="d978c362609d8aa4024a5f0761a823ad7bc7d8fa",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7e3dd",
                    table="supervision_oversight",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pointanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "supervision_pointanswerevent" ("carry_reason", "follow_up_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "point_id", "status", "text") VALUES (NEW."carry_reason", NEW."follow_up_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."point_id", NEW."status", NEW."text"); RETURN NULL;',
                    hash="e6de3d7d6bbe511a68bff4095a805ec5e3c8b49f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_89115",
                    table="supervision_pointanswer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pointanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "supervision_pointanswerevent" ("carry_reason", "follow_up_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "point_id", "status", "text") VALUES (NEW."carry_reason", NEW."follow_up_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."point_id", NEW."status", NEW."text"); RETURN NULL;',
                    hash="211cc1d0b3b93e937763f5a39c21123f296e1177",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2d177",
                    table="supervision_pointanswer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="specialreport",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "supervision_specialreportevent" ("deputies_duty_id", "id", "illustrative", "item_id", "organ_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "society_duty_id", "source", "status", "summary", "working_committee_id") VALUES (NEW."deputies_duty_id", NEW."id", NEW."illustrative", NEW."item_id", NEW."organ_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."society_duty_id", NEW."source", NEW."status", NEW."summary", NEW."working_committee_id"); RETURN NULL;',
                    hash="503190e4fab021c839f5c004e93e7549103a6b5a",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_58ed5",
                    table="supervision_specialreport",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="specialreport",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "supervision_specialreportevent" ("deputies_duty_id", "id", "illustrative", "item_id", "organ_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "society_duty_id", "source", "status", "summary", "working_committee_id") VALUES (NEW."deputies_duty_id", NEW."id", NEW."illustrative", NEW."item_id", NEW."organ_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."society_duty_id", NEW."source", NEW."status", NEW."summary", NEW."working_committee_id"); RETURN NULL;',
                    hash="337378dceea10580ea9226ed3b30f8a77eb32db6",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7e5df",
                    table="supervision_specialreport",
                    when="AFTER",
                ),
            ),
        ),
    ]
