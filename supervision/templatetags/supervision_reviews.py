"""The reviews of somebody's work in a post, for the page of the tenure below."""

from typing import Any, Final

from django import template

from congress.models import User
from meetings.models import Tenure
from supervision.models import PerformanceReview
from supervision.services import reviews

register = template.Library()

READ: Final = "supervision.view_performancereview"


@register.inclusion_tag("supervision/admin/tenure_reviews.html")
def reviews_of_tenure(tenure: Tenure, user: User) -> dict[str, Any]:
    """The cases that a person may read, the latest first, each with its page on the desk."""
    rows = PerformanceReview.objects.filter(tenure=tenure).visible_to(user).with_page().order_by("-year", "-pk")
    return {"rows": [(row, reviews.admin_path(row)) for row in rows], "may_read": user.has_perm(READ)}
