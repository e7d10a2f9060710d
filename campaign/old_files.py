"""Take in what older versions kept in files beside the base; the files go once the base has it.

What is in the base already stays: a second folder of the same base brings only what is missing.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from canvass.errors import BadInputError
from canvass.words import Words
from files.named_rows import read_frame

if TYPE_CHECKING:
    from people_base.base import Base
    from people_base.old_rows import OldTurfLog
    from people_base.turfs.turf_log import LoggedStep

SENT = "walklists/envois.csv"
WALKS = "walklists/parcours.json"
TURF_LOG = "decoupage.json"
PLACED = "places/placed_with.json"
_MANIFEST = "places/manifest.json"
#: In the order in which they are taken in.
OLD_FILES = (SENT, WALKS, TURF_LOG, PLACED)
#: Those that backups of older versions hold.
IN_BACKUPS = (SENT, WALKS, TURF_LOG)
#: Where a log goes that does not hold for the turfs of the base.
OUTDATED = "review/decoupage-perime.json"
_UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError)


def take_in_old_files(folder: Path, base: "Base") -> None:
    """Take in the files that are still there, and remove them.

    Raises
    ------
    BadInputError
        Naming the file that cannot be read; it stays, and those before it are taken in.
    """
    from people_base import old_rows

    keep: Mapping[str, tuple[Callable[[Path], Any], Callable[[Any, Any], bool]]] = {
        SENT: (_sent, old_rows.take_in_sent),
        WALKS: (_walks, old_rows.take_in_walks),
        TURF_LOG: (_turf_log, old_rows.take_in_turf_log),
        PLACED: (_placed, old_rows.take_in_facts),
    }
    for name in OLD_FILES:
        path = folder / name
        if not path.is_file():
            continue
        read, take_in = keep[name]
        try:
            found = read(path)
        except FileNotFoundError:
            # somebody else has just taken it in
            continue
        except _UNREADABLE as error:
            raise _unreadable(path) from error
        if take_in(base, found):
            path.unlink(missing_ok=True)
        else:
            (folder / OUTDATED).parent.mkdir(exist_ok=True)
            path.replace(folder / OUTDATED)


def _unreadable(path: Path) -> BadInputError:
    return BadInputError(
        Words(
            f"{path} est illisible. Ce qu'il tient doit entrer dans la base : remettez ce fichier "
            "d'une sauvegarde, ou déplacez-le hors du dossier (ce qu'il dit est alors perdu).",
            f"{path} cannot be read. What it holds belongs into the base: bring the file back from "
            "a backup, or move it out of the folder (what it says is then lost).",
        )
    )


def _sent(path: Path) -> pd.DataFrame:
    """Read the register of what went out."""
    found = read_frame(path)[0].astype({"doors": "int64"})
    sent = found.set_index("contact_id")[["turf_id", "building_id", "doors"]]
    return sent[~sent.index.duplicated(keep="last")]


def _walks(path: Path) -> dict[str, str]:
    """Read the choices of walks, each a JSON text of its own."""
    kept: Mapping[str, Mapping[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return {
        turf: json.dumps(dict(choices.items()), ensure_ascii=False)
        for turf, choices in kept.items()
    }


def _turf_log(path: Path) -> "OldTurfLog":
    from people_base.old_rows import OldTurfLog

    raw = json.loads(path.read_text(encoding="utf-8"))
    return OldTurfLog(
        choices=dict(raw.get("choices", {})),
        reasons=dict(raw["reasons"]),
        membership=str(raw["membership"]),
        locked=[str(turf) for turf in raw["locked"]],
        done=[_step(step) for step in raw["done"]],
        undone=[_step(step) for step in raw["undone"]],
        at=datetime.fromtimestamp(path.stat().st_mtime, UTC),
    )


def _step(raw: Mapping[str, Any]) -> "LoggedStep":
    from people_base.turfs.turf_log import LoggedStep

    return LoggedStep(
        said=Words(raw["fr"], raw["en"]),
        before=dict(raw["before"]),
        after=dict(raw["after"]),
        locked_before=list(raw["locked_before"]),
        locked_after=list(raw["locked_after"]),
    )


def _placed(path: Path) -> dict[str, str]:
    """Read with which places voters were placed, and which are there now, as facts of the base."""
    manifest = path.parents[1] / _MANIFEST
    now = json.loads(manifest.read_text(encoding="utf-8")) if manifest.is_file() else {}
    placed = _facts(json.loads(path.read_text(encoding="utf-8")))
    return _facts(now) | {"placed_with": json.dumps(placed, sort_keys=True)}


def _facts(said: Mapping[str, Any]) -> dict[str, str]:
    facts = {f"placing_{kind}": str(sha) for kind, sha in said.get("placing", {}).items()}
    if "renumbered" in said:
        facts["bureaux_renumbered"] = json.dumps(said["renumbered"], sort_keys=True)
    return facts
