"""Time the main job on a town: ``python benchmarks/main_job.py [--data DIR] [--json FILE]``.

Each step runs once, in this process; the peer is the limit set for a whole city on two cores
(15 minutes, 4 GB). ``--quick`` takes the fictitious Val-Fleuri.
"""

import argparse
import json
import resource
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

from campaign.demo import run_demo
from canvass.progress import silent

LIMIT_S = 15 * 60
LIMIT_GB = 4.0


def main() -> int:
    """Run the job, print a table, write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of a town (default: Val-Fleuri)")
    parser.add_argument("--quick", action="store_true", help="Val-Fleuri whatever --data says")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    asked = parser.parse_args()
    data = None if asked.quick else asked.data
    with tempfile.TemporaryDirectory() as out:
        seconds = run_demo(data, Path(out), show=print, bar=lambda _: nullcontext(silent))
    peak_gb = (
        max(
            resource.getrusage(who).ru_maxrss
            for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        / 1e6
    )
    figures = [figure(name, value, "s", None) for name, value in seconds.items()]
    figures.append(figure("total", sum(seconds.values()), "s", LIMIT_S))
    figures.append(figure("peak memory of one process", peak_gb, "GB", LIMIT_GB))
    print()
    for one in figures:
        print(f"{one['name']:<32}{one['value']:>10.2f} {one['unit']}")
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False))
    return 0 if all(one["holds"] for one in figures) else 1


def figure(name: str, value: float, unit: str, goal: float | None) -> dict[str, object]:
    """Lay one figure out; without a goal it is told, not judged."""
    return {
        "name": name,
        "value": round(value, 3),
        "unit": unit,
        "peer": None,
        "goal": goal,
        "holds": goal is None or value <= goal,
    }


if __name__ == "__main__":
    sys.exit(main())
