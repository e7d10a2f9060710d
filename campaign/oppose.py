"""Somebody does not want to be in the file, or a door does not want to be visited."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pandas as pd

from campaign.export import TOGETHER, load_sent
from campaign.folder import Campaign
from campaign.people_found import Sought, building_id, building_of, person_id
from campaign.review import write_review
from campaign.review_rows import short_bureau
from campaign.sheets_to_replace import FILE as SHEETS
from campaign.sheets_to_replace import note_outdated
from canvass.errors import BadInputError
from canvass.tables import VOTERS
from canvass.words import Words

if TYPE_CHECKING:
    from people_base.base import Base

#: Review files that point at people by bureau and order number.
_POINTING = "homonymes.csv"


@dataclass(frozen=True)
class Opposed:
    """What was noted and erased; ``turfs`` are those whose printed sheets still show the door."""

    person: bool
    door: bool
    erased: int
    turfs: tuple[str, ...]
    files: int

    def lines(self) -> list[Words]:
        """Say it in sentences."""
        said = []
        if self.person:
            done = Words("effacée de la base", "erased from the base")
            absent = Words("absente de la base", "not in the base")
            what = done if self.erased else absent
            said.append(
                Words(
                    f"Opposition notée. La personne est {what.fr} ; si une liste la ramène, elle "
                    "n'entrera pas.",
                    f"Objection noted. The person is {what.en}; if a roll brings them back, they "
                    "stay out.",
                )
            )
        if self.door:
            said.append(
                Words(
                    "Cette porte n'est plus dans les découpages, les parcours, les listes et les "
                    "feuilles, dès maintenant.",
                    "This door is left out of cuts, walks, lists and sheets, from now on.",
                )
            )
        if self.turfs:
            names = ", ".join(self.turfs)
            said.append(
                Words(
                    f"Feuilles déjà sorties qui montrent cette porte : {names}. Reprenez et "
                    f"détruisez les copies imprimées, puis réimprimez ({self.files} fichiers "
                    f"retirés ou corrigés dans walklists/ ; liste : review/{SHEETS}).",
                    f"Sheets already out that show this door: {names}. Take back and destroy the "
                    f"printed copies, then print again ({self.files} files removed or corrected "
                    f"in walklists/; list: review/{SHEETS}).",
                )
            )
        return said


def oppose(
    campaign: Campaign,
    sought: Sought,
    *,
    channel: str,
    who: str = "",
    now: datetime | None = None,
) -> Opposed:
    """Note an objection and erase at once (GDPR, art. 17 and 21).

    The person leaves the base, their answers and consents end; sheets on this disk that show a
    door which must not be visited are removed. What they wanted is kept as a salted hash, which
    the next roll meets.

    Parameters
    ----------
    campaign
        Whose base.
    sought
        A person, a door, or both.
    channel
        How the wish came: ``porte``, ``courrier``, ``mail``, ``telephone``.
    who
        Who notes it.
    now
        Clock; the present by default.

    Raises
    ------
    BadInputError
        If nobody or several are meant, or the channel is not said.
    """
    from people_base.oppositions import oppose as note

    if not channel.strip():
        raise BadInputError(Words("Dites comment le souhait est venu.", "Say how the wish came."))
    now = now or datetime.now(UTC)
    with campaign.base() as base:
        voter = person_id(campaign, base, sought, absent=True) if sought.person else ""
        building = building_id(base, sought) if sought.address else ""
        touched = {building} if building else set()
        pointer = _pointer(base, voter) if voter else None
        if voter:
            touched.add(building_of(base, voter))
        erased = note(
            base,
            campaign.salt,
            at=now,
            who=who,
            channel=channel,
            voter_id=voter,
            building_id=building,
            door_label=sought.door,
        )
    if pointer is not None:
        _forget_pointer(campaign, pointer)
    turfs, files = withdraw_sheets(campaign, touched - {""}, at=now)
    return Opposed(bool(voter), bool(building), erased, turfs, files)


def withdraw_sheets(
    campaign: Campaign, buildings: Iterable[str], *, at: datetime
) -> tuple[tuple[str, ...], int]:
    """Remove the forms of the turfs that hold some buildings, and note what is printed.

    Of tables to fill, what somebody has filled stays.

    Returns
    -------
    tuple
        The turfs whose sheets went out, and how many files were removed or changed.
    """
    from walklists.sheets import plain_name
    from walklists.taken_out import take_out, take_out_of_workbook

    sent = load_sent(campaign)
    gone = set(buildings)
    turfs = tuple(sorted(set(sent.loc[sent["building_id"].isin(gone), "turf_id"])))
    note_outdated(campaign, turfs, at=at)
    removed = 0
    for folder in campaign.walklists.glob("20*"):
        forms = [
            form
            for turf in turfs
            for ending in ("pdf", "geojson", "gpx")
            for form in folder.glob(f"{plain_name(turf)}-*.{ending}")
        ]
        tables = [p for turf in turfs for p in folder.glob(f"{plain_name(turf)}-*.csv")]
        removed += sum(take_out(table, gone) for table in tables)
        books = [p for turf in turfs for p in folder.glob(f"{plain_name(turf)}-*.xlsx")]
        removed += sum(take_out_of_workbook(book, gone) for book in books)
        for path in [*forms, *([folder / TOGETHER] if forms else [])]:
            removed += path.is_file()
            path.unlink(missing_ok=True)
    return turfs, removed


def _pointer(base: "Base", voter_id: str) -> tuple[str, str] | None:
    from people_base.store import read

    columns = ["bureau_id", "order_number"]
    found = read(base, VOTERS, columns=columns, where={"voter_id": [voter_id]})
    if found.empty:
        return None
    bureau, number = found.iloc[0]
    return str(bureau), str(number)


def _forget_pointer(campaign: Campaign, pointer: tuple[str, str]) -> None:
    path = campaign.review / _POINTING
    if not path.is_file():
        return
    rows = pd.read_csv(path, sep=";", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    if not {"bureau", "numero_ordre"} <= set(rows.columns):
        # a person has changed the file: the next import of the roll makes it anew
        path.unlink()
        return
    bureau, number = pointer
    same = (rows["bureau"] == short_bureau(bureau)) & (rows["numero_ordre"] == number)
    write_review(campaign, _POINTING, rows[~same])
