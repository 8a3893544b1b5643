from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0009_who_asked_for_withdrawals"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "withdrawn"), _negated=True),
                    models.Q(("withdrawn_by", ""), _negated=True),
                    _connector="OR",
                ),
                name="agenda_withdrawal_has_a_requester",
                violation_error_message="撤回须写明由谁要求。",
            ),
        ),
    ]
