"""The scripts and styles that a map takes along, from files of their own.

A map is one file, or one script that streamlit-folium hands to the browser: neither loads a module.
Each script here is a module that imports nothing, so that its text can stand in a script.
"""

import re
from functools import cache
from importlib.resources import files

#: Under this name a map's scripts find those of ``maps/browser``.
NAME = "arpenteur"
_EXPORT = re.compile(r"^export (?=function (\w+))", re.MULTILINE)
#: Types and explanations are for whoever reads the file; folium would take ``{{`` for its own.
_COMMENT = re.compile(r"^[ \t]*/\*\*.*?\*/\n", re.MULTILINE | re.DOTALL)
_INLINE_TYPE = re.compile(r"/\*\* .*? \*/ ?")
_PROGRAMS = ("wear", "shapes_layer", "legend")


def browser_file(name: str) -> str:
    """Return the text of a file of ``maps/browser``."""
    return files("maps").joinpath("browser", name).read_text(encoding="utf-8")


def workbench_files() -> list[str]:
    """List the scripts and styles of the map that stays."""
    names = (found.name for found in files("maps").joinpath("workbench").iterdir())
    return sorted(name for name in names if name.endswith((".js", ".css", ".html")))


@cache
def workbench_file(name: str) -> str:
    """Return the text of one of ``workbench_files``."""
    return files("maps").joinpath("workbench", name).read_text(encoding="utf-8")


@cache
def programs() -> str:
    """Return an expression: an object of all functions that the modules export, by name."""
    return "{" + ",\n".join(_as_property(browser_file(f"{name}.js")) for name in _PROGRAMS) + "}"


def _as_property(module: str) -> str:
    """Wrap a module in a function of its own, so that its other names meet nobody else's."""
    (name,) = _EXPORT.findall(module)
    bare = _INLINE_TYPE.sub("", _COMMENT.sub("", _EXPORT.sub("", module)))
    return f"{name}: (() => {{\n{bare}\nreturn {name};\n}})()"
