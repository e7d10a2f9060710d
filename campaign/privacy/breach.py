"""A copy was lost or seen: what it contained, and by when the CNIL must know (GDPR, art. 33)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd

from campaign.copies import Reached, known_copies
from campaign.folder import Campaign
from campaign.key import campaign_key
from campaign.sheets.sent_register import load_sent
from canvass.errors import BadInputError
from canvass.tables import BUILDINGS
from canvass.words import Words
from files.writing.csv_text import write_french_csv

#: Notified without undue delay, at most so long after the controller knows (art. 33.1).
NOTIFY_WITHIN = timedelta(hours=72)
SHEETS_HOLD = Words(
    "numéro, rue, code postal, étages et logements, nombre de portes ; aucun nom, aucune date de "
    "naissance",
    "number, street, postcode, floors and flats, count of doors; no name, no birth date",
)
_PEOPLE = Words(
    "nom, prénoms, adresse, bureau, secteur ; ni date de naissance, ni téléphone, ni opinion",
    "names, address, bureau, turf; no birth date, telephone or opinion",
)
_ALL = Words(
    "toute la campagne, liste électorale comprise ; illisible si la copie était chiffrée",
    "the whole campaign, the roll included; unreadable if the copy was encrypted",
)
_COUNTS = Words(
    "totaux par adresse, secteur, bureau ou quartier ; aucun nom",
    "totals by address, turf, bureau or quartier; no name",
)
#: Last word of the audit's note -> what such a copy holds.
_HELD: Mapping[str, Words] = {
    **dict.fromkeys(("people", "individuals", "voters", "placements", "households"), _PEOPLE),
    "backup": _ALL,
    "export": Words("tout ce qui est tenu sur une personne", "all that is held about somebody"),
}


@dataclass(frozen=True)
class Breach:
    """What went out.

    ``sheets``: a row a turf and day: ``jour, secteur, adresses, portes, electeurs``. ``others``:
    copies noted in the audit: ``jour, qui, quoi, lignes``, with what each holds in ``contenu``.
    ``addresses`` are the ids of the addresses on the sheets; ``copies`` tells where copies with
    people were written, and whether they lie there still.
    """

    sheets: pd.DataFrame
    others: pd.DataFrame
    addresses: frozenset[str]
    people: int
    deadline: datetime
    copies: Reached = field(default_factory=Reached)


def breach(
    campaign: Campaign,
    *,
    day: date | None = None,
    turfs: Sequence[str] = (),
    table: Path | None = None,
    known_since: datetime | None = None,
) -> Breach:
    """List what the copies that left contained; some of them where they are said.

    Parameters
    ----------
    day
        Copies made that day; of all days if not said.
    turfs
        Sheets of these turfs alone, and no other copy.
    table
        Where to write the addresses on those sheets, as CSV, to tell the people.
    known_since
        When the controller learnt of it; now by default.

    Raises
    ------
    BadInputError
        If nothing that left fits.
    """
    from people_base.store import read

    sent = _dated(campaign)
    if day is not None:
        sent = sent[sent["jour"] == f"{day:%Y-%m-%d}"]
    if turfs:
        sent = sent[sent["turf_id"].isin(turfs)]
    here = set(sent["building_id"])
    with campaign.base() as base:
        columns = ["number", "street", "postcode", "voters"]
        homes = read(base, BUILDINGS, columns=columns, where={"building_id": here})
        copies = Reached() if turfs else known_copies(campaign, base)
    sent["voters"] = sent["building_id"].map(homes["voters"]).fillna(0).astype("int64")
    others = pd.DataFrame(columns=_OTHER) if turfs else _noted(campaign, day)
    lying = day is None and bool(copies.left or copies.missing)
    if sent.empty and others.empty and not lying:
        raise BadInputError(Words("Aucune copie sortie ne correspond.", "No copy that left fits."))
    if table is not None:
        rows = homes[["number", "street", "postcode"]].rename_axis("adresse_id")
        write_french_csv(table, rows, index=True)
    by_turf = sent.groupby(["jour", "turf_id"], as_index=False).agg(
        adresses=("building_id", "nunique"), portes=("doors", "sum"), electeurs=("voters", "sum")
    )
    return Breach(
        sheets=by_turf.rename(columns={"turf_id": "secteur"}),
        others=others,
        addresses=frozenset(here),
        people=int(homes["voters"].sum()),
        deadline=(known_since or datetime.now(UTC)) + NOTIFY_WITHIN,
        copies=copies,
    )


_OTHER = ["jour", "qui", "quoi", "lignes", "contenu"]


def _dated(campaign: Campaign) -> pd.DataFrame:
    """Add the day to each line that went out: its id is the hash of day, turf and address."""
    from walklists.walk_list import contact_id

    sent = load_sent(campaign)
    notes = _audit(campaign)
    out = notes.loc[notes["what"] == "export walklists", "at"]
    days = {f"{at:%Y-%m-%d}" for at in out} | {
        folder.name for folder in campaign.walklists.glob("20*") if folder.is_dir()
    }
    rows = sent[["turf_id", "building_id"]].itertuples(name=None)
    # lines of earlier versions have ids without the campaign's key
    keys = (campaign_key(campaign.salt), "")
    found = [
        next(
            (
                one
                for one in sorted(days)
                for key in keys
                if contact_id(one, turf, home, key) == line
            ),
            "",
        )
        for line, turf, home in rows
    ]
    return sent.assign(jour=found)


def _noted(campaign: Campaign, day: date | None) -> pd.DataFrame:
    """Return the copies of other kinds that the audit notes."""
    from campaign.privacy.audit_log import word_of

    log = _audit(campaign)
    left = log["what"].str.startswith(("export ", "backup", "access export"))
    log = log[left & (log["what"] != "export walklists")]
    if day is not None:
        same = [at.date() == day for at in log["at"]]
        log = log[pd.Series(same, log.index, dtype=bool)]
    return pd.DataFrame(
        {
            "jour": [f"{at:%Y-%m-%d}" for at in log["at"]],
            "qui": list(log["who"]),
            "quoi": [word_of(what) for what in log["what"]],
            "lignes": list(log["count"]),
            "contenu": [str(_HELD.get(what.split(" ")[-1], _COUNTS)) for what in log["what"]],
        },
        columns=_OTHER,
    )


def _audit(campaign: Campaign) -> pd.DataFrame:
    from people_base.access.audit import audit_log

    with campaign.base() as base:
        return audit_log(base)
