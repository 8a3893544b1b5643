"""Whether the portal is alive, and whether all it leans on answers."""

from datetime import datetime, timedelta
from typing import Any, Final

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_celery_beat.models import PeriodicTask

from congress.http import public_page
from congress.models import Mail

#: a mail that waits longer, or a beat that is silent longer, is a fault somebody should look at
MAIL_LIMIT: Final = timedelta(minutes=15)
BEAT_LIMIT: Final = timedelta(minutes=10)
_TIMEOUT: Final = 1


@public_page
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok", content_type="text/plain")


@public_page
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, broker, the oldest unsent mail and the last beat.

    503 without database or broker: no request can be served. A late mail or beat is told but is no reason to take the
    pages away.
    """
    now = timezone.now()
    answer = _database(now) | {"broker": _broker()}
    is_ready = answer["database"] and answer["broker"]
    # How long what waits is for the staff; a stranger and the monitoring learn whether all is well.
    if not (answer["database"] and request.user.is_staff):
        answer = {name: told for name, told in answer.items() if not name.endswith("_seconds")}
    return JsonResponse({"ready": is_ready, **answer}, status=200 if is_ready else 503)


def _database(now: datetime) -> dict[str, Any]:
    try:
        connection.ensure_connection()
        waiting = Mail.objects.filter(status=Mail.Status.QUEUED, not_before__lte=now).order_by("not_before", "id")
        oldest = waiting.values_list("queued_at", flat=True).first()
        beat = (
            PeriodicTask.objects.filter(last_run_at__isnull=False)
            .order_by("-last_run_at")
            .values_list("last_run_at", flat=True)
            .first()
        )
    except DatabaseError:
        return {"database": False, "oldest_unsent_mail_seconds": None, "last_beat_seconds": None, "is_late": None}
    mail_age, beat_age = _seconds(now, oldest), _seconds(now, beat)
    is_late = (mail_age or 0) > MAIL_LIMIT.total_seconds() or beat_age is None or beat_age > BEAT_LIMIT.total_seconds()
    return {
        "database": True,
        "oldest_unsent_mail_seconds": mail_age,
        "last_beat_seconds": beat_age,
        "is_late": is_late,
    }


def _seconds(now: datetime, moment: datetime | None) -> int | None:
    return None if moment is None else round((now - moment).total_seconds())


def _broker() -> bool:
    if not settings.REDIS_URL:
        return False
    client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=_TIMEOUT, socket_timeout=_TIMEOUT)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
