"""The office's desk as a clerk uses it: pages are opened, forms that stand there are filled and sent."""

from typing import Any

import lxml.html
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from congress.models import User
from tests import factories

#: classes under which the desk tells what was refused
REFUSALS = ("errorlist", "error")


class Clerk:
    """Somebody signed in on the desk."""

    def __init__(self, *roles: str, user: User | None = None, **fields: Any) -> None:
        self.user = user or factories.user(*roles, **fields)
        self.client = Client()
        self.client.force_login(self.user, backend="django.contrib.auth.backends.ModelBackend")

    def status(self, path: str) -> int:
        return self.client.get(path).status_code

    def page(self, path: str) -> Any:
        answer = self.client.get(path, follow=True)
        assert answer.status_code == 200, (path, answer.status_code)
        return lxml.html.fromstring(answer.content.decode())

    def text(self, path: str) -> str:
        return words(self.page(path))

    def buttons(self, path: str) -> list[str]:
        """The steps that the page offers."""
        return [words(button).rstrip("…") for button in self.page(path).xpath("//div[@class='steps']//button")]

    def form(self, path: str) -> dict[str, Any]:
        """What the record's form on the page would send as it stands."""
        page = self.page(path)
        found = [form for form in page.forms if (form.get("id") or "").endswith("_form") and form.method == "POST"]
        assert found, f"{path} has no form to save"
        return values_of(found[0])

    def save(self, path: str, sent: dict[str, Any]) -> Any:
        return self.client.post(path, sent, follow=True)

    def change(self, path: str, **changes: Any) -> Any:
        """Open the form, change what is named (`__` for `-`), save."""
        return self.save(path, self.form(path) | {name.replace("__", "-"): value for name, value in changes.items()})

    def step(self, path: str, **values: Any) -> Any:
        """Press a step's button, with what it asks for."""
        return self.client.post(path, values, follow=True)

    def queries(self, path: str) -> int:
        """How many queries a page takes (the second time: the first one fills caches of the process)."""
        self.client.get(path)
        with CaptureQueriesContext(connection) as captured:
            answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return len(captured)


def superuser() -> Clerk:
    """Somebody with every permission."""
    account = factories.user()
    account.is_staff = account.is_superuser = True
    account.save()
    return Clerk(user=account)


def values_of(form: Any) -> dict[str, Any]:
    """What a browser would send of a form: it drops the line end with which the text of an input begins."""
    texts = {area.get("name") for area in form.iter("textarea")}
    return {name: value.removeprefix("\n") if name in texts and value else value for name, value in form.form_values()}


def words(node: Any) -> str:
    return " ".join(node.text_content().split())


def refusals(answer: Any) -> str:
    """What an answer says was refused, and why."""
    page = lxml.html.fromstring(answer.content.decode())
    return " | ".join(words(node) for name in REFUSALS for node in page.find_class(name))


def field_errors(answer: Any) -> set[str]:
    """The fields beside which an answer says that something was refused."""
    page = lxml.html.fromstring(answer.content.decode())
    fields = page.xpath(
        "//*[ul[contains(@class, 'errorlist')]]//*[self::input or self::textarea or self::select]/@name"
    )
    return {str(name) for name in fields}


def said(answer: Any) -> str:
    """The messages at the top of an answer."""
    page = lxml.html.fromstring(answer.content.decode())
    return " | ".join(words(node) for node in page.xpath("//ul[@class='messagelist']/li"))
