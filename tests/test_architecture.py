"""The house rules that a machine can check: labels, doors, layers, migrations, permissions.

Each check is a function over what it is given, so that a planted breach can be shown to fail.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path
from django.views import View

from congress.roles import ROLES
from congress.services.preparation import find_permissions

APPS = ("congress", "deputies", "meetings", "supervision")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ROOT = Path(settings.BASE_DIR)
#: doors that are open without signing in and are not pages of ours, or answer for themselves
OPEN_PREFIXES = ("accounts/", "static/")


def own_models() -> list[type[models.Model]]:
    found = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    # Tables of field-level history are generated.
    return [model for model in found if not model.__name__.endswith("Event")]


def unlabelled(found: Iterable[type[models.Model]]) -> Iterator[str]:
    """Names of models and fields without a Chinese label."""
    for model in found:
        if not CHINESE.search(str(model._meta.verbose_name)):
            yield model.__name__
        for field in model._meta.get_fields():
            is_own = isinstance(field, models.Field) and not field.auto_created and field.name != "id"
            if is_own and not CHINESE.search(str(field.verbose_name)):
                yield f"{model.__name__}.{field.name}"


def patterns(found: Iterable[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in found:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry.url_patterns, route)
        else:
            yield route, entry


def unguarded(found: Iterable[tuple[str, URLPattern]]) -> Iterator[str]:
    """Routes that are open without being marked public, and workspace pages that name no permission."""
    for route, pattern in found:
        view = pattern.callback
        is_open = not getattr(view, "login_required", True)
        page = getattr(view, "view_class", None)
        if route.startswith(OPEN_PREFIXES):
            continue
        if is_open and not (getattr(page, "is_public_page", False) or getattr(view, "is_public_page", False)):
            yield route
        if route.startswith("workspace/") and page is not None and not hasattr(page, "permission_required"):
            yield route
        if route.startswith("workspace/") and page is not None and page.permission_required is None:
            yield route


def test_every_model_and_field_has_a_chinese_label() -> None:
    assert list(unlabelled(own_models())) == []


def test_a_planted_missing_label_is_found() -> None:
    class Planted(models.Model):
        name = models.CharField(max_length=5)

        class Meta:
            app_label = "congress"
            managed = False

        def __str__(self) -> str:
            return self.name

    try:
        assert set(unlabelled([Planted])) == {"Planted", "Planted.name"}
    finally:
        del apps.all_models["congress"]["planted"]
        apps.clear_cache()


def test_every_door_is_guarded_or_marked_public() -> None:
    assert list(unguarded(patterns(get_resolver().url_patterns))) == []


def test_a_planted_unguarded_page_is_found() -> None:

    @login_not_required
    def leak(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    class Forgetful(View):
        permission_required = None

    planted = [path("leak/", leak), path("workspace/forgetful/", Forgetful.as_view())]
    assert list(unguarded(patterns(planted))) == ["leak/", "workspace/forgetful/"]


@pytest.mark.django_db
def test_a_page_without_a_mark_asks_a_stranger_to_sign_in() -> None:
    answer = Client().get("/workspace/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", *APPS, check=True, dry_run=True, stdout=StringIO())


@pytest.mark.django_db
def test_a_planted_missing_migration_is_found() -> None:
    field = models.CharField("植入", max_length=5, default="")
    model = apps.get_model("congress", "Organ")
    field.contribute_to_class(model, "planted")
    try:
        with pytest.raises(SystemExit):
            call_command("makemigrations", *APPS, check=True, dry_run=True, stdout=StringIO())
    finally:
        model._meta.local_fields.remove(field)
        delattr(model, "planted")
        apps.clear_cache()
        model._meta._expire_cache()  # type: ignore[attr-defined]


def lint_imports(config: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--config", str(config), "--no-cache"]
    return subprocess.run(command, cwd=config.parent, capture_output=True, text=True, check=False)


def test_imports_follow_the_layers() -> None:
    outcome = lint_imports(ROOT / "pyproject.toml")
    assert outcome.returncode == 0, outcome.stdout


def test_a_planted_upward_import_is_found(tmp_path: Path) -> None:
    for package in (*APPS, "deploy"):
        for source in (ROOT / package).rglob("*.py"):
            copy = tmp_path / source.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(source.read_text())
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    planted = tmp_path / "deputies" / "models" / "term.py"
    planted.write_text(planted.read_text() + "\nfrom meetings.models import Meeting\n")
    outcome = lint_imports(tmp_path / "pyproject.toml")
    assert outcome.returncode != 0
    assert "deputies.models.term" in outcome.stdout


def hidden_imports(source: str) -> list[int]:
    """Lines of imports inside functions."""
    tree = ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [
        node.lineno
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def sources_of(*folders: str) -> list[Path]:
    """The Python files below the project's folders."""
    return [source for folder in folders for source in (ROOT / folder).rglob("*.py")]


def test_no_import_hides_in_a_function() -> None:
    sources = [source for app in APPS for source in (ROOT / app).rglob("*.py")]
    assert [str(source) for source in sources if hidden_imports(source.read_text())] == []


def test_no_module_grows_past_450_lines() -> None:
    written = [source for source in sources_of(*APPS) if "migrations" not in source.parts]
    assert [str(source) for source in written if len(source.read_text().splitlines()) > 450] == []


@pytest.mark.django_db
def test_every_permission_of_every_role_exists() -> None:
    for role in ROLES:
        assert len(find_permissions(role.permissions)) == len(set(role.permissions)), role.code


@pytest.mark.django_db
def test_entry_review_and_publication_are_separate() -> None:
    steps = ("prepare", "redact", "approve", "publish")
    for role in ROLES:
        held = {step for step in steps if f"congress.{step}_publication" in role.permissions}
        assert not {"redact", "approve"} <= held, role.code
        assert not {"prepare", "approve"} <= held, role.code
        assert not {"approve", "publish"} <= held, role.code


@pytest.mark.django_db
def test_nobody_may_delete_what_others_rely_on() -> None:
    granted = Permission.objects.filter(group__isnull=False, codename__startswith="delete_")
    deletable = set(granted.values_list("codename", flat=True))
    assert deletable <= {
        "delete_assessmententry",
        "delete_schemegrade",
        "delete_schemeitem",
        "delete_schemepart",
        "delete_schemerater",
        "delete_sitting",
        "delete_agendaitem",
        "delete_paper",
        "delete_attendance",
        "delete_opinionpoint",
        "delete_oversightsubject",
        "delete_overseenorgan",
        "delete_oversightparticipant",
        "delete_finding",
        "delete_recusal",
        "delete_conclusion",
        "delete_speech",
        "delete_talkpoint",
        "delete_candidate",
        "delete_personnelaction",
        "delete_personnelpaper",
        "delete_taskscope",
        "delete_indicator",
        "delete_contactarea",
        "delete_beneficiary",
        "delete_topic",
        "delete_oversightteam",
        "delete_inquiryfinding",
        "delete_respondent",
        "delete_question",
        "delete_commitment",
        "delete_interpellationsigner",
        "delete_reportamount",
        "delete_reviewitem",
        "delete_jointpartner",
    }


def test_nothing_reads_outside_the_project() -> None:
    outside = re.compile(r"\.\./shared|/work/")
    read = [source for source in sources_of(*APPS, "deploy", "tests") if source != Path(__file__)]
    assert [str(source) for source in read if outside.search(source.read_text())] == []
