import congress.models.organ
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("congress", "0001_kernel"),
        ("congress", "__first__"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="姓名")),
                ("stroke_key", models.CharField(blank=True, editable=False, max_length=500, verbose_name="笔画序")),
                ("pinyin", models.CharField(blank=True, max_length=120, verbose_name="拼音")),
                ("initials", models.CharField(blank=True, max_length=40, verbose_name="拼音首字母")),
                ("is_illustrative", models.BooleanField(default=False, verbose_name="示例人物")),
                (
                    "account",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="person",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "人员",
                "verbose_name_plural": "人员",
                "ordering": ("stroke_key", "name", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("national", "全国"),
                            ("province", "省级"),
                            ("city", "市级"),
                            ("district", "区级"),
                            ("township", "乡镇级"),
                        ],
                        max_length=10,
                        verbose_name="级别",
                    ),
                ),
                ("constituency", models.CharField(blank=True, max_length=80, verbose_name="选区或选举单位")),
                ("starts_on", models.DateField(verbose_name="开始日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="终止日期")),
                (
                    "end_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("expired", "任期届满"),
                            ("moved", "迁出或调离"),
                            ("resigned", "辞职被接受"),
                            ("absent", "未经批准两次不出席会议"),
                            ("recalled", "被罢免"),
                            ("nationality", "丧失中国国籍"),
                            ("deprived", "被剥夺政治权利"),
                            ("incapacity", "丧失行为能力"),
                            ("death", "去世"),
                        ],
                        max_length=20,
                        verbose_name="终止原因",
                    ),
                ),
                ("by_election", models.BooleanField(default=False, verbose_name="补选")),
                (
                    "delegation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="congress.organ",
                        verbose_name="代表团所在乡镇街道",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates",
                        to="deputies.person",
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "代表资格",
                "verbose_name_plural": "代表资格",
                "ordering": ("person", "starts_on"),
            },
        ),
        migrations.CreateModel(
            name="PersonEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=40, verbose_name="姓名")),
                ("stroke_key", models.CharField(blank=True, editable=False, max_length=500, verbose_name="笔画序")),
                ("pinyin", models.CharField(blank=True, max_length=120, verbose_name="拼音")),
                ("initials", models.CharField(blank=True, max_length=40, verbose_name="拼音首字母")),
                ("is_illustrative", models.BooleanField(default=False, verbose_name="示例人物")),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
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
                        to="deputies.person",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[("chair", "主任"), ("vice_chair", "副主任"), ("member", "委员")],
                        default="member",
                        max_length=12,
                        verbose_name="职务",
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(default=100, verbose_name="排序")),
                ("starts_on", models.DateField(verbose_name="任职日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="离任日期")),
                (
                    "origin",
                    models.CharField(
                        choices=[("elected", "换届选举"), ("by_election", "补选")],
                        default="elected",
                        max_length=12,
                        verbose_name="产生方式",
                    ),
                ),
                (
                    "end_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("expired", "任期届满"),
                            ("resigned", "辞职被接受"),
                            ("new_office", "改任其他职务"),
                            ("incompatible", "担任不得兼任的职务"),
                            ("removed", "被罢免"),
                            ("mandate_ended", "代表资格终止"),
                            ("death", "去世"),
                        ],
                        max_length=16,
                        verbose_name="离任原因",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="deputies.person",
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "常委会组成人员",
                "verbose_name_plural": "常委会组成人员",
                "ordering": ("term", "rank", "person"),
            },
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(unique=True, verbose_name="届")),
                ("starts_on", models.DateField(verbose_name="开始日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="结束日期")),
                (
                    "deputy_quota",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="省里核定的本届区人大代表名额，届内不变（选举实施细则第十五至十七条）。",
                        null=True,
                        verbose_name="代表名额",
                    ),
                ),
                (
                    "committee_quota",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="本届常委会组成人员名额，15至35名（地方组织法第四十七条）。",
                        null=True,
                        verbose_name="常委会组成人员名额",
                    ),
                ),
            ],
            options={
                "verbose_name": "届",
                "verbose_name_plural": "届",
                "ordering": ("-number",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="term_dates_in_order",
                        violation_error_message="结束日期不能早于开始日期。",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=(
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
                        name="term_do_not_overlap",
                        violation_error_message="两届的任期不能重叠。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SeatEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "role",
                    models.CharField(
                        choices=[("chair", "主任"), ("vice_chair", "副主任"), ("member", "委员")],
                        default="member",
                        max_length=12,
                        verbose_name="职务",
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(default=100, verbose_name="排序")),
                ("starts_on", models.DateField(verbose_name="任职日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="离任日期")),
                (
                    "origin",
                    models.CharField(
                        choices=[("elected", "换届选举"), ("by_election", "补选")],
                        default="elected",
                        max_length=12,
                        verbose_name="产生方式",
                    ),
                ),
                (
                    "end_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("expired", "任期届满"),
                            ("resigned", "辞职被接受"),
                            ("new_office", "改任其他职务"),
                            ("incompatible", "担任不得兼任的职务"),
                            ("removed", "被罢免"),
                            ("mandate_ended", "代表资格终止"),
                            ("death", "去世"),
                        ],
                        max_length=16,
                        verbose_name="离任原因",
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
                        to="deputies.seat",
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
        migrations.AddField(
            model_name="seat",
            name="term",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="deputies.term", verbose_name="届"
            ),
        ),
        migrations.CreateModel(
            name="MandateEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("national", "全国"),
                            ("province", "省级"),
                            ("city", "市级"),
                            ("district", "区级"),
                            ("township", "乡镇级"),
                        ],
                        max_length=10,
                        verbose_name="级别",
                    ),
                ),
                ("constituency", models.CharField(blank=True, max_length=80, verbose_name="选区或选举单位")),
                ("starts_on", models.DateField(verbose_name="开始日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="终止日期")),
                (
                    "end_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("expired", "任期届满"),
                            ("moved", "迁出或调离"),
                            ("resigned", "辞职被接受"),
                            ("absent", "未经批准两次不出席会议"),
                            ("recalled", "被罢免"),
                            ("nationality", "丧失中国国籍"),
                            ("deprived", "被剥夺政治权利"),
                            ("incapacity", "丧失行为能力"),
                            ("death", "去世"),
                        ],
                        max_length=20,
                        verbose_name="终止原因",
                    ),
                ),
                ("by_election", models.BooleanField(default=False, verbose_name="补选")),
                (
                    "delegation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="congress.organ",
                        verbose_name="代表团所在乡镇街道",
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
                        to="deputies.mandate",
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
                    "term",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
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
        migrations.AddField(
            model_name="mandate",
            name="term",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mandates",
                to="deputies.term",
                verbose_name="届",
            ),
        ),
        migrations.CreateModel(
            name="CongressSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="次")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="开幕日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="闭幕日期")),
                ("motion_cutoff_at", models.DateTimeField(blank=True, null=True, verbose_name="议案截止时间")),
                ("illustrative", models.JSONField(blank=True, default=list, verbose_name="示例字段")),
                (
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="deputies.term",
                        verbose_name="届",
                    ),
                ),
            ],
            options={
                "verbose_name": "人民代表大会会议",
                "verbose_name_plural": "人民代表大会会议",
                "ordering": ("-term__number", "-number"),
            },
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="seat_dates_in_order",
                violation_error_message="离任日期不能早于任职日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=(
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
                name="seat_one_at_a_time",
                violation_error_message="同一人在同一天只能担任一个常委会职务。",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("role", "chair")),
                expressions=(
                    (models.F("role"), "="),
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
                name="seat_one_chair",
                violation_error_message="同一天只能有一位主任。",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="mandate_dates_in_order",
                violation_error_message="终止日期不能早于开始日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True), models.Q(("end_reason", ""), _negated=True), _connector="OR"
                ),
                name="mandate_end_has_a_reason",
                violation_error_message="填写终止日期时须选择终止原因。",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=(
                    (models.F("person"), "="),
                    (models.F("level"), "="),
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
                name="mandate_one_per_level",
                violation_error_message="同一人同一级别的代表资格日期不能重叠。",
            ),
        ),
        migrations.AddConstraint(
            model_name="congresssession",
            constraint=models.UniqueConstraint(
                fields=("term", "number"), name="session_number_in_term", violation_error_message="本届已有同一次会议。"
            ),
        ),
        migrations.AddConstraint(
            model_name="congresssession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("starts_on__isnull", True),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="session_dates_in_order",
                violation_error_message="闭幕日期不能早于开幕日期。",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "deputies_personevent" ("account_id", "id", "initials", "is_illustrative", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinyin", "stroke_key") VALUES (NEW."account_id", NEW."id", NEW."initials", NEW."is_illustrative", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."pinyin", NEW."stroke_key"); RETURN NULL;',
                    hash="f1e24d30141b351049123833ee1f985be7d1b1c8",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0d2e0",
                    table="deputies_person",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "deputies_personevent" ("account_id", "id", "initials", "is_illustrative", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinyin", "stroke_key") VALUES (NEW."account_id", NEW."id", NEW."initials", NEW."is_illustrative", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."pinyin", NEW."stroke_key"); RETURN NULL;',
                    hash="c7b14490abd74f35da175e5c26f03dffdc157bfb",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e96ed",
                    table="deputies_person",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seat",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "deputies_seatevent" ("end_reason", "ends_on", "id", "origin", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "role", "starts_on", "term_id") VALUES (NEW."end_reason", NEW."ends_on", NEW."id", NEW."origin", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rank", NEW."role", NEW."starts_on", NEW."term_id"); RETURN NULL;',
                    hash="0691c7635d6bfe87f9d0416c11ccb7b678408fb3",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_be8dc",
                    table="deputies_seat",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seat",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "deputies_seatevent" ("end_reason", "ends_on", "id", "origin", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "role", "starts_on", "term_id") VALUES (NEW."end_reason", NEW."ends_on", NEW."id", NEW."origin", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rank", NEW."role", NEW."starts_on", NEW."term_id"); RETURN NULL;',
                    hash="c225e4feb4ea8f343a9468ada3bbd0c6aafb35f1",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e020b",
                    table="deputies_seat",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mandate",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "deputies_mandateevent" ("by_election", "constituency", "delegation_id", "end_reason", "ends_on", "id", "level", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "term_id") VALUES (NEW."by_election", NEW."constituency", NEW."delegation_id", NEW."end_reason", NEW."ends_on", NEW."id", NEW."level", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."starts_on", NEW."term_id"); RETURN NULL;',
                    hash="6fd941084cf85ccc8e84a992e9f78da5f89056e1",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_15891",
                    table="deputies_mandate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mandate",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "deputies_mandateevent" ("by_election", "constituency", "delegation_id", "end_reason", "ends_on", "id", "level", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "term_id") VALUES (NEW."by_election", NEW."constituency", NEW."delegation_id", NEW."end_reason", NEW."ends_on", NEW."id", NEW."level", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."starts_on", NEW."term_id"); RETURN NULL;',
                    hash="7829a3a6fe6c92970a21bf59cca8efff0e955c45",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c983e",
                    table="deputies_mandate",
                    when="AFTER",
                ),
            ),
        ),
    ]
