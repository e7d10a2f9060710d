"""What the launch table shows: the outings, and the sheet of a turf."""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from campaign.folder import Campaign
from campaign.server.accounts import list_shifts
from canvass.words import Words


def shift_rows(campaign: Campaign, *, now: datetime | None = None) -> pd.DataFrame:
    """Return the outings as a person reads them, the newest first, by ``shift_id``.

    Columns ``compte, secteur, debut, fin, etat`` and ``ouvert``, whether it can be taken back.
    """
    now = now or datetime.now(UTC)
    table = list_shifts(campaign).iloc[::-1]
    names = {
        "account_id": "compte",
        "turf_id": "secteur",
        "starts": "debut",
        "ends": "fin",
    }
    rows = table.rename(columns=names)[list(names.values())]
    ended = [bool(end <= now) for end in table["ends"]]
    begun = [bool(start <= now) for start in table["starts"]]
    rows["etat"] = [
        str(_OVER if over else _NOW if on else _LATER)
        for over, on in zip(ended, begun, strict=True)
    ]
    rows["ouvert"] = [not over for over in ended]
    for name in ("debut", "fin"):
        local = [pd.Timestamp(moment).to_pydatetime().astimezone() for moment in rows[name]]
        rows[name] = [f"{moment:%d/%m/%Y %H:%M}" for moment in local]
    return rows


def sheet_of(campaign: Campaign, turf_id: str) -> Path | None:
    """Return the newest printed sheet of a turf, if one went out."""
    from walklists.paper.sheets import plain_name

    name = f"{plain_name(turf_id)}-1.pdf"
    found = sorted(campaign.walklists.glob(f"20*/{name}"))
    return found[-1] if found else None


_OVER = Words("fini", "over")
_NOW = Words("en cours", "under way")
_LATER = Words("à venir", "to come")
