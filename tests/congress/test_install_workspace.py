"""The workspace on the home screen: what a phone reads, and that the worker keeps nobody's pages."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from congress.models import User
from deputies.services import funds
from tests import factories

pytestmark = pytest.mark.django_db
ROOT = Path(settings.BASE_DIR)
MANIFEST, WORKER, OFFLINE = "/workspace/manifest.webmanifest", "/workspace/worker.js", "/workspace/offline/"


def test_the_manifest_names_the_workspace_and_icons_of_their_sizes() -> None:
    answer = Client().get(MANIFEST)
    assert answer.headers["Content-Type"].startswith("application/manifest+json")
    told = json.loads(answer.content)
    assert (told["start_url"], told["scope"], told["display"]) == ("/workspace/", "/", "standalone")
    assert settings.SITE_NAME in told["name"]
    assert len(told["short_name"]) <= 12
    purposes = set()
    for icon in told["icons"]:
        size = int(icon["sizes"].split("x")[0])
        name = icon["src"].rsplit("/", 1)[1]
        with Image.open(io.BytesIO((ROOT / "static" / "img" / name).read_bytes())) as image:
            assert (image.size, image.format) == ((size, size), "PNG")
            # What a phone cuts into a circle has no clear corner.
            if icon["purpose"] == "maskable":
                assert image.convert("RGBA").getpixel((0, 0))[3] == 255
        purposes.add((size, icon["purpose"]))
    assert purposes >= {(192, "any"), (512, "any"), (512, "maskable")}


def test_pages_of_the_workspace_lead_to_it_and_public_pages_do_not(signed_in: Callable[[User], Client]) -> None:
    page = signed_in(factories.user("deputy")).get("/workspace/").content.decode()
    assert f'<link rel="manifest" href="{MANIFEST}">' in page
    assert "js/install.js" in page
    assert "manifest" not in Client().get("/").content.decode()


def test_the_worker_keeps_one_page_and_open_files_and_no_other_worker_s_cache() -> None:
    answer = Client().get(WORKER)
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    text = answer.content.decode()
    files = json.loads(re.search(r"const FILES = (\[.*?\]);", text)[1])
    assert files[0] == OFFLINE
    for path in files[1:]:
        assert path.startswith("/static/")
        assert (ROOT / path.lstrip("/")).exists(), path
    # Nothing is put into a cache but at installing; caches of the patrol page have another first word.
    assert "cache.put" not in text
    assert 'const CACHE = "workspace-' in text
    assert "patrol-" not in text


def test_what_the_worker_keeps_is_the_same_for_everybody(signed_in: Callable[[User], Client]) -> None:
    stranger = Client().get(OFFLINE)
    assert stranger.status_code == 200
    assert "现在没有网络" in stranger.content.decode()
    user = factories.user("deputy", display_name="代表001")
    mine = signed_in(user).get(OFFLINE).content.decode()
    assert "代表001" not in mine
    assert funds.OWN_PATH not in mine


@pytest.mark.parametrize("path", [MANIFEST, WORKER, OFFLINE])
def test_they_are_read_and_nothing_else(path: str) -> None:
    assert Client().post(path).status_code == 405
    assert Client().get(path).status_code == 200
