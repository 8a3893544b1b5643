"""`manage.py reseal`: write sealed columns again under the first of SEALING_KEYS; it may be repeated."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from congress.models import SealBroken
from congress.services import sealing


class Command(BaseCommand):
    """Change the key of bank accounts and telephones."""

    help = "用 SEALING_KEYS 中的第一个密钥重新加密银行账号和电话（可重复执行）。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Write again and report."""
        try:
            number = sealing.reseal_all()
        except SealBroken as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"已用当前密钥重新加密{number}项。旧密钥可以从 SEALING_KEYS 中去掉（旧备份仍需要它）。")
