"""`manage.py load_year FOLDER`: store one year's records from a folder such as `supervision/data/2019`."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from congress.models import User
from supervision.services import year_import


class Command(BaseCommand):
    """Load a year; repeating it changes nothing."""

    help = "载入一个年度的资料文件夹（可重复执行；有一处错误则全部不载入）。"

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder, and the account in whose name it enters."""
        parser.add_argument("folder", type=Path, help="例：supervision/data/2019")
        parser.add_argument("--actor", default=User.SYSTEM, help="载入人的账号，默认为系统账号")

    def handle(self, *args: Any, folder: Path, actor: str, **options: Any) -> None:
        """Load and report each sheet."""
        if not folder.is_dir():
            raise CommandError(f"找不到文件夹：{folder}")
        try:
            account = User.objects.get(username=actor)
        except User.DoesNotExist as error:
            raise CommandError(f"没有账号“{actor}”，请先运行 prepare 或核对 --actor。") from error
        try:
            report = year_import.load(folder.resolve(), actor=account)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        for line in report.lines():
            self.stdout.write(line)
