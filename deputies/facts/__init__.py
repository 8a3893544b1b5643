"""What can be counted of deputies: a module for each subject registers its facts when it is imported."""

from . import duty, funds, patrols, people, stations, suggestions, voices

__all__ = ["duty", "funds", "patrols", "people", "stations", "suggestions", "voices"]
