"""Numbers and words in one ``.npz`` file: written whole or not at all, read in a moment.

Feather writes 60,000 rows 2.4 times slower and reads them 3 times faster, 15 ms instead of 49
(``benchmarks/kernel_peers.py``). It holds one table: nodes and edges, which differ in length, would
be two files that may not fit each other.
"""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from canvass.errors import BadInputError, MissingFileError
from canvass.words import Words
from files.writing.whole import temporary_beside

Array = NDArray[Any]
_FACTS, _CODE, _WORD = "facts", "/code", "/word"


def write_arrays(path: Path, arrays: Mapping[str, Array], facts: Mapping[str, Any]) -> None:
    """Write arrays (words once each, with codes) and what JSON can hold."""
    plain: dict[str, Any] = {_FACTS: np.array(json.dumps(facts))}
    for name, array in arrays.items():
        if array.dtype.kind == "U":
            codes, words = pd.factorize(array)
            plain[name + _CODE] = codes.astype(np.int32)
            plain[name + _WORD] = np.asarray(words, np.str_)
        else:
            plain[name] = array
    with temporary_beside(path, durable=False) as part, part.open("wb") as file:
        np.savez(file, **plain)


def is_of_layout(path: Path, layout: int) -> bool:
    """Tell whether there is a whole file of this layout; only its facts are read."""
    try:
        with np.load(path, allow_pickle=False) as file:
            return bool(json.loads(str(file[_FACTS]))["layout"] == layout)
    except (KeyError, ValueError, OSError, EOFError, zipfile.BadZipFile):
        return False


def read_arrays(path: Path, *, layout: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Read arrays and facts, of which ``layout`` must be the one given.

    Raises
    ------
    MissingFileError
        If there is no such file.
    BadInputError
        If the file is damaged or of another layout.
    """
    if not path.is_file():
        raise MissingFileError(path)
    try:
        with np.load(path, allow_pickle=False) as file:
            facts = json.loads(str(file[_FACTS]))
            if facts.pop("layout") == layout:
                return _with_words({name: file[name] for name in file.files}), facts
    except (KeyError, ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise _unusable(path) from error
    raise _unusable(path)


def _with_words(plain: dict[str, Array]) -> dict[str, Any]:
    coded = {name.removesuffix(_CODE) for name in plain if name.endswith(_CODE)}
    arrays: dict[str, Any] = {n: a for n, a in plain.items() if n != _FACTS and "/" not in n}
    return arrays | {name: plain[name + _WORD][plain[name + _CODE]] for name in coded}


def _unusable(path: Path) -> BadInputError:
    return BadInputError(
        Words(
            f"{path.name} : fichier de travail inutilisable. Supprimez-le, puis refaites "
            "l'importation.",
            f"{path.name}: this working file cannot be used. Delete it, then import again.",
        )
    )
