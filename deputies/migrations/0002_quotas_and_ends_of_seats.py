import congress.models.organ
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.functions.comparison
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from congress.migrating import AtOnce


class Migration(AtOnce):
    dependencies = [
        ("congress", "0002_spans_and_lists"),
        ("deputies", "0001_people_and_seats"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="seat",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="seat",
            name="update_update",
        ),
        migrations.RemoveConstraint(
            model_name="mandate",
            name="mandate_one_per_level",
        ),
        migrations.RemoveConstraint(
            model_name="seat",
            name="seat_one_at_a_time",
        ),
        migrations.RemoveConstraint(
            model_name="seat",
            name="seat_one_chair",
        ),
        migrations.RemoveConstraint(
            model_name="term",
            name="term_do_not_overlap",
        ),
        migrations.AddField(
            model_name="seat",
            name="end_reason",
            field=models.CharField(
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
        migrations.AddField(
            model_name="seat",
            name="origin",
            field=models.CharField(
                choices=[("elected", "换届选举"), ("by_election", "补选")],
                default="elected",
                max_length=12,
                verbose_name="产生方式",
            ),
        ),
        migrations.AddField(
            model_name="seatevent",
            name="end_reason",
            field=models.CharField(
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
        migrations.AddField(
            model_name="seatevent",
            name="origin",
            field=models.CharField(
                choices=[("elected", "换届选举"), ("by_election", "补选")],
                default="elected",
                max_length=12,
                verbose_name="产生方式",
            ),
        ),
        migrations.AddField(
            model_name="term",
            name="committee_quota",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="本届常委会组成人员名额，15至35名（地方组织法第四十七条）。",
                null=True,
                verbose_name="常委会组成人员名额",
            ),
        ),
        migrations.AddField(
            model_name="term",
            name="deputy_quota",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="省里核定的本届区人大代表名额，届内不变（选举实施细则第十五至十七条）。",
                null=True,
                verbose_name="代表名额",
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
            model_name="term",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
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
    ]
