"""What can be counted of deputies: a module for each subject registers its facts when it is imported."""

from . import patrols, people, stations, voices

__all__ = ["patrols", "people", "stations", "voices"]
