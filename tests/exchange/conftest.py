"""The small base of the people base's tests."""

import importlib.util
from pathlib import Path

_PATH = Path(__file__).parents[1] / "people_base" / "conftest.py"
_spec = importlib.util.spec_from_file_location("small_bases", _PATH)
assert _spec
assert _spec.loader
_makers = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_makers)
globals().update({name: value for name, value in vars(_makers).items() if name[0] != "_"})
