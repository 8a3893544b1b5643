"""Production does not start half configured."""

import base64
import os
import subprocess
import sys

import pytest
from django.conf import settings

WHOLE = {
    "SECRET_KEY": "k" * 64,
    "SEALING_KEYS": base64.urlsafe_b64encode(b"k" * 32).decode(),
    "DATABASE_URL": "postgres:///portal",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "ALLOWED_HOSTS": "portal.example",
    "SITE_URL": "https://portal.example",
    "EMAIL_URL": "smtp://localhost:25",
}


def start(**changes: str) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "congress.settings.production", **WHOLE, **changes}
    command = [sys.executable, "-c", "import django; django.setup()"]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=environ, capture_output=True, text=True, check=False)


def test_it_starts_when_everything_is_told() -> None:
    assert start().returncode == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "development-only-not-a-secret-0123456789-abcdefghij-and-more"),
        ("SEALING_KEYS", ""),
        ("SEALING_KEYS", "short"),
        ("SEALING_KEYS", base64.urlsafe_b64encode(b"development-only-sealing-key-001").decode()),
        ("SEALING_KEYS", f"{base64.urlsafe_b64encode(b'k' * 32).decode()},no-key"),
        ("DATABASE_URL", ""),
        ("REDIS_URL", ""),
        ("SITE_URL", ""),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
    ],
)
def test_it_refuses_to_start(name: str, value: str) -> None:
    outcome = start(**{name: value})
    assert outcome.returncode != 0
    assert "ImproperlyConfigured" in outcome.stderr
