"""What a published inquiry shows."""

from django.db.models import Q

from congress import registry
from congress.models import Publication
from congress.registry import Composition
from supervision.models import Inquiry
from supervision.services import oversight


def compose_inquiry(publication: Publication) -> Composition | None:
    """A special inquiry."""
    rows = Inquiry.objects.select_related("sitting__meeting__term")
    row = rows.filter(Q(deputies_duty=publication) | Q(society_duty=publication)).first()
    return Composition(oversight.compose_inquiry(row)) if row else None


registry.publication_composers.add("supervision.inquiry", compose_inquiry)
