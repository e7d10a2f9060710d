"""A process that is killed at any moment; run by ``test_kills.py``.

Arguments: the base, what to do, which round. What is acknowledged is printed, line by line.
"""

import importlib.util
import sys
from datetime import UTC, datetime
from pathlib import Path

from canvass.tables import BUILDINGS, VOTERS
from people_base.base import open_base
from people_base.field.contacts import record
from people_base.people.retention import purge
from people_base.people.rolls import note_source
from people_base.store import write

spec = importlib.util.spec_from_file_location(
    "makers", Path(__file__).parents[1] / "people_base" / "conftest.py"
)
assert spec
assert spec.loader
makers = importlib.util.module_from_spec(spec)
spec.loader.exec_module(makers)
place, deed, round_of = sys.argv[1:]
IDS = [f"v{i:05d}" for i in range(3000)]
NOW = datetime(2026, 5, 1, tzinfo=UTC)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def tell(base, name: str) -> None:
    told = makers.make_contacts([{"contact_id": name, "building_id": "b1", "opened": 1}])
    record(base, told, makers.make_concerns([("e0", "LOG", 1)]), source="s")


if deed in {"migrate", "make"}:
    say("ready")
    open_base(place)
    say("opened")
    sys.exit()
base = open_base(place)
note_source(base, makers.SOURCE)
say("ready")
for i in range(10_000):
    name = f"{round_of}-{i}"
    if deed == "sync":
        tell(base, name)
        say(name)
    if deed == "import" or i % 5 == 0:
        write(base, VOTERS, makers.make_voters(IDS, postcode=name), how="merge")
    if deed == "purge":
        write(base, BUILDINGS, makers.make_buildings(["b1"]), how="merge")
        tell(base, name)
        purge(base, now=NOW, due=NOW.date(), early=True)
