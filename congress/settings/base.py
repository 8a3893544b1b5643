"""Settings shared by every way of running the portal; the environment gives the rest."""

from pathlib import Path
from typing import Any

import django_stubs_ext
import environ
from csp.constants import NONE, SELF

# Generic views, managers and admin classes take their model in brackets, which Django's own classes do not all know.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = BASE_DIR / "var"

env = environ.Env()

DEBUG = False
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])

INSTALLED_APPS = [
    "supervision.apps.SupervisionConfig",
    "meetings.apps.MeetingsConfig",
    "deputies.apps.DeputiesConfig",
    "congress.apps.CongressConfig",
    "congress.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_celery_beat",
    "import_export",
    "pgtrigger",
    "pghistory",
]

MIDDLEWARE = [
    "congress.middleware.RefuseNulBytes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "congress.urls"
WSGI_APPLICATION = "congress.wsgi.application"
ASGI_APPLICATION = "congress.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "congress.context.site",
            ],
        },
    },
]

# Our own form templates (templates/django/forms) over Django's.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# PostgreSQL everywhere (docs/decisions/0002). `dev.py` puts the address of the embedded server here.
DATABASES = {"default": env.db("DATABASE_URL", default="postgres:///congress")}
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["ATOMIC_REQUESTS"] = False
# Compiled anew at every run, a question that joins many tables takes seconds before its first row, most of all while
# the server does not know the tables' sizes yet: who may read a file took 16 seconds, without it 0.07.
_OPTIONS = DATABASES["default"].setdefault("OPTIONS", {})
_OPTIONS["options"] = f"{_OPTIONS.get('options', '')} -c jit=off".strip()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL: str = env.str("REDIS_URL", default="")
# Workers speak to the broker through Celery, whose address for a socket has its own scheme and word for the database.
CELERY_BROKER_URL = (
    REDIS_URL.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=", 1)
    if REDIS_URL
    else "memory://"
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A worker waits for its broker however long that takes; by default it would end after a hundred tries.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_DEFAULT_QUEUE = "congress"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_TIMEZONE = "Asia/Shanghai"
# A broker that is down must not hold a page: the sweep sends what could not be announced.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 5, "max_retries": 1}

if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "congress",
            # Clearing the cache empties its whole database, which must not be the queue's.
            "OPTIONS": {"db": 1},
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "congress.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "workspace:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "public:home"
ACCOUNT_ADAPTER = "congress.accounts.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "柯城区人大常委会"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
# Per account, whatever the address; per address the sign-in library keeps its own, wider limit.
AXES_LOCKOUT_PARAMETERS = ["username"]
# The check asks for the address as well: that would let a guesser go on from another one.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
AXES_USERNAME_CALLABLE = "congress.accounts.lockout_name"
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = True

SESSION_COOKIE_AGE = env.int("SESSION_SECONDS", default=12 * 60 * 60)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
# Third-party strings that their packages leave in English; the portal's own text is Chinese in the source.
LOCALE_PATHS = [BASE_DIR / "congress" / "locale"]
FORMAT_MODULE_PATH = ["congress.formats"]

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")), "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="柯城区人大常委会 <portal@localhost>")
EMAIL_TIMEOUT = 10

IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = True

# What the portal is called and where reminders point; a district's own words, so the environment may change them.
SITE_NAME = env.str("SITE_NAME", default="衢州市柯城区人大常委会")
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")
# Filing numbers that Chinese sites print in their footer; empty ones are not shown.
SITE_ICP_NUMBER = env.str("SITE_ICP_NUMBER", default="")
SITE_POLICE_NUMBER = env.str("SITE_POLICE_NUMBER", default="")
SITE_IDENTIFIER = env.str("SITE_IDENTIFIER", default="")
# Attachments (handbook gives no number; the committee's e-mail gateway takes 20 MB).
ATTACHMENT_MAX_BYTES = env.int("ATTACHMENT_MAX_BYTES", default=20 * 1024 * 1024)
# Where the web server keeps the stored files for X-Accel-Redirect; empty: Django sends them itself.
ATTACHMENT_ACCEL_PREFIX = env.str("ATTACHMENT_ACCEL_PREFIX", default="")
# Pictures that are shown or published: the longest side of the copy and of the small one for lists, in pixels.
PHOTO_SIDE = env.int("PHOTO_SIDE", default=2048)
PHOTO_THUMBNAIL_SIDE = env.int("PHOTO_THUMBNAIL_SIDE", default=320)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# Handbook §5.3: no statute gives days for publishing; the house sets a target and measures it.
PUBLICATION_TARGET_DAYS = env.int("PUBLICATION_TARGET_DAYS", default=20)
# Announcements make things public by themselves: the house target is the day they are issued (handbook §5.3).
ANNOUNCEMENT_TARGET_DAYS = env.int("ANNOUNCEMENT_TARGET_DAYS", default=0)
# No statute says how soon a vacancy is filled or a result announced: after this long the office is told of it.
VACANCY_MONTHS = env.int("VACANCY_MONTHS", default=6)
BY_ELECTION_CLOSING_DAYS = env.int("BY_ELECTION_CLOSING_DAYS", default=30)
# Minutes a speech may take at a sitting (ZJ-RULES20 art 42, a model: the district's own rules may differ).
SPEECH_MINUTES_PLENARY = env.int("SPEECH_MINUTES_PLENARY", default=15)
SPEECH_MINUTES_GROUP = env.int("SPEECH_MINUTES_GROUP", default=15)
SPEECH_MINUTES_JOINT_GROUP = env.int("SPEECH_MINUTES_JOINT_GROUP", default=15)
# From the second speech of one person on one item.
SPEECH_MINUTES_JOINT_GROUP_AGAIN = env.int("SPEECH_MINUTES_JOINT_GROUP_AGAIN", default=10)
# Satisfaction assessments (handbook §2(d), §6.3, a local rule): a grade is reached by more than this share …
ASSESSMENT_SHARE = env.str("ASSESSMENT_SHARE", default="1/2")
# … of all members in office (“members”) or of those present (“present”).
ASSESSMENT_BASIS = env.str("ASSESSMENT_BASIS", default="members")
# Kinds of supervision.SpecialReport that do not count among the 专项工作报告 of a year (handbook §6.3: a local rule).
REPORT_KINDS_NOT_COUNTED = env.list("REPORT_KINDS_NOT_COUNTED", default=[])
# Appointments: after how many days a missing announcement or letter of appointment stands among the inconsistencies
# (no rule gives a number; the oath has the practice rule OATH).
APPOINTMENT_ANNOUNCEMENT_DAYS = env.int("APPOINTMENT_ANNOUNCEMENT_DAYS", default=7)
APPOINTMENT_LETTER_DAYS = env.int("APPOINTMENT_LETTER_DAYS", default=30)
# Patrols: after how many days the finder is asked whether a thing is really fixed, and how many days apart two findings
# at one place may tell of the same thing.
PATROL_ASK_AGAIN_DAYS = env.int("PATROL_ASK_AGAIN_DAYS", default=28)
PATROL_ALIKE_DAYS = env.int("PATROL_ALIKE_DAYS", default=60)
# Rows that a file of a platform may hold.
PATROL_IMPORT_ROWS = env.int("PATROL_IMPORT_ROWS", default=20_000)
# Reminders that are not urgent leave in one digest a day, not before this hour (Asia/Shanghai).
DIGEST_HOUR = env.int("DIGEST_HOUR", default=8)
# 催办: days that must lie between two urgings of one thing, so that pressing does not become noise.
URGE_GAP_DAYS = env.int("URGE_GAP_DAYS", default=3)
# Signing in to a meeting: how long a code on the screen is good for, and how early it opens.
SIGN_IN_CODE_SECONDS = env.int("SIGN_IN_CODE_SECONDS", default=120)
SIGN_IN_HOURS_BEFORE = env.int("SIGN_IN_HOURS_BEFORE", default=2)
# Public forms: what the portal stores of one form at the utmost. The numbers below, each of its own form, are what
# people can look at; beyond them a paper waits its turn (docs/decisions/0030).
PUBLIC_FORM_MOST = env.int("PUBLIC_FORM_MOST", default=20_000)
# The public gallery: how many applications of one meeting are looked at before the rest waits, how many one address an
# hour may bring, and how long after the meeting names and numbers of the people are kept (个人信息保护法 art 19: no
# longer than needed).
GALLERY_APPLICATIONS = env.int("GALLERY_APPLICATIONS", default=200)
ACCOUNT_RATE_LIMITS = {
    "gallery": f"{env.int('GALLERY_APPLICATIONS_PER_HOUR', default=5)}/h/ip",
    "topic_proposal": f"{env.int('TOPIC_PROPOSALS_PER_HOUR', default=5)}/h/ip",
    "review_suggestion": f"{env.int('REVIEW_SUGGESTIONS_PER_HOUR', default=5)}/h/ip",
    "suggestion_look_up": "30/h/ip",
    "public_opinion": f"{env.int('PUBLIC_OPINIONS_PER_HOUR', default=5)}/h/ip",
    "public_opinion_look_up": "30/h/ip",
    "public_opinion_rating": "30/h/ip",
}
GALLERY_KEEP_DAYS = env.int("GALLERY_KEEP_DAYS", default=7)
# Topics that citizens propose for the yearly plan: how many a day are usual, and the month from which they count for
# the next year's plan (topics are collected in the last quarter, handbook §3.3).
TOPIC_PROPOSALS_A_DAY = env.int("TOPIC_PROPOSALS_A_DAY", default=200)
TOPIC_COLLECTION_MONTH = env.int("TOPIC_COLLECTION_MONTH", default=10)
# Citizens' suggestions that a document be reviewed: how many are in hand at once before the rest waits its turn, and
# how long after the reply people's data are kept.
REVIEW_SUGGESTIONS = env.int("REVIEW_SUGGESTIONS", default=500)
REVIEW_SUGGESTION_KEEP_DAYS = env.int("REVIEW_SUGGESTION_KEEP_DAYS", default=90)
# Points of the yearly assessment are not public unless the district's own rules say so (handbook §2(m)).
PERFORMANCE_IS_PUBLIC = env.bool("PERFORMANCE_IS_PUBLIC", default=False)
# Voices of voters: letters that stand in the line of one station before the rest waits its turn; days within which
# what came is registered and sorted; the least and the most days that may be set for an answer (local rules: 10–30).
STATION_OPINIONS_IN_LINE = env.int("STATION_OPINIONS_IN_LINE", default=50)
OPINION_SORTING_DAYS = env.int("OPINION_SORTING_DAYS", default=5)
# Days from the unit's answer until the station has told the visitor.
OPINION_FEEDBACK_DAYS = env.int("OPINION_FEEDBACK_DAYS", default=5)
OPINION_DAYS = (env.int("OPINION_DAYS_LEAST", default=10), env.int("OPINION_DAYS_MOST", default=30))
# After how many days without a dispute an answer is closed; how many months after the end people's data are kept; over
# how many days, and from which likeness (0 to 1), another is shown as perhaps the same.
OPINION_RATING_DAYS = env.int("OPINION_RATING_DAYS", default=15)
OPINION_KEEP_MONTHS = env.int("OPINION_KEEP_MONTHS", default=6)
OPINION_ALIKE_DAYS = env.int("OPINION_ALIKE_DAYS", default=180)
OPINION_ALIKENESS = env.float("OPINION_ALIKENESS", default=0.2)
# Suggestions: how like a title must be to be shown, and whether units must have spoken with a deputy before they answer
# (ZJ-SUG16 art 17; some congresses ask it of key suggestions only).
SUGGESTION_ALIKENESS = env.float("SUGGESTION_ALIKENESS", default=0.25)
SUGGESTION_CONTACT_REQUIRED = env.bool("SUGGESTION_CONTACT_REQUIRED", default=True)

# Allowances: on how many days after a period its list should have been drawn up.
ALLOWANCE_DAYS = env.int("ALLOWANCE_DAYS", default=30)

# Keys under which bank accounts and telephones are sealed (docs/decisions/0038): the first seals, all of them open.
SEALING_KEYS: list[str] = env.list("SEALING_KEYS", default=[])

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
