"""Measurements against the bars: ratios taken in one run, never asserted by time."""
