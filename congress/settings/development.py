"""The embedded default: one machine, services started by `dev.py`, mail written to files."""

from .base import *  # noqa: F403
from .base import VAR_DIR, env

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="development-only-not-a-secret-0123456789-abcdefghij")
# Known to everybody who has the source; `dev.py` makes one of its own, and production refuses this one.
SEALING_KEYS = env.list("SEALING_KEYS", default=["ZGV2ZWxvcG1lbnQtb25seS1zZWFsaW5nLWtleS0wMDE="])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = env.str("EMAIL_FILE_PATH", default=str(VAR_DIR / "mail"))
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
# The password of the demonstration accounts; no other settings have it, so they cannot exist elsewhere.
DEMO_PASSWORD = env.str("DEMO_PASSWORD", default="kecheng-2026")
