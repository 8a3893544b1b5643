"""Which mandates and seats a person holds and held, with the votes that gave and ended them."""

from typing import Any

from django import template

from deputies.models import Person
from meetings.services import offices

register = template.Library()


@register.inclusion_tag("meetings/admin/offices_held.html")
def offices_held(person: Person) -> dict[str, Any]:
    """The history of the person's offices, the latest first."""
    return {"rows": offices.of(person)}
