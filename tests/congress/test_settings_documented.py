"""The README tells every setting that the environment may give, and none that nothing reads."""

import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
#: what settings ask of the environment; those of the tests are no setting of the portal
READ = re.compile(r"""env(?:\.\w+)?\(\s*["']([A-Z][A-Z0-9_]+)["']""")
#: what the launcher reads
OF_LAUNCHER = {"PORT"}


def read_names() -> set[str]:
    """The variables that the settings read."""
    files = [ROOT / "congress" / "settings" / f"{name}.py" for name in ("base", "development", "production")]
    return {name for file in files for name in READ.findall(file.read_text(encoding="utf-8"))}


def told_names() -> set[str]:
    """The variables in the first column of the table of the README."""
    lines = (ROOT / "README.md").read_text(encoding="utf-8").split("## Configuration")[1].split("\n## ")[0].splitlines()
    cells = [line.split("|")[1] for line in lines if line.startswith("| `")]
    return {name for cell in cells for name in re.findall(r"`([A-Z][A-Z0-9_]+)`", cell)}


def test_every_setting_of_the_environment_stands_in_the_readme() -> None:
    assert len(read_names()) > 50
    assert read_names() - told_names() == set()


def test_the_readme_tells_no_setting_that_nothing_reads() -> None:
    assert told_names() - read_names() - OF_LAUNCHER == set()
