"""What happens in a year, in what order? Stated once; both engines run these phases.

Within a phase all states read the old values, then all change.
"""

PHASES = (
    "events",
    "growth",
    "perception",
    "reliance_and_aid",
    "budgets",
    "capability",
    "crises",
    "learning",
    "ties",
    "realignment",
    "record",
)
"""The phases of a year. In the first year `growth`, `budgets` and `capability` are skipped: that year's are the
data's."""

SKIPPED_IN_FIRST_YEAR = ("growth", "budgets", "capability")
"""Phases whose outcome in the first year is given by the data."""
