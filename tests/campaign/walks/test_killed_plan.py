"""A planning that is killed leaves no process behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
_PLANS = """
import time
from types import SimpleNamespace
from campaign.walks.turf_failures import WORTH_PROCESSES, worked
tasks = [SimpleNamespace(turf_id=str(n)) for n in range(WORTH_PROCESSES)]
list(worked(lambda task: time.sleep(120), tasks, None))
"""


def _below(parent: int) -> set[int]:
    """Return the processes below one, at any depth."""
    found, more = set[int](), {parent}
    while more:
        more = {
            int(child)
            for one in more
            for path in Path(f"/proc/{one}/task").glob("*/children")
            for child in path.read_text().split()
        }
        found |= more
    return found


def _alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks into /proc")
def test_killed_workers_end_with_the_one_who_started_them() -> None:
    run = subprocess.Popen([sys.executable, "-c", _PLANS], cwd=ROOT)
    workers = set[int]()
    patience = time.monotonic() + 60
    while len(workers) < 2 and time.monotonic() < patience:
        time.sleep(0.2)
        workers = _below(run.pid)
    # the watch of each begins with its first task
    time.sleep(4)
    workers |= _below(run.pid)
    assert workers
    run.send_signal(signal.SIGKILL)
    run.wait()
    patience = time.monotonic() + 30
    while any(map(_alive, workers)) and time.monotonic() < patience:
        time.sleep(0.2)
    left = [one for one in workers if _alive(one)]
    for one in left:
        os.kill(one, signal.SIGKILL)
    assert not left
