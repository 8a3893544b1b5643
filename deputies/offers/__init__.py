"""What the app offers to the kernel's pages: a module for each subject fills the registers when it is imported."""

from . import (
    local_meetings,
    patrols,
    people,
    profiles,
    seats,
    stations,
    voice_checks,
    voices,
)

__all__ = [
    "local_meetings",
    "patrols",
    "people",
    "profiles",
    "seats",
    "stations",
    "voice_checks",
    "voices",
]
