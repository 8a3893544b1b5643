"""What the app offers to the kernel's pages: a module for each subject fills the registers when it is imported."""

from . import (
    duty,
    funds,
    local_meetings,
    patrols,
    people,
    performance,
    profiles,
    seats,
    stations,
    suggestions,
    voice_checks,
    voices,
)

__all__ = [
    "duty",
    "funds",
    "local_meetings",
    "patrols",
    "people",
    "performance",
    "profiles",
    "seats",
    "stations",
    "suggestions",
    "voice_checks",
    "voices",
]
