"""The workspace on the home screen of a phone: its manifest, its worker, and the page for when there is no network.

They tell nobody's data, so they are open: a browser fetches them before anybody signed in. The worker keeps pages of
nobody, only the page that says there is no network; the page for patrols has a worker of its own below it, and the
narrower one is in charge there.
"""

import hashlib
import json
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from congress.http import public_page

THEME: Final = "#9b1c1c"
#: what the page without a network is drawn with
_FILES: Final = (
    "vendor/bootstrap/bootstrap-reboot.min.css",
    "vendor/bootstrap/bootstrap-grid.min.css",
    "css/components.css",
    "css/portal.css",
    "js/portal.js",
    "img/mark.svg",
)
#: size in pixels and purpose; `maskable` has room around the mark for whatever shape a phone cuts
_ICONS: Final = (("192", "any"), ("512", "any"), ("512", "maskable"))


@public_page
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone asks before it puts the workspace on the home screen."""
    del request
    home = reverse("workspace:home")
    content = {
        "id": home,
        "name": f"{settings.SITE_NAME}工作台",
        "short_name": "人大工作台",
        "description": "会议、履职、联络站和交办事项",
        "lang": "zh-Hans",
        "start_url": home,
        # Signing in and public pages belong to the same window.
        "scope": "/",
        "display": "standalone",
        "theme_color": THEME,
        "background_color": "#ffffff",
        "icons": [
            {
                "src": static(f"img/icon-{size}{'-maskable' if purpose == 'maskable' else ''}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for size, purpose in _ICONS
        ],
        "shortcuts": [
            {"name": label, "url": reverse(page)}
            for label, page in (("通知", "workspace:notification_list"), ("我的", "workspace:profile"))
        ],
    }
    answer = JsonResponse(content, json_dumps_params={"ensure_ascii": False})
    answer.headers["Content-Type"] = "application/manifest+json; charset=utf-8"
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


@public_page
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """There is no network: what that means and what to do."""
    return render(request, "congress/workspace/offline.html")


@public_page
@require_safe
def worker(request: HttpRequest) -> HttpResponseBase:
    """The worker with the page and the files that it keeps."""
    del request
    page = reverse("workspace:offline")
    files = [page, *(static(name) for name in _FILES)]
    version = hashlib.sha256("\n".join(files).encode()).hexdigest()[:16]
    context = {"files": json.dumps(files), "page": json.dumps(page), "version": version}
    text = render_to_string("congress/workspace/worker.js", context)
    return HttpResponse(text, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})
