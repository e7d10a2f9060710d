"""By what name a walk calls each street: the plate's, matched with that of the addresses."""

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from routing.directions.street_phrases import street_phrase
from routing.network.street_names import SHORTENED, agreement
from routing.network.walk_network import Network


@dataclass(frozen=True, eq=False)
class StreetLabels:
    """Names of the streets of a walk.

    ``of_stop`` has the street of each stop; ``of_edge`` the names of edges without one on the map
    on which addresses of a street stand.
    """

    of_stop: tuple[str, ...]
    of_edge: dict[int, str]
    network: Network

    def name(self, edge: int) -> str:
        """Return the name of an edge, empty where it has none."""
        written = str(self.network.name[edge])
        return street_phrase(written).heading if written else self.of_edge.get(edge, "")


def street_labels(network: Network, doors: pd.DataFrame, streets: pd.Series) -> StreetLabels:
    """Match the streets of addresses with those of the map.

    Parameters
    ----------
    doors
        As ``snap_doors`` gives them.
    streets
        The street of each address on the same rows; empty where unknown.

    Notes
    -----
    An address whose street is that of the map is called by the map's spelling; one without a
    street takes the name of the way on which it stands.
    """
    edge = doors["edge"].to_numpy()
    written = ["" if e < 0 else str(network.name[e]) for e in edge]
    asked = [str(street).strip() for street in streets]
    found = pd.Series(written, dtype="str").to_numpy(str)
    same = agreement(pd.Series(asked, dtype="str"), found, also=network.other_names) >= SHORTENED
    spellings: dict[str, Counter[str]] = {}
    for street, name, agrees in zip(asked, written, same, strict=True):
        spellings.setdefault(street, Counter())[name] += int(agrees)
    of_street = {street: _called(street, names) for street, names in spellings.items()}
    of_stop = tuple(
        street_phrase(of_street[street] or name).heading
        for street, name in zip(asked, written, strict=True)
    )
    unnamed = {
        int(e): label for e, label, name in zip(edge, of_stop, written, strict=True) if not name
    }
    return StreetLabels(of_stop, unnamed, network)


def _called(street: str, names: Counter[str]) -> str:
    """Choose the map's spelling on which most addresses agree, else the addresses' own."""
    if not street:
        return ""
    name, times = names.most_common(1)[0]
    return name if times else street
