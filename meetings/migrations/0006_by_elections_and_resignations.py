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
        ("meetings", "0005_posts_and_appointments"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="ByElection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "procedure",
                    models.CharField(
                        choices=[
                            ("voters", "选区选民补选（区代表）"),
                            ("committee", "常委会补选（市代表）"),
                            ("congress", "人代会补选（常委会组成人员）"),
                        ],
                        max_length=10,
                        verbose_name="程序",
                    ),
                ),
                ("constituency", models.CharField(max_length=80, verbose_name="选区或选举单位")),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[("chair", "主任"), ("vice_chair", "副主任"), ("member", "委员")],
                        max_length=12,
                        verbose_name="常委会职务",
                    ),
                ),
                ("places", models.PositiveSmallIntegerField(default=1, verbose_name="应选名额")),
                ("polling_on", models.DateField(verbose_name="选举日")),
                ("voter_list_on", models.DateField(blank=True, null=True, verbose_name="公布选民名单日期")),
                ("candidates_on", models.DateField(blank=True, null=True, verbose_name="公布候选人日期")),
                ("voters", models.PositiveIntegerField(blank=True, null=True, verbose_name="选民数")),
                ("ballots_issued", models.PositiveIntegerField(blank=True, null=True, verbose_name="发出选票")),
                ("ballots_returned", models.PositiveIntegerField(blank=True, null=True, verbose_name="收回选票")),
                ("ballots_spoiled", models.PositiveIntegerField(blank=True, null=True, verbose_name="无效选票")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "筹备"),
                            ("candidates_published", "已公布候选人"),
                            ("held", "已选举"),
                            ("confirmed", "代表资格有效"),
                            ("announced", "已公告"),
                            ("invalid", "选举无效"),
                        ],
                        default="planned",
                        editable=False,
                        max_length=22,
                        verbose_name="状态",
                    ),
                ),
                ("confirmed_on", models.DateField(blank=True, editable=False, null=True, verbose_name="资格确认日期")),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                ("source", models.CharField(blank=True, editable=False, max_length=200, verbose_name="出处")),
                (
                    "announcement",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="by_elections",
                        to="meetings.announcement",
                        verbose_name="公告",
                    ),
                ),
                (
                    "candidates_obligation",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="candidates_of",
                        to="congress.obligation",
                        verbose_name="候选人名单期限",
                    ),
                ),
                (
                    "list_obligation",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voter_list_of",
                        to="congress.obligation",
                        verbose_name="选民名单期限",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="by_elections",
                        to="meetings.meeting",
                        verbose_name="选举的会议",
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="by_elections",
                        to="deputies.term",
                        verbose_name="届",
                    ),
                ),
            ],
            options={
                "verbose_name": "补选",
                "verbose_name_plural": "补选",
                "ordering": ("-polling_on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="ByElectionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "procedure",
                    models.CharField(
                        choices=[
                            ("voters", "选区选民补选（区代表）"),
                            ("committee", "常委会补选（市代表）"),
                            ("congress", "人代会补选（常委会组成人员）"),
                        ],
                        max_length=10,
                        verbose_name="程序",
                    ),
                ),
                ("constituency", models.CharField(max_length=80, verbose_name="选区或选举单位")),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[("chair", "主任"), ("vice_chair", "副主任"), ("member", "委员")],
                        max_length=12,
                        verbose_name="常委会职务",
                    ),
                ),
                ("places", models.PositiveSmallIntegerField(default=1, verbose_name="应选名额")),
                ("polling_on", models.DateField(verbose_name="选举日")),
                ("voter_list_on", models.DateField(blank=True, null=True, verbose_name="公布选民名单日期")),
                ("candidates_on", models.DateField(blank=True, null=True, verbose_name="公布候选人日期")),
                ("voters", models.PositiveIntegerField(blank=True, null=True, verbose_name="选民数")),
                ("ballots_issued", models.PositiveIntegerField(blank=True, null=True, verbose_name="发出选票")),
                ("ballots_returned", models.PositiveIntegerField(blank=True, null=True, verbose_name="收回选票")),
                ("ballots_spoiled", models.PositiveIntegerField(blank=True, null=True, verbose_name="无效选票")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "筹备"),
                            ("candidates_published", "已公布候选人"),
                            ("held", "已选举"),
                            ("confirmed", "代表资格有效"),
                            ("announced", "已公告"),
                            ("invalid", "选举无效"),
                        ],
                        default="planned",
                        editable=False,
                        max_length=22,
                        verbose_name="状态",
                    ),
                ),
                ("confirmed_on", models.DateField(blank=True, editable=False, null=True, verbose_name="资格确认日期")),
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
                    "candidates_obligation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="congress.obligation",
                        verbose_name="候选人名单期限",
                    ),
                ),
                (
                    "list_obligation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="congress.obligation",
                        verbose_name="选民名单期限",
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
                        verbose_name="选举的会议",
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
                        to="meetings.byelection",
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="deputies.term",
                        verbose_name="届",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Candidate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("votes", models.PositiveIntegerField(blank=True, null=True, verbose_name="得票")),
                ("is_elected", models.BooleanField(default=False, editable=False, verbose_name="当选")),
                ("is_tied", models.BooleanField(default=False, editable=False, verbose_name="再次投票")),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                (
                    "by_election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="candidates",
                        to="meetings.byelection",
                        verbose_name="补选",
                    ),
                ),
                (
                    "mandate",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="candidacy",
                        to="deputies.mandate",
                        verbose_name="代表资格",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="candidacies",
                        to="deputies.person",
                        verbose_name="候选人",
                    ),
                ),
                (
                    "seat",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="candidacy",
                        to="deputies.seat",
                        verbose_name="常委会职务",
                    ),
                ),
                (
                    "vote",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="candidate",
                        to="meetings.vote",
                        verbose_name="表决",
                    ),
                ),
            ],
            options={
                "verbose_name": "候选人",
                "verbose_name_plural": "候选人",
                "ordering": ("by_election", "person__stroke_key"),
            },
        ),
        migrations.CreateModel(
            name="Resignation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("received_on", models.DateField(verbose_name="收到日期")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "已收到"),
                            ("accepted", "已接受"),
                            ("refused", "未接受"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="received",
                        editable=False,
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                (
                    "announcement",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resignations",
                        to="meetings.announcement",
                        verbose_name="公告",
                    ),
                ),
                (
                    "mandate",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resignations",
                        to="deputies.mandate",
                        verbose_name="代表资格",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resignations",
                        to="deputies.seat",
                        verbose_name="常委会职务",
                    ),
                ),
                (
                    "vote",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resignation",
                        to="meetings.vote",
                        verbose_name="表决",
                    ),
                ),
            ],
            options={
                "verbose_name": "辞职",
                "verbose_name_plural": "辞职",
                "ordering": ("-received_on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="ResignationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("received_on", models.DateField(verbose_name="收到日期")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "已收到"),
                            ("accepted", "已接受"),
                            ("refused", "未接受"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="received",
                        editable=False,
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
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
                    "mandate",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="deputies.mandate",
                        verbose_name="代表资格",
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
                        to="meetings.resignation",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="deputies.seat",
                        verbose_name="常委会职务",
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
        migrations.CreateModel(
            name="CandidateEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("votes", models.PositiveIntegerField(blank=True, null=True, verbose_name="得票")),
                ("is_elected", models.BooleanField(default=False, editable=False, verbose_name="当选")),
                ("is_tied", models.BooleanField(default=False, editable=False, verbose_name="再次投票")),
                ("illustrative", models.JSONField(blank=True, default=list, editable=False, verbose_name="示例字段")),
                (
                    "by_election",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="meetings.byelection",
                        verbose_name="补选",
                    ),
                ),
                (
                    "mandate",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="deputies.mandate",
                        verbose_name="代表资格",
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
                        verbose_name="候选人",
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
                        to="meetings.candidate",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="deputies.seat",
                        verbose_name="常委会职务",
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
        migrations.AddConstraint(
            model_name="byelection",
            constraint=models.CheckConstraint(
                condition=models.Q(("places__gte", 1)),
                name="by_election_has_places",
                violation_error_message="应选名额至少为1。",
            ),
        ),
        migrations.AddConstraint(
            model_name="byelection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("meeting__isnull", True), ("procedure", "voters")),
                    models.Q(models.Q(("procedure", "voters"), _negated=True), ("meeting__isnull", False)),
                    _connector="OR",
                ),
                name="by_election_meeting_of_the_procedure",
                violation_error_message="选区补选不填会议；由常委会、人代会补选的须选择会议。",
            ),
        ),
        migrations.AddConstraint(
            model_name="byelection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("procedure", "congress"), models.Q(("role", ""), _negated=True)),
                    models.Q(models.Q(("procedure", "congress"), _negated=True), ("role", "")),
                    _connector="OR",
                ),
                name="by_election_role_of_a_seat",
                violation_error_message="补选常委会组成人员的须选择职务，补选代表的不填。",
            ),
        ),
        migrations.AddConstraint(
            model_name="byelection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ballots_returned__isnull", True),
                    models.Q(
                        ("ballots_issued__lte", models.F("voters")),
                        ("ballots_returned__lte", models.F("ballots_issued")),
                        ("ballots_spoiled__lte", models.F("ballots_returned")),
                        ("procedure", "voters"),
                    ),
                    _connector="OR",
                ),
                name="by_election_ballots",
                violation_error_message="收回选票不得多于发出选票，发出选票不得多于选民数。",
            ),
        ),
        migrations.AddConstraint(
            model_name="byelection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("voter_list_on__isnull", True), ("voter_list_on__lte", models.F("polling_on")), _connector="OR"
                    ),
                    models.Q(
                        ("candidates_on__isnull", True), ("candidates_on__lte", models.F("polling_on")), _connector="OR"
                    ),
                ),
                name="by_election_days_in_order",
                violation_error_message="选民名单、候选人名单须在选举日之前公布。",
            ),
        ),
        migrations.AddConstraint(
            model_name="resignation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("mandate__isnull", False), ("seat__isnull", True)),
                    models.Q(("mandate__isnull", True), ("seat__isnull", False)),
                    _connector="OR",
                ),
                name="resignation_from_one_office",
                violation_error_message="请选择辞去的代表资格或常委会职务，只能选一项。",
            ),
        ),
        migrations.AddConstraint(
            model_name="resignation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("accepted", "refused")), _negated=True),
                    ("vote__isnull", False),
                    _connector="OR",
                ),
                name="resignation_decided_by_a_vote",
                violation_error_message="接受辞职须以表决为据。",
            ),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.UniqueConstraint(
                fields=("by_election", "person"), name="candidate_once", violation_error_message="同一候选人只列一次。"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="byelection",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_byelectionevent" ("announcement_id", "ballots_issued", "ballots_returned", "ballots_spoiled", "candidates_obligation_id", "candidates_on", "confirmed_on", "constituency", "id", "illustrative", "list_obligation_id", "meeting_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "polling_on", "procedure", "role", "source", "status", "term_id", "voter_list_on", "voters") VALUES (NEW."announcement_id", NEW."ballots_issued", NEW."ballots_returned", NEW."ballots_spoiled", NEW."candidates_obligation_id", NEW."candidates_on", NEW."confirmed_on", NEW."constituency", NEW."id", NEW."illustrative", NEW."list_obligation_id", NEW."meeting_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."places", NEW."polling_on", NEW."procedure", NEW."role", NEW."source", NEW."status", NEW."term_id", NEW."voter_list_on", NEW."voters"); RETURN NULL;',
                    hash="74eefb7c1628ab627566e696232bf68fbacf7699",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_c3de0",
                    table="meetings_byelection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="byelection",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_byelectionevent" ("announcement_id", "ballots_issued", "ballots_returned", "ballots_spoiled", "candidates_obligation_id", "candidates_on", "confirmed_on", "constituency", "id", "illustrative", "list_obligation_id", "meeting_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "polling_on", "procedure", "role", "source", "status", "term_id", "voter_list_on", "voters") VALUES (NEW."announcement_id", NEW."ballots_issued", NEW."ballots_returned", NEW."ballots_spoiled", NEW."candidates_obligation_id", NEW."candidates_on", NEW."confirmed_on", NEW."constituency", NEW."id", NEW."illustrative", NEW."list_obligation_id", NEW."meeting_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."places", NEW."polling_on", NEW."procedure", NEW."role", NEW."source", NEW."status", NEW."term_id", NEW."voter_list_on", NEW."voters"); RETURN NULL;',
                    hash="59a3e81a5dc69473f45cd64b89644860af36f93c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_90fdd",
                    table="meetings_byelection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="resignation",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_resignationevent" ("announcement_id", "id", "illustrative", "mandate_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_on", "seat_id", "status", "vote_id") VALUES (NEW."announcement_id", NEW."id", NEW."illustrative", NEW."mandate_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."received_on", NEW."seat_id", NEW."status", NEW."vote_id"); RETURN NULL;',
                    hash="cedf998012b25cea6b42e21d674440cce3c4fc5e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d010d",
                    table="meetings_resignation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="resignation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_resignationevent" ("announcement_id", "id", "illustrative", "mandate_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_on", "seat_id", "status", "vote_id") VALUES (NEW."announcement_id", NEW."id", NEW."illustrative", NEW."mandate_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."received_on", NEW."seat_id", NEW."status", NEW."vote_id"); RETURN NULL;',
                    hash="06d3ccd5582af1193f353816f65e81ef967b9eef",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d3553",
                    table="meetings_resignation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="candidate",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "meetings_candidateevent" ("by_election_id", "id", "illustrative", "is_elected", "is_tied", "mandate_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seat_id", "vote_id", "votes") VALUES (NEW."by_election_id", NEW."id", NEW."illustrative", NEW."is_elected", NEW."is_tied", NEW."mandate_id", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."seat_id", NEW."vote_id", NEW."votes"); RETURN NULL;',
                    hash="105d42f4ff0dc2600e0345b6264453f5bc16763c",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_02b95",
                    table="meetings_candidate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="candidate",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "meetings_candidateevent" ("by_election_id", "id", "illustrative", "is_elected", "is_tied", "mandate_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seat_id", "vote_id", "votes") VALUES (NEW."by_election_id", NEW."id", NEW."illustrative", NEW."is_elected", NEW."is_tied", NEW."mandate_id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."seat_id", NEW."vote_id", NEW."votes"); RETURN NULL;',
                    hash="71118a9508c130d8590a682ff9ed3f55115f74bc",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_cae48",
                    table="meetings_candidate",
                    when="AFTER",
                ),
            ),
        ),
    ]
