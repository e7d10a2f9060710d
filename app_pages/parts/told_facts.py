"""The figures on top of the report: how far the field is, and what was told of it."""

import pandas as pd

from app_pages.shared.layout import words
from campaign.report.report import Report
from canvass.words import number, percent

Facts = list[tuple[str, str]]


def field_facts(made: Report) -> Facts:
    """Name doors and doors knocked, as they are now; for those who see the doors."""
    doors, knocked = (int(made.sums[column]) for column in ("doors", "knocked"))
    return [
        (words("Portes", "Doors"), number(doors)),
        (words("Frappées", "Knocked"), f"{number(knocked)} ({percent(knocked / doors)})"),
    ]


def told_facts(made: Report) -> Facts:
    """Name doors, then knocked, opened and refused as they were told, or that they are hidden."""
    of = made.told["knocked"]
    return [
        (words("Portes", "Doors"), number(int(made.sums["doors"]))),
        (words("Frappées", "Knocked"), _part(of, int(made.sums["doors"]))),
        (words("Ouvertes", "Opened"), _part(made.told["opened"], of)),
        (words("Refus", "Refused"), _part(made.told["refused"], of)),
    ]


def _part(count: object, of: object) -> str:
    if pd.isna(count) or pd.isna(of) or not of:  # type: ignore[call-overload]
        return words("masqué", "hidden")
    return f"{number(count)} ({percent(count / of)})"  # type: ignore[arg-type, operator]
