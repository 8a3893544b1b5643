"""Room for sealed telephones; the next migration seals what is there."""

import django.core.validators
from django.db import migrations

import congress.models.sealed


class Migration(migrations.Migration):
    dependencies = [("deputies", "0014_funds_and_allowances")]

    operations = [
        migrations.AlterField(
            model_name="privatedetails",
            name="phone",
            field=congress.models.sealed.SealedField(
                blank=True,
                max_length=20,
                validators=[
                    django.core.validators.RegexValidator(
                        "^(1[3-9]\\d{9}|0\\d{2,3}-?\\d{7,8})?$", "电话应为11位手机号或者带区号的固定电话。"
                    )
                ],
                verbose_name="手机号码",
            ),
        ),
    ]
