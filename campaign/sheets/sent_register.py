"""The register of every line ever sent out."""

from typing import TYPE_CHECKING

import pandas as pd

from campaign.folder import Campaign
from files.formulas import guarded_table, unguarded

if TYPE_CHECKING:
    from walklists.walk_list import WalkList

#: Every line ever sent out, so that what comes back is recognised after any later cut.
SENT = "envois.csv"


def note_sent(campaign: Campaign, lists: "list[WalkList]") -> None:
    """Add what went out to the register, each line once."""
    from walklists.tables.spreadsheets import sent_contacts

    path = campaign.walklists / SENT
    sent = pd.concat([load_sent(campaign), sent_contacts(lists)])
    aside = path.with_suffix(".new")
    guarded_table(sent[~sent.index.duplicated(keep="last")]).to_csv(
        aside, sep=";", lineterminator="\r\n"
    )
    aside.replace(path)


def load_sent(campaign: Campaign) -> pd.DataFrame:
    """Return every line ever sent out: contact_id -> turf_id, building_id, doors."""
    path = campaign.walklists / SENT
    if not path.is_file():
        empty = pd.DataFrame(columns=["turf_id", "building_id", "doors"])
        return empty.rename_axis("contact_id")
    kinds = {"contact_id": str, "turf_id": str, "building_id": str}
    sent = pd.read_csv(path, sep=";", dtype=kinds, keep_default_na=False)
    return sent.assign(**{name: sent[name].map(unguarded) for name in kinds}).set_index(
        "contact_id"
    )
