"""Geocode lines with known answers: ``python benchmarks/bench_geocoding.py [--data DIR]``.

DIR is the folder above the towns; lines of a whole département are in its ``rhone-synthetic/``,
``--quick`` takes the first thousand of them and no city. Without DIR, Val-Fleuri's roll. With
``--addok PYTHON`` (the interpreter of an environment holding addok, addok-france and addok-fr,
beside Debian's redis-server), addok answers the same lines in turn, block by block; its time is the
CPU of client and Redis together.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.addok_server import Addok
from benchmarks.geocoding_misspelt import measure_absent, measure_misspelt
from benchmarks.shared import (
    ADDRESSES,
    ANSWERS,
    ROLL,
    Figure,
    figure,
    finish,
    folder_of,
    options,
    show,
    town_of,
)
from geocoding.address_index import AddressIndex, load_index
from geocoding.ban import street_id_of
from geocoding.geocoder import geocode

BLOCKS = 4
#: Lines of the city that addok answers; its rate does not depend on how many there are.
SAMPLE = 2000
#: Voters of the national roll by distinct address line (Insee, REU of September 2022).
VOTERS_PER_LINE = 1.9
ANSWERED = ("housenumber", "interpolation", "street", "locality")


def main() -> int:
    """Measure, print a table, write the figures."""
    parser = options(__doc__)
    parser.add_argument("--addok", type=Path, default=os.environ.get("ADDOK_PYTHON"))
    asked = parser.parse_args()
    figures = []
    for one in measured(asked):
        show(one)
        figures.append(one)
    return finish(figures, asked)


def measured(asked: argparse.Namespace) -> Iterator[Figure]:
    """Measure the département where it is there, and a town's roll."""
    if asked.data is not None:
        folder = folder_of(asked.data, "rhone-synthetic", "queries_dev.csv.gz")
        yield from measure_departement(folder, asked.addok, quick=asked.quick)
    if asked.data is None or not asked.quick:
        town = town_of(asked, ADDRESSES, ROLL, ANSWERS)
        yield from measure_town(town, asked.addok, city=asked.data is not None)


def measure(
    name: str,
    value: float,
    unit: str,
    peer: float | None = None,
    goal: float | None = None,
    *,
    at_least: bool = True,
) -> Figure:
    """Lay a measure out beside addok's; ``at_least`` tells which side of the goal is good."""
    return figure(name, value, unit, goal, peer=peer, least=at_least)


def measure_departement(folder: Path, python: Path | None, *, quick: bool) -> Iterator[Figure]:
    """Compare on lines of a synthetic département."""
    started = time.process_time()
    index = load_index(folder / "adresses-69.csv.gz", places=folder / "lieux-dits-69-beta.csv.gz")
    geocode(pd.DataFrame({"voie": ["RUE"]}), index)
    load_s = time.process_time() - started
    asked = pd.read_csv(folder / "queries_dev.csv.gz", dtype=str, keep_default_na=False)
    asked = asked.head(1000) if quick else asked
    blocks = np.array_split(np.arange(len(asked)), BLOCKS)
    if Addok.is_there(python):
        assert python is not None
        with tempfile.TemporaryDirectory() as place, Addok(python, index, Path(place)) as addok:
            ours, our_s, theirs, their_s = in_turn(asked, blocks, index, addok)
            peer_load_s, peer_mb = addok.load_cpu_s, addok.redis_mb
        print(f"addok: Redis holds {peer_mb:,.0f} MB")
        theirs_scored = scored(asked, theirs)
    else:
        print("addok is not installed (see --addok): no comparison")
        ours, our_s, theirs, their_s = in_turn(asked, blocks, index, None)
        peer_load_s = theirs_scored = None
    rate = len(asked) / our_s
    peer_rate = len(asked) / their_s if their_s else None
    yield measure(
        "load an index of 309,000 numbers", load_s, "CPU s", peer_load_s, 3, at_least=False
    )
    yield measure("distinct lines", rate, "per CPU s", peer_rate, None if quick else 15_000)
    if peer_rate:
        yield measure("ratio of the two", rate / peer_rate, "times", goal=None if quick else 100)
    # Of its own addok answers every voter; whoever asks it may deduplicate first.
    voter_rate = rate_per_voter(asked, index)
    yield measure(f"voters, {VOTERS_PER_LINE} per line", voter_rate, "per CPU s", peer_rate)
    if peer_rate:
        least = None if quick else 185
        yield measure("ratio of the two, per voter", voter_rate / peer_rate, "times", goal=least)
    yield from accuracy(asked, scored(asked, ours), theirs_scored)
    for name, value in measure_misspelt(index, 500 if quick else 3000, seed=1):
        yield measure(name, value, "%", goal=95 if "town" in name else 98)
    # The fit sees every other line only.
    absent = measure_absent(asked.iloc[1::2], folder, seed=0)
    yield measure("sure of a number, street absent", absent, "%", goal=1, at_least=False)


def rate_per_voter(asked: pd.DataFrame, index: AddressIndex) -> float:
    """Geocode a roll in which each line stands as often as in the national one; voters a second."""
    twice = np.arange(len(asked)) < len(asked) * (VOTERS_PER_LINE - 1)
    every = np.random.default_rng(0).permutation(np.repeat(np.arange(len(asked)), 1 + twice))
    roll = asked.iloc[every].reset_index(drop=True)
    started = time.process_time()
    for _ in range(BLOCKS):
        geocode(roll, index)
    return BLOCKS * len(roll) / (time.process_time() - started)


def in_turn(
    asked: pd.DataFrame, blocks: list[np.ndarray], index: AddressIndex, addok: Addok | None
) -> tuple[pd.DataFrame, float, pd.DataFrame, float]:
    """Answer in turn: addok a block, ours every line, and again; ours is the mean of its runs."""
    theirs: list[list[object]] = []
    our_s = their_s = 0.0
    for block in blocks:
        part = asked.iloc[block]
        if addok is not None:
            answers, used = addok.ask([query(row) for row in part.itertuples()])
            their_s += used
            theirs += answers
        started = time.process_time()
        ours = geocode(asked, index)
        our_s += (time.process_time() - started) / len(blocks)
    columns = ["result_id", "result_type", "result_score"]
    peer = pd.DataFrame(theirs, columns=columns, index=asked.index[: len(theirs)])
    return ours, our_s, peer, their_s


def query(row: object) -> tuple[str, list[str]]:
    """Word a line for addok, filtered by its commune: its best mode on these lines."""
    text = f"{row.numero} {row.voie or row.lieu_dit} {row.code_postal} {row.commune}"  # type: ignore[attr-defined]
    return " ".join(text.split())[:200], [row.insee] if row.insee else []  # type: ignore[attr-defined]


def scored(asked: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Tell of each answer whether it names a street, whether that is wrong, whether it is exact."""
    named = found["result_type"].isin(ANSWERED)
    street = street_id_of(found["result_id"].astype("str"))
    return pd.DataFrame(
        {
            "exact": found["result_id"] == asked["truth_id"],
            "wrong": named & (street != asked["truth_street_id"]),
            "score": found["result_score"].astype(float).where(named, -1.0),
        }
    )


def accuracy(
    asked: pd.DataFrame, ours: pd.DataFrame, theirs: pd.DataFrame | None
) -> Iterator[Figure]:
    """Yield the shares right, wrong and kept, for both."""

    def both(measure: object) -> tuple[float, float | None]:
        return measure(ours), None if theirs is None else measure(theirs)  # type: ignore[operator]

    numbered = asked["truth_kind"] == "housenumber"
    value, peer = both(lambda t: 100 * t["exact"][numbered].mean())
    yield measure("exact house number", value, "%", peer, 99)
    value, peer = both(lambda t: 100 * t["wrong"][numbered].mean())
    yield measure("wrong street, same lines", value, "%", peer)
    for most, goal in ((0.25, 85), (0.5, 93), (1.0, None)):
        value, peer = both(lambda t, most=most: kept(t, most))
        yield measure(f"kept at no more than {most} % wrong streets", value, "%", peer, goal)
    for noise, goal in (
        ("case_only", None), ("abbr_type", None), ("typo1", None), ("typo2", None),
        ("complement_in_street", None), ("lieudit_in_street", None), ("wrong_type", None),
        ("no_type", None), ("initial", None), ("firstname_dropped", 83.7), ("glued", None),
        ("abbr_title", 90.0), ("num_words", None),
        ("old_insee", None), ("plm_parent", None), ("range", None), ("wrong_cp", None),
    ):  # fmt: skip
        some = numbered & asked["noise"].str.contains(noise)
        value, peer = both(lambda t, some=some: 100 * t["exact"][some].mean())
        # Where a goal is given, addok's own figure is what must be reached.
        least = round(peer, 1) if goal is not None and peer is not None else goal
        yield measure(f"exact: {noise} ({some.sum()})", value, "%", peer, least)


def kept(table: pd.DataFrame, most: float) -> float:
    """Return the share of lines above the lowest score at which few streets are wrong."""
    best = table.sort_values("score", ascending=False, kind="stable")
    wrong = 100 * best["wrong"].cumsum().to_numpy() / np.arange(1, len(best) + 1)
    score = best["score"].to_numpy()
    fit = (wrong <= most) & np.r_[score[1:] != score[:-1], True] & (score >= 0)
    return 100 * (np.flatnonzero(fit).max(initial=-1) + 1) / len(table)


def measure_town(folder: Path, python: Path | None, *, city: bool) -> Iterator[Figure]:
    """Place a whole town's roll; addok takes a sample of a city's distinct lines."""
    asked, right = read_answers(folder)
    index = load_index(next(folder.glob(ADDRESSES)))
    named = folder.name.title()
    started = time.process_time()
    found = geocode(asked, index)
    used = time.process_time() - started
    peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    has, exact = right != "", (found["result_id"] == right).to_numpy()
    numbered = (found["result_type"] == "housenumber").to_numpy()
    sure = numbered & (found["result_score"] >= 0.8).to_numpy()
    wrong = 100 * (numbered & ~exact)[has].mean()
    lines = asked.drop_duplicates()
    peer_rate = peer_exact = None
    if city and Addok.is_there(python):
        assert python is not None
        sample = lines.sample(SAMPLE, random_state=0)
        with tempfile.TemporaryDirectory() as place, Addok(python, index, Path(place)) as addok:
            answers, peer_s = addok.ask([query(row) for row in sample.itertuples()])
        peer_rate = SAMPLE / peer_s
        known = right[asked.index.get_indexer(sample.index)]
        peer_ids = np.array([answer[0] for answer in answers])
        peer_exact = 100 * (peer_ids == known)[known != ""].mean()
    yield measure(
        f"{named}, {len(asked):,} voters", used, "CPU s", goal=15 if city else None, at_least=False
    )
    rate = len(lines) / used
    yield measure(f"{named}, {len(lines):,} distinct lines", rate, "per CPU s", peer_rate)
    if peer_rate:
        yield measure(f"{named}, ratio of the two", rate / peer_rate, "times", goal=100)
    yield measure(
        f"{named}, exact", 100 * exact[has].mean(), "%", peer_exact, 98.5 if city else None
    )
    yield measure(f"{named}, wrong number", wrong, "%", goal=0.3 if city else None, at_least=False)
    unknown = f"of {(~has).sum():,}"
    yield measure(f"{named}, sure of a number said not to be", float(sure[~has].sum()), unknown)
    yield measure("peak memory of all this", peak_gb, "GB")


def read_answers(folder: Path) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the roll's address columns and the true address of each voter, or nothing."""
    names = {
        "numero": "numéro de voie", "voie": "libellé de voie", "lieu_dit": "lieu-dit",
        "code_postal": "code postal", "commune": "commune", "insee": "code du l'ugle",
    }  # fmt: skip
    read = {"sep": ";", "dtype": str, "keep_default_na": False}
    roll = pd.read_csv(next(folder.glob(ROLL)), **read)
    truth = pd.read_csv(next(folder.glob(ANSWERS)), **read)
    bureau = roll["code du l'ugle"] + "_" + roll["code du bureau de vote"].str.zfill(4)
    order = roll["numéro d'ordre dans le bureau de vote"]
    known = truth.set_index(["bureau", "numero_ordre"])["adresse_id"]
    # a number of a main list may stand on a complementary one too: then nobody's is known
    known = known[~known.index.duplicated(keep=False)]
    right = known.reindex(pd.MultiIndex.from_arrays([bureau, order]), fill_value="").to_numpy()
    return pd.DataFrame({field: roll[column] for field, column in names.items()}), right


if __name__ == "__main__":
    sys.exit(main())
