"""With which places the voters were placed: newer ones ask for placing again."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from campaign.places.import_places import PLACING, RENUMBERED

if TYPE_CHECKING:
    from people_base.base import Base

#: Fact of the base: the places in use when the voters were placed.
PLACED_WITH = "placed_with"


def stamp(base: "Base") -> dict[str, str]:
    """Return the fact to note with a placing: what the places are now."""
    from people_base.facts import facts

    return {PLACED_WITH: _said(facts(base))}


def places_are_newer(base: "Base") -> bool:
    """Tell whether places came in since the voters were placed; no where nobody noted it."""
    from people_base.facts import facts

    noted = facts(base)
    return PLACED_WITH in noted and noted[PLACED_WITH] != _said(noted)


def _said(noted: Mapping[str, str]) -> str:
    used = {k: v for k, v in noted.items() if k.startswith(PLACING) or k == RENUMBERED}
    return json.dumps(used, sort_keys=True)
