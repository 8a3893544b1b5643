"""The public home page; what meetings and supervision show on it are the tags of those apps."""

from typing import Any, Final

from django.utils import timezone
from django.views.generic import TemplateView

from congress.facts import facts
from congress.http import PublicPage
from congress.presentation import Figure
from congress.services import figures

#: the six figures of the year
FIGURES: Final = ("committee_meetings", "chair_meetings", "reports_heard", "oversight", "inquiries", "acts")


class Home(PublicPage, TemplateView):
    """What the committee does this month, what was decided last, what was promised and is due, and the year."""

    template_name = "congress/public/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The day, and the figures of the last year that has a record to count."""
        today = timezone.localdate()
        known = set(facts.names())
        codes = [code for code in FIGURES if code in known]
        year = figures.latest_year(codes, on=today) or today.year
        counted = figures.published_in_year(codes, year)
        return super().get_context_data(**kwargs) | {
            "today": today,
            "year": year,
            "figures": [
                Figure(number, fact.unit, fact.label, fact.public_path(year) if fact.public_path else "")
                for fact, number in counted
            ],
        }
