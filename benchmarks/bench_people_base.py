"""Time the people base: ``python benchmarks/bench_people_base.py [--data DIR]``.

On a file and, where PostgreSQL with PostGIS is installed, on a server of its own: the roll of a
town read and written, read and written again, all addresses, one contact for each of them, what a
page about one bureau asks. Then a million contacts are folded into what is known of each building.
DIR is the folder above the towns; ``--quick`` takes Val-Fleuri and folds 100,000 contacts. Each
place is timed in a process of its own, for its memory.
"""

import multiprocessing
import resource
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.postgis_server import PostGis, programs
from benchmarks.shared import ADDRESSES, ROLL, Figure, figure, finish, options, show, town_of
from canvass.tables import BUILDINGS, CONCERNS, CONTACTS, VOTERS
from electoral_rolls.rolls import read_roll
from people_base.base import Base, open_base
from people_base.field.contacts import record
from people_base.field.projection import project_all
from people_base.field.totals import totals
from people_base.people.rolls import RollSource, note_source
from people_base.store import read, write

#: What was asked for: seconds of the first import on each, GB, seconds of a page.
IMPORT_S = {"SQLite": 60.0, "PostGIS": 90.0}
MEMORY_GB, PAGE_S, FOLD_S = 1.5, 0.1, 20.0
PAGES = 20


class Clock:
    """Notes how long steps took, in seconds of the wall; where there is a goal, of this CPU too.

    On a shared machine the second is what can be compared; a server's own work is not in it.
    """

    def __init__(self, place: str) -> None:
        self.place = place
        self.figures: list[Figure] = []

    @contextmanager
    def step(
        self, name: str, goal: float | None = None, *, times: int = 1, alone: bool = False
    ) -> Iterator[None]:
        """Time what is inside; of what is done many times, give one.

        What this process does ``alone``, without waiting for a disk or a server, is judged by CPU.
        """
        began, worked = time.perf_counter(), time.process_time()
        yield
        spent = (time.perf_counter() - began) / times
        self.figures.append(figure(f"{self.place}: {name}", spent, "s", None if alone else goal))
        if goal:
            spent = (time.process_time() - worked) / times
            self.figures.append(
                figure(f"{self.place}: {name}, CPU", spent, "s", goal if alone else None)
            )


def roll_of(folder: Path) -> Path:
    """Return the roll of a town's folder, never its answers."""
    return next(folder.glob(ROLL))


def buildings_of(folder: Path, bureaux: list[str]) -> gpd.GeoDataFrame:
    """Make a building of every address; bureaux in blocks of the file's order."""
    ban = pd.read_csv(next(folder.glob(ADDRESSES)), sep=";", dtype=str, keep_default_na=False)
    ban = ban.drop_duplicates("id").set_index("id").rename_axis("building_id")
    made = pd.DataFrame(
        {name: "" if kind == "text" else 3 for name, kind in BUILDINGS.columns.items()},
        index=ban.index,
    )
    made = made.drop(columns="geometry").assign(
        number=ban["numero"] + ban["rep"],
        street=ban["nom_voie"],
        postcode=ban["code_postal"],
        commune_id=ban["code_insee"],
        bureau_id=np.asarray(bureaux)[np.arange(len(ban)) * len(bureaux) // len(ban)],
    )
    points = gpd.points_from_xy(ban["x"].astype(float), ban["y"].astype(float))
    return gpd.GeoDataFrame(made, geometry=points, crs="EPSG:2154")


def contacts_of(buildings: gpd.GeoDataFrame) -> pd.DataFrame:
    """Tell one contact of each building."""
    rng = np.random.default_rng(0)
    count = len(buildings)
    at = pd.Timestamp("2027-02-06 14:00", tz="UTC")
    told = pd.DataFrame(dict.fromkeys(CONTACTS.columns, 0), index=range(count))
    told = told.assign(
        contact_id=[f"c{n}" for n in range(count)],
        turf_id="T001",
        building_id=buildings.index.to_numpy(),
        at=at + pd.to_timedelta(rng.integers(0, 86_400 * 5, count), unit="s"),
        team="A", source="", knocked=3, opened=1, absent=2,
    )  # fmt: skip
    told.index = pd.Index([f"e{n}" for n in range(count)], name="event_id")
    return told.astype(CONTACTS.empty().dtypes.to_dict())


def timed(name: str, place: str, folder: Path) -> tuple[list[Figure], float]:
    """Time every step on one base; give the figures and the peak memory in GB."""
    clock = Clock(name)
    salt = secrets.token_bytes(32)
    with clock.step("roll read and written", IMPORT_S[name]):
        base = open_base(place)
        note_source(base, _source())
        voters = read_roll([roll_of(folder)], salt=salt).voters
        write(base, VOTERS, voters, how="merge")
    peak_of_import = peak_gb()
    with clock.step("roll written again, nothing new"):
        again = write(base, VOTERS, voters, how="merge")
    assert again.unchanged == len(voters)
    bureaux = sorted(voters["bureau_id"].unique())
    buildings = buildings_of(folder, bureaux)
    with clock.step(f"{len(buildings):,} buildings written"):
        write(base, BUILDINGS, buildings, how="replace")
    with clock.step("a contact of each building recorded"):
        record(base, contacts_of(buildings), CONCERNS.empty(), source="benchmark")
    rng = np.random.default_rng(1)
    with clock.step("page of a bureau", PAGE_S, times=PAGES):
        for bureau in rng.choice(bureaux, PAGES):
            _page(base, str(bureau))
    with clock.step("totals of every bureau"):
        totals(base, by="bureau")
    base.engine.dispose()
    return clock.figures, peak_of_import


def _page(base: Base, bureau: str) -> None:
    """Ask what a page about a bureau asks: its buildings, and what happened there."""
    found = read(base, BUILDINGS, where={"bureau_id": [bureau]})
    read(base, CONTACTS, where={"building_id": list(found.index)})


def folded(count: int) -> tuple[list[Figure], float]:
    """Fold contacts, one in fifty told twice with other counts, into what is known."""
    rng = np.random.default_rng(2)
    told = pd.DataFrame(dict.fromkeys(CONTACTS.columns, 0), index=range(count))
    told["contact_id"] = [f"c{n}" for n in range(count)]
    told.loc[told.index % 50 == 1, "contact_id"] = told["contact_id"].shift()
    told["building_id"] = [f"b{n}" for n in np.repeat(rng.integers(0, 65_000, count // 2), 2)]
    days = pd.to_timedelta(rng.integers(0, 30 * 86_400, count), unit="s")
    first = pd.Timestamp("2027-02-01", tz="UTC")
    told = told.assign(turf_id="T", team="A", source="s", at=first + days)
    told["knocked"] = rng.integers(1, 12, count)
    told["opened"] = told["knocked"] // 3
    told.index = pd.Index([f"{n:032x}" for n in rng.permutation(count)], name="event_id")
    told = told.astype(CONTACTS.empty().dtypes.to_dict())
    raised = pd.DataFrame({"event_id": told.index[::3], "concern": "LOG", "count": 1})
    nothing = pd.DataFrame(columns=["contact_id", "event_ids", "keep_event_id", "at"])
    clock = Clock("fold")
    with clock.step(f"{count:,} contacts into the state", FOLD_S, alone=True):
        project_all(
            told,
            raised.set_index(["event_id", "concern"]),
            nothing,
            doors=pd.Series({"b1": 12}),
        )
    return clock.figures, peak_gb()


def peak_gb() -> float:
    """Return the most memory that this process held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def _source() -> RollSource:
    return RollSource(
        sha256="0" * 64,
        file_name="roll",
        received_on=date(2026, 11, 2),
        requester="benchmark",
        origin="mairie",
        undertaking="benchmark",
        signed_at=datetime(2026, 11, 2, tzinfo=UTC),
    )


def main() -> int:
    """Time, print a table, write the figures; the exit code tells whether the goals hold."""
    asked = options(__doc__).parse_args()
    folder = town_of(asked, ADDRESSES, ROLL)
    figures: list[Figure] = []

    def alone(work: object, *given: object) -> None:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            found, peak = pool.submit(work, *given).result()  # type: ignore[arg-type]
        found.append(
            figure(f"{found[0].name.partition(':')[0]}: peak memory", peak, "GB", MEMORY_GB)
        )
        figures.extend(found)
        for one in found:
            show(one)

    with tempfile.TemporaryDirectory() as out:
        alone(timed, "SQLite", str(Path(out) / "base.sqlite"), folder)
    found = programs()
    if found:
        with PostGis(found) as server:
            alone(timed, "PostGIS", server.url, folder)
    else:
        print("PostgreSQL with PostGIS is not installed: not timed")
    alone(folded, 100_000 if asked.quick else 1_000_000)
    return finish(figures, asked)


if __name__ == "__main__":
    sys.exit(main())
