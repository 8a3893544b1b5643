"""Production: everything secret comes from the environment, and nothing starts without it."""

import base64
import binascii

import environ

from .base import *  # noqa: F403
from .base import env

SECRET_KEY = env.str("SECRET_KEY")
if len(SECRET_KEY) < 50 or SECRET_KEY.startswith("development-only"):
    raise environ.ImproperlyConfigured("SECRET_KEY must be a random string of at least 50 characters.")
# A sealing key is 32 random bytes in base64; the one of development begins with words.
SEALING_KEYS = env.list("SEALING_KEYS")
for key in SEALING_KEYS or [""]:
    try:
        raw = base64.urlsafe_b64decode(key)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != 32 or raw.startswith((b"development-only", b"tests-only")):
        raise environ.ImproperlyConfigured("SEALING_KEYS must hold random keys of 32 bytes in base64.")
# A name that is set to nothing is as bad as one that is missing.
for name in ("DATABASE_URL", "REDIS_URL", "SITE_URL"):
    if not env.str(name):
        raise environ.ImproperlyConfigured(f"{name} must not be empty.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise environ.ImproperlyConfigured("ALLOWED_HOSTS must name the hosts of the portal.")
# The web server in front (deploy/production/nginx.conf) writes the visitor's address.
MIDDLEWARE.insert(0, "congress.middleware.ProxiedAddress")  # noqa: F405
vars().update(env.email_url("EMAIL_URL"))
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
