"""The page on which each step is done: what the app adds to a sentence."""

from collections.abc import Mapping

from canvass.next_step import NextStep
from canvass.words import Edge, Words

_PAGES = {
    NextStep.CORRECT_SETTINGS: "settings",
    NextStep.IMPORT_ROLL: "roll",
    NextStep.NAME_LIST_TYPE: "roll",
    NextStep.IMPORT_PLACES: "places",
    NextStep.IMPORT_ADDRESSES: "places",
    NextStep.IMPORT_LIEUX_DITS: "places",
    NextStep.IMPORT_BUREAUX: "places",
    NextStep.NAME_BUREAU_COLUMN: "places",
    NextStep.IMPORT_QUARTIERS: "places",
    NextStep.IMPORT_STREETS: "places",
    NextStep.IMPORT_RESULTS: "places",
    NextStep.GEOCODE: "addresses",
    NextStep.RENUMBER: "addresses",
    NextStep.CUT: "cutting",
    NextStep.RECUT: "cutting",
    NextStep.SPLIT: "cutting",
    NextStep.UNLOCK: "cutting",
    NextStep.WITHDRAW: "cutting",
    NextStep.PLAN: "walks",
    NextStep.EXPORT: "sheets",
    NextStep.IMPORT_RESPONSES: "returns",
    NextStep.DECIDE_LOOKALIKES: "privacy",
}


def app_edge(names: Mapping[str, Words]) -> Edge:
    """Return how the app speaks; ``names`` are those of its pages."""
    where = {
        step: Words("page « {page} »", "page “{page}”", page=names[page])
        for step, page in _PAGES.items()
    }
    return Edge(where, names_files=False)
