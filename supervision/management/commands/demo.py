"""`manage.py demo`: accounts and a little live work for trying the portal out."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from supervision.services import demo


class Command(BaseCommand):
    help = "Make one account for each kind of user and a small set of live work (development only)."

    def handle(self, *args: object, **options: object) -> None:
        """Load once, and print the accounts each time."""
        password = getattr(settings, "DEMO_PASSWORD", "")
        if not password:
            raise CommandError("示例账号只能在开发环境中建立。")
        demo.load(password=password, today=timezone.localdate())
        self.stdout.write(f"示例账号（密码均为 {password}）：")
        for account in demo.ACCOUNTS:
            self.stdout.write(f"  {account.username:<12}{demo.role_labels(account):<20} {account.starts_at}")
