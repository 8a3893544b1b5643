"""Who, on the office's desk: terms, people, mandates, groups, contacts, streets and townships, and who is in charge."""

from . import (
    charge,
    contact,
    credential,
    group,
    import_batch,
    local_meeting,
    mandate,
    patrol,
    patrol_category,
    person,
    private,
    profile,
    public_opinion,
    reception,
    station,
    term,
)

__all__ = [
    "charge",
    "contact",
    "credential",
    "group",
    "import_batch",
    "local_meeting",
    "mandate",
    "patrol",
    "patrol_category",
    "person",
    "private",
    "profile",
    "public_opinion",
    "reception",
    "station",
    "term",
]
