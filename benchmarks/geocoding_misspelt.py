"""Queries as people misspell them, and streets that are not there: what the geocoder makes of both.

Slips are those of real misspelt queries (sounds written otherwise, letters lost, doubled or
exchanged, words glued or parted), the number is one that the street has not, and the town stands
behind the street: as it is, misspelt, or another one.
"""

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from geocoding.address_index import AddressIndex, build_index
from geocoding.address_text import plain_text
from geocoding.ban import read_ban_addresses, read_ban_places
from geocoding.geocoder import geocode

#: From this score on a placement is taken without review.
SURE = 0.78
SOUNDS = (
    *(("Y", "I"), ("I", "Y"), ("PH", "F"), ("F", "PH"), ("TH", "T"), ("T", "TH"), ("C", "K")),
    *(("QU", "K"), ("S", "Z"), ("Z", "S"), ("AI", "E"), ("AN", "EN"), ("EN", "AN"), ("EAU", "O")),
    *(("AU", "O"), ("ER", "E"), ("IN", "AIN"), ("CK", "C"), ("G", "GU"), ("H", ""), ("X", "S")),
)
#: Towns that no index of the Rhône knows.
ELSEWHERE = ("BORDEAUX", "RENNES", "LA TESTE DE BUCH", "AIX EN PROVENCE", "LILLE", "STRASBOURG")


def misspelt(word: str, chance: random.Random) -> str:
    """Return a word with one slip."""
    fit = [pair for pair in SOUNDS if pair[0] in word[1:]]
    if fit and chance.random() < 0.5:
        sound, other = chance.choice(fit)
        return word[0] + word[1:].replace(sound, other, 1)
    at = chance.randrange(1, len(word))
    letter = word[at]
    slips = (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[: at - 1] + letter + word[at - 1] + word[at + 1 :] if at > 1 else word + "S",
        word[:at] + chance.choice("AEIORSTNL") + word[at + 1 :],
    )
    return chance.choice(slips)


def queries(streets: pd.DataFrame, count: int, seed: int) -> pd.DataFrame:
    """Misspell streets: ``text`` with a number, ``town`` behind it, ``street_id`` the answer."""
    chance = random.Random(seed)
    rows = []
    for street in streets.sample(count, random_state=seed).itertuples():
        words = plain_text(str(street.name)).split()
        long = [at for at, word in enumerate(words) if at and len(word) > 4]
        if not long:
            continue
        at = chance.choice(long)
        words[at] = misspelt(words[at], chance)
        if chance.random() < 0.1:
            words[-1] = misspelt(words[-1], chance) if len(words[-1]) > 3 else words[-1]
        town = plain_text(str(street.city))
        behind = (
            town,
            town,
            misspelt(town, chance) if len(town) > 4 else town,
            chance.choice(ELSEWHERE),
        )
        number = chance.randrange(2000, 3000)
        rows.append(
            (f"{number} {' '.join(words)}", chance.choice(behind), street.insee, street.street_id)
        )
    return pd.DataFrame(rows, columns=["text", "town", "insee", "street_id"])


def measure_misspelt(index: AddressIndex, count: int, seed: int) -> Iterator[tuple[str, float]]:
    """Yield the share of misspelt queries that name the right street, with the town and without."""
    streets = index.streets[~index.streets["is_place"]]
    asked = queries(streets, count, seed)
    names = dict(zip(streets["street_id"], streets["name"], strict=True))
    for label, text in (
        ("misspelt, town behind, right street", asked["text"] + " " + asked["town"]),
        ("misspelt, right street", asked["text"]),
    ):
        found = geocode(pd.DataFrame({"voie": text, "insee": asked["insee"]}), index)
        right = found["result_street"] == asked["street_id"].map(names)
        yield label, 100 * float(right.mean())


def index_without(folder: Path, streets: np.ndarray) -> AddressIndex:
    """Make the département's index, some of its streets withheld."""
    numbered = read_ban_addresses(folder / "adresses-69.csv.gz")
    places = read_ban_places(folder / "lieux-dits-69-beta.csv.gz")
    kept = [t[~t["street_id"].isin(streets)].reset_index(drop=True) for t in (numbered, places)]
    return build_index(*kept)


def measure_absent(asked: pd.DataFrame, folder: Path, seed: int) -> float:
    """Return the share of lines of absent streets that get a number without review."""
    streets = np.unique(asked["truth_street_id"])
    gone = np.random.default_rng(seed).choice(streets, len(streets) // 5, replace=False)
    lines = asked[asked["truth_street_id"].isin(gone)]
    found = geocode(lines, index_without(folder, gone))
    sure = (found["result_type"] == "housenumber") & (found["result_score"] >= SURE)
    return 100 * float(sure.mean())
