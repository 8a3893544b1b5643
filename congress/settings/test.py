"""Tests: quick hashing, mail in memory, files in a temporary folder."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import env

SECRET_KEY = "test-only-not-a-secret-0123456789-abcdefghijklmnop"
SEALING_KEYS = ["dGVzdHMtb25seS1zZWFsaW5nLWtleS0wMDAwMDAwMDE="]
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Made by the first file that is stored; most processes that read these settings store none.
_media = Path(tempfile.gettempdir()) / f"congress-media-{os.getpid()}"
atexit.register(shutil.rmtree, _media, ignore_errors=True)
STORAGES["default"]["OPTIONS"]["location"] = env.str("MEDIA_ROOT", default=str(_media))  # noqa: F405
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
CELERY_TASK_ALWAYS_EAGER = False
AXES_ENABLED = env.bool("AXES_ENABLED", default=False)
WHITENOISE_AUTOREFRESH = True
LOGGING["root"]["level"] = "WARNING"  # noqa: F405
DATABASES["default"]["TEST"] = {"NAME": env.str("TEST_DB_NAME", default="test_congress")}  # noqa: F405
