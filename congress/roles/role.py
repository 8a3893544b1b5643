"""What a role is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """A role: its code (the group's name), what people call it, and its permissions as app.codename."""

    code: str
    label: str
    permissions: tuple[str, ...]
    is_staff: bool = False
