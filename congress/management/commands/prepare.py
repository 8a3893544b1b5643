"""`manage.py prepare`: make an empty or older database ready; may run at every start."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from congress.services import preparation


class Command(BaseCommand):
    help = "Write roles, the system account, number series, schedules, legal rules and the working-day calendar."

    def handle(self, *args: object, **options: object) -> None:
        """Run each idempotent step."""
        preparation.prepare()
        call_command("load_legal_rules", stdout=self.stdout)
        call_command("load_workdays", stdout=self.stdout)
        self.stdout.write("基础数据已就绪。")
