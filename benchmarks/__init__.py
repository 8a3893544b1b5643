"""Measurements against the bars: ratios taken in one run, never asserted by time."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congress.settings.test")
os.environ.setdefault("TEST_DB_NAME", f"congress_bench_{os.getpid()}")
django.setup()
