"""What a published inspection, visit or research shows."""

from django.db.models import Q

from congress import registry
from congress.models import Publication
from congress.registry import Composition
from supervision.models import Oversight
from supervision.services import oversight


def compose_oversight(publication: Publication) -> Composition | None:
    """An inspection, visit or research."""
    rows = Oversight.objects.select_related("organ").prefetch_related("instruments", "subjects")
    row = rows.filter(Q(deputies_duty=publication) | Q(society_duty=publication)).first()
    return Composition(oversight.compose(row)) if row else None


registry.publication_composers.add("supervision.oversight", compose_oversight)
