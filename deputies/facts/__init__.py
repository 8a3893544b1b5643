"""What can be counted of deputies: a module for each subject registers its facts when it is imported."""

from . import funds, patrols, people, stations, suggestions, voices

__all__ = ["funds", "patrols", "people", "stations", "suggestions", "voices"]
