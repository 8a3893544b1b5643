"""Organs: the bodies that meet, report and are supervised, with the names they bore."""

from typing import Any, Final

from django.db.models import QuerySet
from django.views.generic import DetailView, TemplateView

from congress.http import PublicPage
from congress.models import Organ

Kind = Organ.Kind

#: headings of the list, and the kinds under each; a kind of inner Party life is under none
GROUPS: Final = (
    ("区人民代表大会", (Kind.CONGRESS, Kind.STANDING_COMMITTEE, Kind.CHAIR_MEETING, Kind.CREDENTIALS_COMMITTEE)),
    ("常委会工作机构和办事机构", (Kind.OFFICE, Kind.WORKING_COMMITTEE)),
    ("区人民政府、区监察委员会、区人民法院、区人民检察院", Organ.REPORTING_KINDS),
    ("区人民政府工作部门", (Kind.GOVERNMENT_DEPARTMENT,)),
    ("街道", (Kind.STREET_OFFICE, Kind.STREET_WORKING_COMMITTEE)),
    ("乡镇", (Kind.TOWNSHIP_GOVERNMENT, Kind.TOWNSHIP_CONGRESS)),
)
PUBLIC_KINDS: Final = tuple(kind for _, kinds in GROUPS for kind in kinds)


class OrganList(PublicPage, TemplateView):
    """All organs by their place in the district; 街道 and 乡镇 are different kinds of place (handbook §0.3)."""

    template_name = "congress/public/organ_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The groups that have organs."""
        organs = list(Organ.objects.filter(kind__in=PUBLIC_KINDS))
        groups = [(heading, [organ for organ in organs if organ.kind in kinds]) for heading, kinds in GROUPS]
        return super().get_context_data(**kwargs) | {"groups": [group for group in groups if group[1]]}


class OrganDetail(PublicPage, DetailView[Organ]):
    """One organ: its place and its names."""

    template_name = "congress/public/organ_detail.html"
    context_object_name = "organ"

    def get_queryset(self) -> QuerySet[Organ]:
        """Those of the list."""
        return Organ.objects.filter(kind__in=PUBLIC_KINDS).select_related("parent").prefetch_related("names")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The organs under it, as far as the list shows them."""
        children = self.object.children.filter(kind__in=PUBLIC_KINDS)
        parent = self.object.parent
        return super().get_context_data(**kwargs) | {
            "children": children,
            "parent": parent if parent and parent.kind in PUBLIC_KINDS else None,
        }
