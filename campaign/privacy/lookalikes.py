"""People who may be somebody who objected, until somebody has decided.

Those of a new roll wait outside the base. Those of the base are asked about where another program
names somebody who may be them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

import pandas as pd

from campaign.folder import Campaign
from campaign.privacy.oppose import Objecting, Opposed, withdrawn
from campaign.review import write_review
from campaign.review_rows import short_bureau
from canvass.tables import VOTERS

if TYPE_CHECKING:
    from people_base.base import Base

#: Who waits, by bureau and order number.
FILE = "oppositions_a_verifier.csv"


@dataclass(frozen=True)
class Decided:
    """What was decided; ``waiting`` counts those who still wait.

    ``opposed``: what was erased, where they were in the base.
    """

    same: bool
    waiting: int
    opposed: Opposed | None = None


@dataclass(frozen=True)
class Waiting:
    """Who waits for a decision.

    ``rows``: ``bureau_id, order_number, objected_at, channel, in_base``, one row a person and
    objection.
    """

    rows: pd.DataFrame

    def cases(self) -> list["Case"]:
        """Return each; somebody who is asked about twice is one."""
        rows = self.rows.drop_duplicates(["bureau_id", "order_number"])
        return [Case(*row) for row in rows.itertuples(index=False, name=None)]


class Case(NamedTuple):
    """Somebody who waits, pointed at; when and how the objection that may be theirs came.

    ``in_base``: another program's wish may be theirs; else they wait outside.
    """

    bureau_id: str
    order_number: str
    objected_at: datetime
    channel: str
    in_base: bool


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
    write_waiting(campaign, base)
    held: pd.Index[str] = pd.Index(pairs["voter_id"].unique(), dtype="str")
    return held


def who_waits(campaign: Campaign) -> Waiting:
    """Return who waits for a decision."""
    from people_base.people.lookalikes import waiting

    with campaign.base() as base:
        return Waiting(waiting(base)[list(Case._fields)])


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

    now = now or datetime.now(UTC)
    opposed = None
    with campaign.base() as base:
        rows = waiting(base)
        bureau = _meant(bureau, rows["bureau_id"])
        inside = rows[rows["in_base"] & (rows["bureau_id"] == bureau)]
        inside = inside[inside["order_number"].map(_plain) == _plain(number)]
        if decision == "other" or inside.empty:
            decide(base, bureau, number, decision, who=who, at=now)
        else:
            opposed = _object(campaign, base, inside.iloc[0], who=who, now=now)
        write_waiting(campaign, base)
        left = len(waiting(base).drop_duplicates(["bureau_id", "order_number"]))
    if opposed is not None:
        opposed = withdrawn(campaign, opposed)
    return Decided(decision == "same", left, opposed)


def _object(
    campaign: Campaign, base: "Base", case: pd.Series, *, who: str, now: datetime
) -> Opposed:
    """Apply a wish to somebody of the base; it is nobody else's then."""
    from people_base.people.lookalikes import NOBODY, NamedWish

    act = Objecting(campaign, base, channel=case["channel"], who=who, now=now)
    wish = NamedWish(case["opposition"], NOBODY)
    erased = act(voter_id=case["voter_id"], wish=wish)
    return Opposed(True, False, erased, (), 0, copies=act.copies)


def _plain(number: str) -> str:
    return number.strip().lstrip("0")


def _meant(bureau: str, known: Iterable[str]) -> str:
    """Take a bureau as people write it (``12``) for its id, where only one is meant."""
    ids = sorted({one for one in known if bureau in {one, short_bureau(one)}})
    return ids[0] if len(ids) == 1 else bureau


def write_waiting(campaign: Campaign, base: "Base") -> None:
    """List who waits in ``review/``, by bureau and order number."""
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
