"""Run all benchmarks one after the other: ``python -m benchmarks [--data DIR] [--quick]``.

The options are those of each; ``--json FILE`` gathers the figures of all.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.shared import options

HERE = Path(__file__).parent
ALL = ("main_job", "geocoding", "turf", "routing", "people_base", "app")


def main() -> int:
    """Run all, whatever the first ones say; the exit code tells whether every goal holds."""
    asked = options(__doc__).parse_args()
    passed = ["--quick"] if asked.quick else []
    for name in ("data", "town"):
        if getattr(asked, name):
            passed += [f"--{name}", str(getattr(asked, name))]
    figures, failed = [], []
    with tempfile.TemporaryDirectory() as folder:
        for name in ALL:
            print(f"== {name}", flush=True)
            out = Path(folder) / f"{name}.json"
            script = str(HERE / f"bench_{name}.py")
            command = [sys.executable, script, *passed, "--json", str(out)]
            if subprocess.run(command, check=False).returncode:
                failed.append(name)
            told = json.loads(out.read_text(encoding="utf-8")) if out.exists() else []
            figures += [one | {"name": f"{name}: {one['name']}"} for one in told]
    if asked.json:
        text = json.dumps(figures, indent=1, ensure_ascii=False)
        asked.json.write_text(text, encoding="utf-8")
    print(
        f"{len(figures)} figures; " + (f"see {', '.join(failed)}" if failed else "all goals hold")
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
