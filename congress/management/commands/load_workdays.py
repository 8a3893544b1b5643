"""`manage.py load_workdays --from 2015 --to 2027`: take the State Council's holidays and make-up working days."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from congress.services import workdays


class Command(BaseCommand):
    """Load the working-day calendar; repeating it changes nothing."""

    help = "从节假日库载入放假与调休日（可重复执行；人工录入的保持不变）。"

    def add_arguments(self, parser: CommandParser) -> None:
        """The years, both included."""
        parser.add_argument("--from", dest="first", type=int, default=2015, help="起始年份")
        parser.add_argument(
            "--to",
            dest="last",
            type=int,
            default=timezone.localdate().year + 1,
            help="截止年份，默认为明年",
        )

    def handle(self, *args: Any, first: int, last: int, **options: Any) -> None:
        """Load and report."""
        if not 2007 <= first <= last <= 2200:
            raise CommandError("年份应在2007至2200之间，且起始年份不能晚于截止年份。")
        for line in workdays.load_years(first, last).lines():
            self.stdout.write(line)
