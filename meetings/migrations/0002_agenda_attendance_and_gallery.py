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
        ("meetings", "0001_meetings_and_opinions"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="agendaitem",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="agendaitem",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="attendance",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="attendance",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="meeting",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="meeting",
            name="update_update",
        ),
        migrations.CreateModel(
            name="Gallery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seats", models.PositiveSmallIntegerField(default=5, verbose_name="席位")),
                ("opens_on", models.DateField(verbose_name="开始报名")),
                ("closes_on", models.DateField(verbose_name="报名截止")),
                (
                    "note",
                    models.CharField(
                        blank=True, help_text="公开显示，如携带身份证、到场时间。", max_length=300, verbose_name="须知"
                    ),
                ),
            ],
            options={
                "verbose_name": "旁听席",
                "verbose_name_plural": "旁听席",
            },
        ),
        migrations.CreateModel(
            name="GalleryEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("seats", models.PositiveSmallIntegerField(default=5, verbose_name="席位")),
                ("opens_on", models.DateField(verbose_name="开始报名")),
                ("closes_on", models.DateField(verbose_name="报名截止")),
                (
                    "note",
                    models.CharField(
                        blank=True, help_text="公开显示，如携带身份证、到场时间。", max_length=300, verbose_name="须知"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Leave",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason_kind",
                    models.CharField(
                        choices=[
                            ("official", "公务"),
                            ("health", "身体原因"),
                            ("family", "家庭原因"),
                            ("other", "其他"),
                        ],
                        max_length=10,
                        verbose_name="事由",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, help_text="仅批准人和办公室可见。", max_length=200, verbose_name="说明"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("requested", "待批准"),
                            ("granted", "已批准"),
                            ("refused", "未批准"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="requested",
                        editable=False,
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("requested_at", models.DateTimeField(auto_now_add=True, verbose_name="申请时间")),
                ("granted_by", models.CharField(blank=True, editable=False, max_length=60, verbose_name="批准人")),
                ("decided_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="决定时间")),
                ("decision", models.CharField(blank=True, editable=False, max_length=200, verbose_name="批复")),
            ],
            options={
                "verbose_name": "请假",
                "verbose_name_plural": "请假",
                "ordering": ("-requested_at", "-id"),
                "permissions": (("decide_leave", "批准请假"), ("record_leave", "登记书面请假")),
            },
        ),
        migrations.CreateModel(
            name="LeaveEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "reason_kind",
                    models.CharField(
                        choices=[
                            ("official", "公务"),
                            ("health", "身体原因"),
                            ("family", "家庭原因"),
                            ("other", "其他"),
                        ],
                        max_length=10,
                        verbose_name="事由",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, help_text="仅批准人和办公室可见。", max_length=200, verbose_name="说明"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("requested", "待批准"),
                            ("granted", "已批准"),
                            ("refused", "未批准"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="requested",
                        editable=False,
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("requested_at", models.DateTimeField(auto_now_add=True, verbose_name="申请时间")),
                ("granted_by", models.CharField(blank=True, editable=False, max_length=60, verbose_name="批准人")),
                ("decided_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="决定时间")),
                ("decision", models.CharField(blank=True, editable=False, max_length=200, verbose_name="批复")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ObserverApplication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="姓名")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="手机号码")),
                ("receipt", models.CharField(editable=False, max_length=20, unique=True, verbose_name="查询码")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "已收到"),
                            ("admitted", "准予旁听"),
                            ("waiting", "候补"),
                            ("refused", "未安排"),
                            ("withdrawn", "已撤回"),
                            ("came", "已到场"),
                        ],
                        default="received",
                        editable=False,
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "pass_number",
                    models.PositiveSmallIntegerField(blank=True, editable=False, null=True, verbose_name="旁听证号"),
                ),
                ("reason", models.CharField(blank=True, editable=False, max_length=200, verbose_name="未安排的理由")),
                ("id_checked", models.BooleanField(default=False, editable=False, verbose_name="已核对身份证件")),
                ("applied_at", models.DateTimeField(auto_now_add=True, verbose_name="申请时间")),
                (
                    "erased_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="个人信息清除时间"),
                ),
            ],
            options={
                "verbose_name": "旁听申请",
                "verbose_name_plural": "旁听申请",
                "ordering": ("applied_at", "id"),
                "permissions": (("admit_observer", "安排旁听"),),
            },
        ),
        migrations.CreateModel(
            name="Recusal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=200, verbose_name="理由")),
            ],
            options={
                "verbose_name": "回避",
                "verbose_name_plural": "回避",
            },
        ),
        migrations.CreateModel(
            name="RecusalEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("reason", models.CharField(max_length=200, verbose_name="理由")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SittingEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("plenary", "全体会议"), ("group", "分组会议"), ("joint_group", "联组会议")],
                        default="plenary",
                        max_length=12,
                        verbose_name="形式",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="日期")),
                ("starts_at", models.TimeField(blank=True, null=True, verbose_name="开始时间")),
                ("ends_at", models.TimeField(blank=True, null=True, verbose_name="结束时间")),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="地点")),
                ("chaired_by", models.CharField(blank=True, max_length=60, verbose_name="主持人")),
                ("is_open", models.BooleanField(default=False, verbose_name="公开举行")),
                ("is_first", models.BooleanField(default=False, verbose_name="首次")),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AlterModelOptions(
            name="sitting",
            options={
                "ordering": ("starts_on", "starts_at", "id"),
                "verbose_name": "会次",
                "verbose_name_plural": "会次",
            },
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="co_sponsors",
            field=models.ManyToManyField(
                blank=True,
                help_text="组成人员联名提出的，须三人以上。",
                related_name="+",
                to="deputies.person",
                verbose_name="联名组成人员",
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="continues",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="continued_by",
                to="meetings.agendaitem",
                verbose_name="接续的议题",
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="is_for_vote",
            field=models.BooleanField(default=False, verbose_name="付表决"),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="is_urgent",
            field=models.BooleanField(default=False, verbose_name="临时动议"),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="motive",
            field=models.CharField(blank=True, max_length=200, verbose_name="临时列入的理由"),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="screened_as",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tabled_as",
                to="meetings.agendaitem",
                verbose_name="主任会议议题",
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="sponsor",
            field=models.CharField(
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
                default="chair_meeting",
                max_length=24,
                verbose_name="提出人",
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="withdrawn_by",
            field=models.CharField(blank=True, editable=False, max_length=60, verbose_name="撤回要求人"),
        ),
        migrations.AddField(
            model_name="agendaitemevent",
            name="continues",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="meetings.agendaitem",
                verbose_name="接续的议题",
            ),
        ),
        migrations.AddField(
            model_name="agendaitemevent",
            name="is_for_vote",
            field=models.BooleanField(default=False, verbose_name="付表决"),
        ),
        migrations.AddField(
            model_name="agendaitemevent",
            name="is_urgent",
            field=models.BooleanField(default=False, verbose_name="临时动议"),
        ),
        migrations.AddField(
            model_name="agendaitemevent",
            name="motive",
            field=models.CharField(blank=True, max_length=200, verbose_name="临时列入的理由"),
        ),
        migrations.AddField(
            model_name="agendaitemevent",
            name="screened_as",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="meetings.agendaitem",
                verbose_name="主任会议议题",
            ),
        ),
        migrations.AddField(
            model_name="agendaitemevent",
            name="sponsor",
            field=models.CharField(
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
                default="chair_meeting",
                max_length=24,
                verbose_name="提出人",
            ),
        ),
        migrations.AddField(
            model_name="agendaitemevent",
            name="withdrawn_by",
            field=models.CharField(blank=True, editable=False, max_length=60, verbose_name="撤回要求人"),
        ),
        migrations.AddField(
            model_name="attendance",
            name="arrived_at",
            field=models.TimeField(blank=True, null=True, verbose_name="到会时间"),
        ),
        migrations.AddField(
            model_name="attendance",
            name="arrived_item",
            field=models.ForeignKey(
                blank=True,
                help_text="开始即到会的不填。",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="meetings.agendaitem",
                verbose_name="自该项起到会",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="确认参会时间"),
        ),
        migrations.AddField(
            model_name="attendance",
            name="illustrative",
            field=models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段"),
        ),
        migrations.AddField(
            model_name="attendance",
            name="items",
            field=models.ManyToManyField(
                blank=True,
                help_text="不选表示列席全部议程。",
                related_name="invited",
                to="meetings.agendaitem",
                verbose_name="应邀议题",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="left_at",
            field=models.TimeField(blank=True, null=True, verbose_name="离会时间"),
        ),
        migrations.AddField(
            model_name="attendance",
            name="left_item",
            field=models.ForeignKey(
                blank=True,
                help_text="坐到闭会的不填。",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="meetings.agendaitem",
                verbose_name="该项前离会",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="list_order",
            field=models.PositiveSmallIntegerField(blank=True, editable=False, null=True, verbose_name="名单顺序"),
        ),
        migrations.AddField(
            model_name="attendance",
            name="signed_by",
            field=models.CharField(
                choices=[("clerk", "工作人员登记"), ("code", "扫码签到")],
                default="clerk",
                editable=False,
                max_length=6,
                verbose_name="签到方式",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="title",
            field=models.CharField(
                blank=True, help_text="列席人员的职务，如区教育局局长。", max_length=60, verbose_name="职务"
            ),
        ),
        migrations.AddField(
            model_name="attendanceevent",
            name="arrived_at",
            field=models.TimeField(blank=True, null=True, verbose_name="到会时间"),
        ),
        migrations.AddField(
            model_name="attendanceevent",
            name="arrived_item",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="开始即到会的不填。",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="meetings.agendaitem",
                verbose_name="自该项起到会",
            ),
        ),
        migrations.AddField(
            model_name="attendanceevent",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="确认参会时间"),
        ),
        migrations.AddField(
            model_name="attendanceevent",
            name="illustrative",
            field=models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段"),
        ),
        migrations.AddField(
            model_name="attendanceevent",
            name="left_at",
            field=models.TimeField(blank=True, null=True, verbose_name="离会时间"),
        ),
        migrations.AddField(
            model_name="attendanceevent",
            name="left_item",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="坐到闭会的不填。",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="meetings.agendaitem",
                verbose_name="该项前离会",
            ),
        ),
        migrations.AddField(
            model_name="attendanceevent",
            name="list_order",
            field=models.PositiveSmallIntegerField(blank=True, editable=False, null=True, verbose_name="名单顺序"),
        ),
        migrations.AddField(
            model_name="attendanceevent",
            name="signed_by",
            field=models.CharField(
                choices=[("clerk", "工作人员登记"), ("code", "扫码签到")],
                default="clerk",
                editable=False,
                max_length=6,
                verbose_name="签到方式",
            ),
        ),
        migrations.AddField(
            model_name="attendanceevent",
            name="title",
            field=models.CharField(
                blank=True, help_text="列席人员的职务，如区教育局局长。", max_length=60, verbose_name="职务"
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="gap_obligation",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="gap_meeting",
                to="congress.obligation",
                verbose_name="下次会议期限",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="session",
            field=models.ForeignKey(
                blank=True,
                help_text="仅人民代表大会会议填写。",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="meetings",
                to="deputies.congresssession",
                verbose_name="人代会",
            ),
        ),
        migrations.AddField(
            model_name="meetingevent",
            name="gap_obligation",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="congress.obligation",
                verbose_name="下次会议期限",
            ),
        ),
        migrations.AddField(
            model_name="meetingevent",
            name="session",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="仅人民代表大会会议填写。",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="deputies.congresssession",
                verbose_name="人代会",
            ),
        ),
        migrations.AddField(
            model_name="sitting",
            name="chaired_by",
            field=models.CharField(blank=True, max_length=60, verbose_name="主持人"),
        ),
        migrations.AddField(
            model_name="sitting",
            name="ends_at",
            field=models.TimeField(blank=True, null=True, verbose_name="结束时间"),
        ),
        migrations.AddField(
            model_name="sitting",
            name="is_open",
            field=models.BooleanField(default=False, verbose_name="公开举行"),
        ),
        migrations.AddField(
            model_name="sitting",
            name="starts_at",
            field=models.TimeField(blank=True, null=True, verbose_name="开始时间"),
        ),
        migrations.AlterField(
            model_name="agendaitem",
            name="status",
            field=models.CharField(
                choices=[
                    ("proposed", "提出"),
                    ("on_draft", "列入草案"),
                    ("adopted", "列入议程"),
                    ("presented", "已报告"),
                    ("deliberated", "已审议"),
                    ("voted_passed", "表决通过"),
                    ("voted_failed", "表决未通过"),
                    ("noted", "已听取"),
                    ("deferred", "暂不交付表决"),
                    ("withdrawn", "已撤回"),
                ],
                default="proposed",
                editable=False,
                max_length=14,
                verbose_name="状态",
            ),
        ),
        migrations.AlterField(
            model_name="agendaitemevent",
            name="status",
            field=models.CharField(
                choices=[
                    ("proposed", "提出"),
                    ("on_draft", "列入草案"),
                    ("adopted", "列入议程"),
                    ("presented", "已报告"),
                    ("deliberated", "已审议"),
                    ("voted_passed", "表决通过"),
                    ("voted_failed", "表决未通过"),
                    ("noted", "已听取"),
                    ("deferred", "暂不交付表决"),
                    ("withdrawn", "已撤回"),
                ],
                default="proposed",
                editable=False,
                max_length=14,
                verbose_name="状态",
            ),
        ),
        migrations.AlterField(
            model_name="attendance",
            name="capacity",
            field=models.CharField(
                choices=[
                    ("member", "组成人员"),
                    ("nonvoting", "列席"),
                    ("invited_deputy", "列席代表"),
                    ("expert", "专家"),
                    ("observer", "旁听"),
                    ("staff", "工作人员"),
                ],
                default="member",
                max_length=16,
                verbose_name="身份",
            ),
        ),
        migrations.AlterField(
            model_name="attendanceevent",
            name="capacity",
            field=models.CharField(
                choices=[
                    ("member", "组成人员"),
                    ("nonvoting", "列席"),
                    ("invited_deputy", "列席代表"),
                    ("expert", "专家"),
                    ("observer", "旁听"),
                    ("staff", "工作人员"),
                ],
                default="member",
                max_length=16,
                verbose_name="身份",
            ),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="kind",
            field=models.CharField(
                choices=[
                    ("congress", "人民代表大会会议"),
                    ("standing_committee", "常委会会议"),
                    ("chair_meeting", "主任会议"),
                    ("chair_meeting_enlarged", "主任（扩大）会议"),
                    ("party_group", "党组会议"),
                    ("study", "学习研讨"),
                    ("commemoration", "纪念活动"),
                    ("special", "专题会议"),
                ],
                default="standing_committee",
                max_length=30,
                verbose_name="类别",
            ),
        ),
        migrations.AlterField(
            model_name="meetingevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("congress", "人民代表大会会议"),
                    ("standing_committee", "常委会会议"),
                    ("chair_meeting", "主任会议"),
                    ("chair_meeting_enlarged", "主任（扩大）会议"),
                    ("party_group", "党组会议"),
                    ("study", "学习研讨"),
                    ("commemoration", "纪念活动"),
                    ("special", "专题会议"),
                ],
                default="standing_committee",
                max_length=30,
                verbose_name="类别",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_urgent", False), models.Q(("motive", ""), _negated=True), _connector="OR"),
                name="agenda_urgent_has_a_motive",
                violation_error_message="临时列入的议程须写明理由。",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("arrived_at__isnull", True),
                    ("left_at__isnull", True),
                    ("left_at__gt", models.F("arrived_at")),
                    _connector="OR",
                ),
                name="attendance_times_in_order",
                violation_error_message="离会时间须晚于到会时间。",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "present"),
                    models.Q(
                        ("arrived_at__isnull", True),
                        ("arrived_item__isnull", True),
                        ("left_at__isnull", True),
                        ("left_item__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="attendance_times_of_those_present",
                violation_error_message="未出席的人员不能登记到会、离会。",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("session__isnull", True), ("kind", "congress"), _connector="OR"),
                name="meeting_session_of_the_congress",
                violation_error_message="只有人民代表大会会议才填写“人代会”。",
            ),
        ),
        migrations.AddConstraint(
            model_name="sitting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at__isnull", True),
                    ("starts_at__isnull", True),
                    ("ends_at__gt", models.F("starts_at")),
                    _connector="OR",
                ),
                name="sitting_times_in_order",
                violation_error_message="结束时间须晚于开始时间。",
            ),
        ),
        migrations.AddField(
            model_name="gallery",
            name="decided_at",
            field=models.ForeignKey(
                blank=True,
                limit_choices_to={"kind": "chair_meeting"},
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="meetings.meeting",
                verbose_name="决定的主任会议",
            ),
        ),
        migrations.AddField(
            model_name="gallery",
            name="meeting",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="gallery",
                to="meetings.meeting",
                verbose_name="会议",
            ),
        ),
        migrations.AddField(
            model_name="galleryevent",
            name="decided_at",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                limit_choices_to={"kind": "chair_meeting"},
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="meetings.meeting",
                verbose_name="决定的主任会议",
            ),
        ),
        migrations.AddField(
            model_name="galleryevent",
            name="meeting",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="meetings.meeting",
                verbose_name="会议",
            ),
        ),
        migrations.AddField(
            model_name="galleryevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="galleryevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="meetings.gallery",
            ),
        ),
        migrations.AddField(
            model_name="leave",
            name="attendance",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="leaves",
                to="meetings.attendance",
                verbose_name="参会人员",
            ),
        ),
        migrations.AddField(
            model_name="leave",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记决定的人",
            ),
        ),
        migrations.AddField(
            model_name="leave",
            name="requested_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="申请人",
            ),
        ),
        migrations.AddField(
            model_name="leaveevent",
            name="attendance",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="meetings.attendance",
                verbose_name="参会人员",
            ),
        ),
        migrations.AddField(
            model_name="leaveevent",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记决定的人",
            ),
        ),
        migrations.AddField(
            model_name="leaveevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="leaveevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="meetings.leave",
            ),
        ),
        migrations.AddField(
            model_name="leaveevent",
            name="requested_by",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="申请人",
            ),
        ),
        migrations.AddField(
            model_name="observerapplication",
            name="gallery",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="applications",
                to="meetings.gallery",
                verbose_name="旁听席",
            ),
        ),
        migrations.AddField(
            model_name="recusal",
            name="attendance",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="recusals",
                to="meetings.attendance",
                verbose_name="组成人员",
            ),
        ),
        migrations.AddField(
            model_name="recusal",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="recusals",
                to="meetings.agendaitem",
                verbose_name="议题",
            ),
        ),
        migrations.AddField(
            model_name="recusalevent",
            name="attendance",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="meetings.attendance",
                verbose_name="组成人员",
            ),
        ),
        migrations.AddField(
            model_name="recusalevent",
            name="item",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="meetings.agendaitem",
                verbose_name="议题",
            ),
        ),
        migrations.AddField(
            model_name="recusalevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="recusalevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="meetings.recusal",
            ),
        ),
        migrations.AddField(
            model_name="sittingevent",
            name="meeting",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="meetings.meeting",
                verbose_name="会议",
            ),
        ),
        migrations.AddField(
            model_name="sittingevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="sittingevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="meetings.sitting",
            ),
        ),
        migrations.AddConstraint(
            model_name="gallery",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_on__gte", models.F("opens_on"))),
                name="gallery_days_in_order",
                violation_error_message="报名截止不能早于开始报名。",
            ),
        ),
        migrations.AddConstraint(
            model_name="gallery",
            constraint=models.CheckConstraint(
                condition=models.Q(("seats__gte", 1)), name="gallery_has_seats", violation_error_message="席位至少为1。"
            ),
        ),
        migrations.AddConstraint(
            model_name="leave",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ("requested", "granted"))),
                fields=("attendance",),
                name="leave_one_open",
                violation_error_message="已有请假申请，请勿重复提交。",
            ),
        ),
        migrations.AddConstraint(
            model_name="leave",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("granted", "refused")), _negated=True),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="leave_decided_by_somebody",
                violation_error_message="请假的批复须记录由谁登记。",
            ),
        ),
        migrations.AddConstraint(
            model_name="observerapplication",
            constraint=models.UniqueConstraint(
                condition=models.Q(("pass_number__isnull", False)),
                fields=("gallery", "pass_number"),
                name="observer_pass_once",
                violation_error_message="旁听证号不能重复。",
            ),
        ),
        migrations.AddConstraint(
            model_name="observerapplication",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("phone", ""), _negated=True), models.Q(("status", "withdrawn"), _negated=True)
                ),
                fields=("gallery", "phone"),
                name="observer_applies_once",
                violation_error_message="该手机号码已经报名，请用查询码查看结果。",
            ),
        ),
        migrations.AddConstraint(
            model_name="observerapplication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("admitted", "came")), _negated=True),
                    ("pass_number__isnull", False),
                    _connector="OR",
                ),
                name="observer_with_a_pass",
                violation_error_message="准予旁听的须有旁听证号。",
            ),
        ),
        migrations.AddConstraint(
            model_name="recusal",
            constraint=models.UniqueConstraint(
                fields=("attendance", "item"),
                name="recusal_once",
                violation_error_message="该组成人员已登记回避本项议题。",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agendaitem",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_agendaitemevent" ("continues_id", "id", "illustrative", "is_first", "is_for_vote", "is_urgent", "kind", "meeting_id", "mode", "motive", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reporter", "reporting_organ_id", "screened_as_id", "source", "sponsor", "status", "status_note", "title", "withdrawn_by") VALUES (NEW."continues_id", NEW."id", NEW."illustrative", NEW."is_first", NEW."is_for_vote", NEW."is_urgent", NEW."kind", NEW."meeting_id", NEW."mode", NEW."motive", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reporter", NEW."reporting_organ_id", NEW."screened_as_id", NEW."source", NEW."sponsor", NEW."status", NEW."status_note", NEW."title", NEW."withdrawn_by"); RETURN NULL;',
                    hash="8dace513bca734a7866211e43c9d5198bd82921f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f98e2",
                    table="meetings_agendaitem",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agendaitem",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_agendaitemevent" ("continues_id", "id", "illustrative", "is_first", "is_for_vote", "is_urgent", "kind", "meeting_id", "mode", "motive", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reporter", "reporting_organ_id", "screened_as_id", "source", "sponsor", "status", "status_note", "title", "withdrawn_by") VALUES (NEW."continues_id", NEW."id", NEW."illustrative", NEW."is_first", NEW."is_for_vote", NEW."is_urgent", NEW."kind", NEW."meeting_id", NEW."mode", NEW."motive", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reporter", NEW."reporting_organ_id", NEW."screened_as_id", NEW."source", NEW."sponsor", NEW."status", NEW."status_note", NEW."title", NEW."withdrawn_by"); RETURN NULL;',
                    hash="3109cc875f9e4e0d3a6f8db5dc8dc2750feb0826",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ca6ee",
                    table="meetings_agendaitem",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attendance",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_attendanceevent" ("arrived_at", "arrived_item_id", "capacity", "confirmed_at", "id", "illustrative", "left_at", "left_item_id", "list_order", "meeting_id", "organ_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "signed_by", "status", "title") VALUES (NEW."arrived_at", NEW."arrived_item_id", NEW."capacity", NEW."confirmed_at", NEW."id", NEW."illustrative", NEW."left_at", NEW."left_item_id", NEW."list_order", NEW."meeting_id", NEW."organ_id", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."signed_by", NEW."status", NEW."title"); RETURN NULL;',
                    hash="86a37d1d6bfac34e58568104845bcafb73d3dc84",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f595f",
                    table="meetings_attendance",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attendance",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_attendanceevent" ("arrived_at", "arrived_item_id", "capacity", "confirmed_at", "id", "illustrative", "left_at", "left_item_id", "list_order", "meeting_id", "organ_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "signed_by", "status", "title") VALUES (NEW."arrived_at", NEW."arrived_item_id", NEW."capacity", NEW."confirmed_at", NEW."id", NEW."illustrative", NEW."left_at", NEW."left_item_id", NEW."list_order", NEW."meeting_id", NEW."organ_id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."signed_by", NEW."status", NEW."title"); RETURN NULL;',
                    hash="f38f59489962a7fda372f92d584a1b1577057c64",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_870cb",
                    table="meetings_attendance",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="meeting",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_meetingevent" ("chaired_by", "change_reason", "deputies_duty_id", "ends_on", "gap_obligation_id", "id", "illustrative", "is_extraordinary", "kind", "notice_obligation_id", "noticed_on", "number", "papers_obligation_id", "papers_sent_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "session_id", "society_duty_id", "starts_at_time", "starts_on", "status", "term_id", "title") VALUES (NEW."chaired_by", NEW."change_reason", NEW."deputies_duty_id", NEW."ends_on", NEW."gap_obligation_id", NEW."id", NEW."illustrative", NEW."is_extraordinary", NEW."kind", NEW."notice_obligation_id", NEW."noticed_on", NEW."number", NEW."papers_obligation_id", NEW."papers_sent_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."session_id", NEW."society_duty_id", NEW."starts_at_time", NEW."starts_on", NEW."status", NEW."term_id", NEW."title"); RETURN NULL;',
                    hash="8d526e25c8b50fb6de428eb52fc9974d97974fb3",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_61d9e",
                    table="meetings_meeting",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="meeting",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_meetingevent" ("chaired_by", "change_reason", "deputies_duty_id", "ends_on", "gap_obligation_id", "id", "illustrative", "is_extraordinary", "kind", "notice_obligation_id", "noticed_on", "number", "papers_obligation_id", "papers_sent_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "session_id", "society_duty_id", "starts_at_time", "starts_on", "status", "term_id", "title") VALUES (NEW."chaired_by", NEW."change_reason", NEW."deputies_duty_id", NEW."ends_on", NEW."gap_obligation_id", NEW."id", NEW."illustrative", NEW."is_extraordinary", NEW."kind", NEW."notice_obligation_id", NEW."noticed_on", NEW."number", NEW."papers_obligation_id", NEW."papers_sent_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."session_id", NEW."society_duty_id", NEW."starts_at_time", NEW."starts_on", NEW."status", NEW."term_id", NEW."title"); RETURN NULL;',
                    hash="940531e891151c2d7c923c12f7870f9556df2b7a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_495b8",
                    table="meetings_meeting",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sitting",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_sittingevent" ("chaired_by", "ends_at", "id", "illustrative", "is_first", "is_open", "kind", "meeting_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "starts_at", "starts_on") VALUES (NEW."chaired_by", NEW."ends_at", NEW."id", NEW."illustrative", NEW."is_first", NEW."is_open", NEW."kind", NEW."meeting_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."starts_at", NEW."starts_on"); RETURN NULL;',
                    hash="b251a041e7803f7fa87a7616969ee80958e4bd11",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0dce9",
                    table="meetings_sitting",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sitting",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_sittingevent" ("chaired_by", "ends_at", "id", "illustrative", "is_first", "is_open", "kind", "meeting_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "starts_at", "starts_on") VALUES (NEW."chaired_by", NEW."ends_at", NEW."id", NEW."illustrative", NEW."is_first", NEW."is_open", NEW."kind", NEW."meeting_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."starts_at", NEW."starts_on"); RETURN NULL;',
                    hash="fb9c89d269f172b380cab0bb55485b8f2e544556",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1e26d",
                    table="meetings_sitting",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="gallery",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_galleryevent" ("closes_on", "decided_at_id", "id", "meeting_id", "note", "opens_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seats") VALUES (NEW."closes_on", NEW."decided_at_id", NEW."id", NEW."meeting_id", NEW."note", NEW."opens_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."seats"); RETURN NULL;',
                    hash="987c1754c8842f0185dd696fe58b05d7e3094ce6",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_8530f",
                    table="meetings_gallery",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="gallery",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_galleryevent" ("closes_on", "decided_at_id", "id", "meeting_id", "note", "opens_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seats") VALUES (NEW."closes_on", NEW."decided_at_id", NEW."id", NEW."meeting_id", NEW."note", NEW."opens_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."seats"); RETURN NULL;',
                    hash="4736515108cec9715d74caecfc309b78f5599d91",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_eff3a",
                    table="meetings_gallery",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="leave",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_leaveevent" ("attendance_id", "decided_at", "decided_by_id", "decision", "granted_by", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason_kind", "requested_at", "requested_by_id", "status") VALUES (NEW."attendance_id", NEW."decided_at", NEW."decided_by_id", NEW."decision", NEW."granted_by", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason_kind", NEW."requested_at", NEW."requested_by_id", NEW."status"); RETURN NULL;',
                    hash="2f89a536d48f11e6a277e8bff44e4cd2914d6f57",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_04a72",
                    table="meetings_leave",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="leave",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_leaveevent" ("attendance_id", "decided_at", "decided_by_id", "decision", "granted_by", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason_kind", "requested_at", "requested_by_id", "status") VALUES (NEW."attendance_id", NEW."decided_at", NEW."decided_by_id", NEW."decision", NEW."granted_by", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason_kind", NEW."requested_at", NEW."requested_by_id", NEW."status"); RETURN NULL;',
                    hash="d0f19ddf8ebcdcb902037d4c82979cc93f66dd43",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3c57b",
                    table="meetings_leave",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recusal",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_recusalevent" ("attendance_id", "id", "item_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (NEW."attendance_id", NEW."id", NEW."item_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason"); RETURN NULL;',
                    hash="7fea78524e585c50f368a8822d4564a0db9e9a59",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_416ef",
                    table="meetings_recusal",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recusal",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_recusalevent" ("attendance_id", "id", "item_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (NEW."attendance_id", NEW."id", NEW."item_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason"); RETURN NULL;',
                    hash="7a796f45f5c588a63a7d9a0d60f57bd0bc761a1a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1a20f",
                    table="meetings_recusal",
                    when="AFTER",
                ),
            ),
        ),
    ]
