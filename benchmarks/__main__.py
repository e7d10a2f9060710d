"""Run the benchmarks one after the other: ``python -m benchmarks [--data DIR] [--quick]``."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ALL = ("main_job", "geocoding", "turf", "routing", "people_base")


def main() -> int:
    """Pass the options on; the exit code is that of the first one that fails."""
    for name in ALL:
        print(f"== {name}", flush=True)
        script = str(HERE / f"{name}.py")
        done = subprocess.run([sys.executable, script, *sys.argv[1:]], check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
