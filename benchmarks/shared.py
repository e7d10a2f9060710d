"""What all benchmarks share: their options, the town that they take, the figures that they write.

``--data DIR`` always names the folder above the towns (``DIR/toulouse``, ``DIR/rhone-synthetic``),
``--town NAME`` one of them; without ``--data`` it is the fictitious Val-Fleuri. ``--quick`` takes
Val-Fleuri too, or the first lines of what has no small town. ``--json FILE`` writes a list of
``{name, value, unit, peer, goal, holds}``.
"""

import argparse
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "data" / "sample_districts"
SAMPLE_TOWN, CITY = "val-fleuri", "toulouse"
ADDRESSES, ROLL, ANSWERS, STREETS, BUREAUX = (
    "adresses-*.csv.gz",
    "liste_electorale.csv*",
    "liste_electorale_verite.csv*",
    "rues.osm*",
    "bureaux*.geojson",
)


@dataclass(frozen=True)
class Figure:
    """One measure; ``holds`` where it has no goal or meets it."""

    name: str
    value: float
    unit: str
    peer: float | None = None
    goal: float | None = None
    holds: bool = True


def figure(
    name: str,
    value: float,
    unit: str,
    goal: float | None = None,
    *,
    peer: float | None = None,
    least: bool = False,
) -> Figure:
    """Lay one measure out; its goal is the most that it may be, or the ``least``."""
    met = goal is None or (value >= goal - 1e-9 if least else value <= goal + 1e-9)
    return Figure(name, round(float(value), 4), unit, peer, goal, bool(met))


def options(told: str | None) -> argparse.ArgumentParser:
    """Return the options that every benchmark takes; ``told`` is its own docstring."""
    parser = argparse.ArgumentParser(
        description=told, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="folder above the towns (default: Val-Fleuri)")
    parser.add_argument("--town", help=f"folder in DIR (default: {CITY})")
    parser.add_argument("--quick", action="store_true", help="Val-Fleuri, or few lines")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    return parser


def town_of(asked: argparse.Namespace, *patterns: str) -> Path:
    """Return the folder of the town that was asked for.

    Parameters
    ----------
    asked
        What ``options`` read.
    patterns
        Files that the benchmark reads, one of each at least.

    Raises
    ------
    SystemExit
        If the folder or one of its files is not there.
    """
    if asked.quick or asked.data is None:
        return SAMPLES / SAMPLE_TOWN
    return folder_of(asked.data, asked.town or CITY, *patterns)


def folder_of(data: Path, name: str, *patterns: str) -> Path:
    """Return a folder of ``data`` that holds a file of each pattern.

    Raises
    ------
    SystemExit
        If it is not there, or lacks one.
    """
    folder = data / name
    if not folder.is_dir():
        said = f"{folder} is not there: --data names the folder above the towns, --town one of them"
        raise SystemExit(said)
    missing = [pattern for pattern in patterns if not any(folder.glob(pattern))]
    if missing:
        raise SystemExit(f"{folder} lacks {', '.join(missing)}")
    return folder


def show(one: Figure) -> None:
    """Print one figure with its goal."""
    goal = "" if one.goal is None else f"goal {one.goal:g}"
    missed = "" if one.holds else "MISSED"
    print(f"{one.name:<60}{one.value:>12,.3f} {one.unit:<9}{goal:<14}{missed}", flush=True)


def finish(figures: Iterable[Figure], asked: argparse.Namespace) -> int:
    """Write the figures where asked; the exit code tells whether all goals hold."""
    told = list(figures)
    if asked.json:
        rows = [asdict(one) for one in told]
        asked.json.write_text(json.dumps(rows, indent=1, ensure_ascii=False), encoding="utf-8")
    return 0 if all(one.holds for one in told) else 1
