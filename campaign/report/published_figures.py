"""What analysts are told: one telling for all views, kept in the base, never a few doors apart.

Whoever reads aggregates reads them from here: pages, maps, report files, exports.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from campaign.folder import Campaign
from files.writing.whole import write_json

Area = Literal["quartier", "bureau"]
#: What happened at the doors knocked at.
OUTCOMES = ("opened", "absent", "refused", "come_back")
#: Number and moment of the last telling that this folder saw: a base that lacks it is an older one.
SEEN = ".derniere_publication"
#: Where figures were remembered before the base kept them: file -> view and kind of area.
_FILES = {
    "dernier_bilan.json": ("concerns", "quartier"),
    "dernier_quartier.json": ("outcomes", "quartier"),
    "dernier_bureau.json": ("outcomes", "bureau"),
}
#: The column of doors that answered in files of concerns.
_ANSWERED = "_answered"


@dataclass(frozen=True)
class PublishedFigures:
    """All that may be told at one moment; ``threshold`` is the one in force.

    ``cells`` and ``earlier`` are those of ``people_base.field.tellings.Told``.
    """

    cells: pd.DataFrame
    earlier: Mapping[tuple[str, str], pd.DataFrame]
    threshold: int

    def outcomes(self, area: Area, areas: pd.Index) -> pd.DataFrame:
        """Sum ``knocked`` and ``OUTCOMES`` by area; 0 where nothing was told."""
        columns = ["knocked", *OUTCOMES]
        return self._summed("outcomes", area, areas, columns, doors="knocked")

    def concerns(self, areas: pd.Index, codes: list[str]) -> pd.DataFrame:
        """Sum ``answered`` and the concerns, by quartier; 0 where nothing was told."""
        from people_base.field.totals import CONCERN

        names = {CONCERN + code: code for code in codes}
        told = self._summed("concerns", "quartier", areas, ["answered", *names], doors="answered")
        return told.rename(columns=names)

    def _summed(
        self, view: str, area: Area, areas: pd.Index, columns: list[str], *, doors: str
    ) -> pd.DataFrame:
        sums = self.cells.groupby(level=f"{area}_id").sum()
        told = sums.reindex(index=areas, columns=columns, fill_value=0)
        if (view, area) in self.earlier:
            before = self.earlier[view, area].reindex(index=areas, columns=columns, fill_value=0)
            told = told.where(told[doors] > before[doors], before)
        return told.astype("int64")


def published_figures(campaign: Campaign, *, now: datetime | None = None) -> PublishedFigures:
    """Tell what may be told now and return all that was told.

    The figures that earlier versions kept in ``report/`` are taken into the base, and their files
    removed.
    """
    from people_base.field.tellings import tell

    now = now or datetime.now(UTC)
    # the second mark outlives a report that somebody empties
    marks = [campaign.report / SEEN, campaign.folder / SEEN]
    files = [path for name in _FILES if (path := campaign.report / name).is_file()]
    with campaign.base() as base:
        told = tell(
            base,
            fit=_fit,
            threshold=campaign.settings.masked_below,
            now=now,
            last_known=max(filter(None, map(_seen, marks)), default=None),
            earlier=dict(_earlier(files)),
        )
    for path in files:
        path.unlink(missing_ok=True)
    if told.at is not None:
        for mark in marks:
            _note_seen(mark, told.number, told.at)
    return PublishedFigures(told.cells, told.earlier, told.threshold)


def _fit(now: pd.DataFrame, added: pd.DataFrame, *, threshold: int) -> "pd.Series[bool]":
    from maps.masking import fit_to_tell
    from people_base.field.totals import CONCERN

    raised = {c: "answered" for c in map(str, now.columns) if c.startswith(CONCERN)}
    return fit_to_tell(
        now,
        added,
        doors="answered",
        among=raised | dict.fromkeys(("absent", "refused", "come_back"), "knocked"),
        threshold=threshold,
    )


def _earlier(files: list[Path]) -> Iterator[tuple[tuple[str, str], pd.DataFrame]]:
    """Read the figures that files remember; a file that is not as it was written gives none."""
    from people_base.field.totals import CONCERN

    for path in files:
        view, area = _FILES[path.name]
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            frame = pd.DataFrame.from_dict(told, orient="index").fillna(0).astype("int64")
        except (OSError, ValueError, TypeError, AttributeError):
            frame = pd.DataFrame()
        if view == "concerns":
            frame = frame.rename(
                columns=lambda c: "answered" if c == _ANSWERED else f"{CONCERN}{c}"
            )
        if (frame < 0).any(axis=None):
            frame = frame.iloc[:0]
        yield (view, area), frame


def _seen(path: Path) -> tuple[int, datetime] | None:
    """Read what this folder saw last; what cannot be read is something that the base lacks."""
    try:
        said: Any = json.loads(path.read_text(encoding="utf-8"))
        return int(said["number"]), datetime.fromisoformat(said["at"]).astimezone(UTC)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError):
        return 0, datetime.fromtimestamp(0, UTC)


def _note_seen(path: Path, number: int, at: datetime) -> None:
    if _seen(path) == (number, at):
        return
    write_json(path, {"number": number, "at": at.isoformat()}, private=True)
