"""One of many processes that write contacts at once; run by ``test_crowd.py``.

Arguments: the base, the name of this writer, seconds. Each acknowledged contact is printed with
the seconds that its writing took.
"""

import importlib.util
import sys
import time
from pathlib import Path

from people_base.base import open_base
from people_base.field.contacts import record

spec = importlib.util.spec_from_file_location("makers", Path(__file__).with_name("conftest.py"))
assert spec
assert spec.loader
makers = importlib.util.module_from_spec(spec)
spec.loader.exec_module(makers)
place, writer, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
base = open_base(place)
sys.stdout.write("ready\n")
sys.stdout.flush()
sys.stdin.readline()
end = time.monotonic() + seconds
number = 0
while time.monotonic() < end:
    name = f"{writer}-{number}"
    # teams have streets of their own; now and then two meet in one building
    street = "all" if (number + int(writer[1:])) % 10 == 0 else writer
    told = makers.make_contacts(
        [{"contact_id": name, "building_id": f"{street}-{number % 40}", "opened": 1}]
    )
    raised = makers.make_concerns([("e0", "LOG", 1)])
    longest = 0.0
    # a retry after a lost answer must not count twice: every third contact is sent again
    for _ in range(1 + (number % 3 == 0)):
        start = time.monotonic()
        record(base, told, raised, source="phone")
        longest = max(longest, time.monotonic() - start)
    sys.stdout.write(f"{name} {longest:.3f}\n")
    sys.stdout.flush()
    number += 1
base.engine.dispose()
