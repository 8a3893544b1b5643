import congress.models.organ
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("congress", "0001_kernel"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="activity",
            options={
                "ordering": ("-id",),
                "permissions": (("correct_closed_record", "更正已办结的记录"),),
                "verbose_name": "操作日志",
                "verbose_name_plural": "操作日志",
            },
        ),
        migrations.RemoveConstraint(
            model_name="legalrule",
            name="legal_rule_one_in_force",
        ),
        migrations.RemoveConstraint(
            model_name="organname",
            name="organ_one_name_a_day",
        ),
        migrations.AddConstraint(
            model_name="legalrule",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=(
                    (models.F("code"), "="),
                    (
                        congress.models.organ.DateSpan(
                            models.F("valid_from"),
                            django.db.models.functions.comparison.Greatest(
                                models.F("valid_from"),
                                django.db.models.functions.comparison.Coalesce(
                                    models.F("valid_to"),
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
                name="legal_rule_one_in_force",
                violation_error_message="同一规则代码的有效期不能重叠，请检查生效、失效日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="organname",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=(
                    (models.F("organ"), "="),
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
                name="organ_one_name_a_day",
                violation_error_message="同一机关在同一天只能有一个名称，请检查启用、停用日期。",
            ),
        ),
    ]
