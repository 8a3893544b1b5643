"""`manage.py load_legal_rules [path]`: bring the catalogue of legal periods in line with the reviewed file."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from congress.services import legal_rules


class Command(BaseCommand):
    """Load the catalogue; repeating it changes nothing."""

    help = "载入期限规则目录（可重复执行；后台修改过的规则保持不变）。"

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, by default the project's own."""
        parser.add_argument("path", nargs="?", type=Path, default=legal_rules.CATALOGUE)

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        """Load and report."""
        try:
            report = legal_rules.load(path, actor=None)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        for line in report.lines():
            self.stdout.write(line)
