"""What every page knows: the site's name, the face it belongs to and that face's navigation."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

Face = Literal["public", "workspace", "admin"]

#: label, icon, and the names of the pages that belong to the entry; the first is where it leads
PUBLIC_NAV = (
    ("首页", "home", ("public:home",)),
    ("会议", "meeting", ("meetings_public:meeting_list",)),
    (
        "监督",
        "supervision",
        (
            "supervision_public:report_list",
            "supervision_public:opinion_list",
            "supervision_public:oversight_list",
            "supervision_public:inquiry_list",
            "supervision_public:filing_list",
            "supervision_public:audit_list",
            "supervision_public:interpellation_list",
        ),
    ),
    ("决议决定", "act", ("meetings_public:act_list", "meetings_public:announcement_list")),
    ("代表", "person", ("deputies_public:deputy_list",)),
    ("联络站", "station", ("deputies_public:station_list", "deputies_public:voice_look_up")),
    ("机构", "organ", ("public:organ_list",)),
)
WORKSPACE_NAV = (
    ("首页", "home", ("workspace:home",)),
    ("会议", "meeting", ("meetings_workspace:meeting_list",)),
    ("交办事项", "opinion", ("supervision_workspace:follow_up_list",)),
    ("通知", "notice", ("workspace:notification_list",)),
    ("我的", "person", ("workspace:profile",)),
)


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of a face's navigation."""

    label: str
    icon: str
    url: str
    is_current: bool


class Site:
    """The site as templates see it; everything is worked out only where a template asks for it, without a query."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.name: str = settings.SITE_NAME
        self.path: str = request.path
        #: 备案 numbers that a government site prints in its footer; an empty one is not shown
        self.icp_number: str = getattr(settings, "SITE_ICP_NUMBER", "")
        self.police_number: str = getattr(settings, "SITE_POLICE_NUMBER", "")
        self.identifier: str = getattr(settings, "SITE_IDENTIFIER", "")

    @cached_property
    def face(self) -> Face:
        """The face that answers this request; `public` where no page was found."""
        match = self._request.resolver_match
        namespace = match.namespaces[0] if match and match.namespaces else ""
        if namespace == "admin":
            return "admin"
        return "workspace" if namespace.endswith("workspace") else "public"

    @cached_property
    def nav(self) -> list[NavItem]:
        """The navigation of the public face."""
        return self._items(PUBLIC_NAV)

    @cached_property
    def workspace_nav(self) -> list[NavItem]:
        """The navigation of the workspace: the top bar, and the bottom bar of a phone."""
        return self._items(WORKSPACE_NAV)

    def _items(self, entries: tuple[tuple[str, str, tuple[str, ...]], ...]) -> list[NavItem]:
        places = [(label, icon, [url for name in names if (url := _address(name))]) for label, icon, names in entries]
        homes = {_address(names[0]) for _, icon, names in entries if icon == "home"}
        current = _nearest(self.path, [url for _, _, urls in places for url in urls], only_exact=homes)
        return [NavItem(label, icon, urls[0], current in urls) for label, icon, urls in places if urls]


def site(request: HttpRequest) -> dict[str, object]:
    """Put `portal` into every template's context; allauth's views bring a `site` of their own."""
    return {"portal": Site(request)}


def _address(name: str) -> str:
    """The address of a page, or nothing while its face does not offer it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _nearest(path: str, urls: list[str], *, only_exact: set[str]) -> str:
    """The longest address that the path lies under; every page lies under a home, so a home is only itself."""
    over = [url for url in urls if path == url or (url not in only_exact and path.startswith(url))]
    return max(over, key=len, default="")
