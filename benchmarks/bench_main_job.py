"""Time the main job on a town: ``python benchmarks/bench_main_job.py [--data DIR]``.

Each step runs once, in this process; the goals are the limits set for a whole city on two cores
(15 minutes, 4 GB). DIR is the folder above the towns.
"""

import resource
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.shared import (
    ADDRESSES,
    ROLL,
    SAMPLE_TOWN,
    SAMPLES,
    STREETS,
    figure,
    finish,
    options,
    show,
    town_of,
)
from campaign.demo import run_demo
from canvass.progress import silent

LIMIT_S = 15 * 60
LIMIT_GB = 4.0


def main() -> int:
    """Run the job, print a table, write the figures."""
    asked = options(__doc__).parse_args()
    town = town_of(asked, ADDRESSES, ROLL, STREETS)
    # of a city only the sheets of one bureau are made, of Val-Fleuri all
    data = None if town == SAMPLES / SAMPLE_TOWN else town
    with tempfile.TemporaryDirectory() as out:
        seconds = run_demo(data, Path(out), show=print, bar=lambda _: nullcontext(silent))
    peak_gb = (
        max(
            resource.getrusage(who).ru_maxrss
            for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        / 1e6
    )
    figures = [figure(name, value, "s") for name, value in seconds.items()]
    figures.append(figure("total", sum(seconds.values()), "s", LIMIT_S))
    figures.append(figure("peak memory of one process", peak_gb, "GB", LIMIT_GB))
    print()
    for one in figures:
        show(one)
    return finish(figures, asked)


if __name__ == "__main__":
    sys.exit(main())
