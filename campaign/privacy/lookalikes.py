"""People of a new roll who look like somebody who objected, until somebody has decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

import pandas as pd

from campaign.folder import Campaign
from campaign.review import write_review
from campaign.review_rows import short_bureau
from canvass.tables import VOTERS

if TYPE_CHECKING:
    from people_base.base import Base

#: Who waits, by bureau and order number.
FILE = "oppositions_a_verifier.csv"


@dataclass(frozen=True)
class Decided:
    """What was decided; ``waiting`` counts those who still wait."""

    same: bool
    waiting: int


@dataclass(frozen=True)
class Waiting:
    """Who waits for a decision.

    ``rows``: ``bureau_id, order_number, objected_at, channel``, one row a person and objection.
    """

    rows: pd.DataFrame

    def cases(self) -> list[tuple[str, str, datetime, str]]:
        """Return bureau, order number, and when and how the objection came, of each."""
        return list(self.rows.itertuples(index=False, name=None))


def hold_lookalikes(
    campaign: Campaign, base: "Base", voters: pd.DataFrame, *, now: datetime | None = None
) -> "pd.Index[str]":
    """Note who of a new roll waits outside the base, and return their ids.

    Who is in the base already was there beside whoever objected: they are two people.
    """
    from people_base.people.lookalikes import keep_waiting, lookalikes
    from people_base.store import read

    pairs = lookalikes(base, campaign.salt, voters)
    if len(pairs):
        ids = {"voter_id": set(pairs["voter_id"])}
        here = read(base, VOTERS, columns=[], where=ids).index
        pairs = pairs[~pairs["voter_id"].isin(here)]
    keep_waiting(base, pairs, voters, at=now or datetime.now(UTC))
    _write(campaign, base)
    held: pd.Index[str] = pd.Index(pairs["voter_id"].unique(), dtype="str")
    return held


def who_waits(campaign: Campaign) -> Waiting:
    """Return who waits for a decision."""
    from people_base.people.lookalikes import waiting

    with campaign.base() as base:
        return Waiting(waiting(base))


def decide_lookalike(
    campaign: Campaign,
    bureau: str,
    number: str,
    decision: Literal["same", "other"],
    *,
    who: str = "",
    now: datetime | None = None,
) -> Decided:
    """Say of somebody who waits whether they are who objected.

    Raises
    ------
    BadInputError
        If nobody waits under this bureau and number.
    """
    from people_base.people.lookalikes import decide, waiting

    with campaign.base() as base:
        bureaux = _meant(bureau, waiting(base)["bureau_id"])
        decide(base, bureaux, number, decision, who=who, at=now or datetime.now(UTC))
        _write(campaign, base)
        return Decided(decision == "same", len(waiting(base)))


def _meant(bureau: str, known: Iterable[str]) -> str:
    """Take a bureau as people write it (``12``) for its id, where only one is meant."""
    ids = sorted({one for one in known if bureau in {one, short_bureau(one)}})
    return ids[0] if len(ids) == 1 else bureau


def _write(campaign: Campaign, base: "Base") -> None:
    from people_base.people.lookalikes import waiting

    rows = waiting(base)
    listed = pd.DataFrame(
        {
            "bureau": rows["bureau_id"].map(short_bureau),
            "numero_ordre": rows["order_number"],
            "ressemble_a_l_opposition_du": [f"{at:%Y-%m-%d}" for at in rows["objected_at"]],
            "venue_par": rows["channel"],
        }
    ).drop_duplicates()
    write_review(campaign, FILE, listed)
