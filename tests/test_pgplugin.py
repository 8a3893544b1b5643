"""In CI a skipped test is a failure; elsewhere it is told and passes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SKIPPED_TEST = "import pytest\n\n\ndef test_it():\n    pytest.skip('no such engine')\n"
SKIPPED_MODULE = "import pytest\n\npytest.skip('no such engine', allow_module_level=True)\n"
EXPECTED_FAILURE = "import pytest\n\n\n@pytest.mark.xfail\ndef test_it():\n    assert False\n"


def run(folder: Path, source: str, *, ci: bool) -> subprocess.CompletedProcess[str]:
    """Run one test file in a pytest of its own, on the services of this run."""
    (folder / "test_one.py").write_text(source, "utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", "ascii")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-p", "tests.pgplugin", "-c", str(folder / "pytest.ini")]
    environ |= {"CI": "true" if ci else "", "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(
        [*command, str(folder)],
        env=environ,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("source", [SKIPPED_TEST, SKIPPED_MODULE], ids=["test", "module"])
def test_a_skip_is_a_failure_in_ci(tmp_path: Path, source: str) -> None:
    answer = run(tmp_path, source, ci=True)
    assert answer.returncode != 0
    assert "skipped in CI" in answer.stdout
    assert "no such engine" in answer.stdout


def test_a_skip_is_told_elsewhere(tmp_path: Path) -> None:
    answer = run(tmp_path, SKIPPED_TEST, ci=False)
    assert answer.returncode == 0
    assert "1 skipped" in answer.stdout


def test_an_expected_failure_is_no_skip(tmp_path: Path) -> None:
    assert run(tmp_path, EXPECTED_FAILURE, ci=True).returncode == 0
