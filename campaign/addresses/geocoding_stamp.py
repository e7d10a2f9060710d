"""With which places the voters were placed: newer ones ask for placing again."""

import json
from pathlib import Path

from campaign.folder import Campaign
from campaign.places.import_places import PLACING, RENUMBERED, load_manifest

_FILE = "placed_with.json"


def note_placed(campaign: Campaign) -> None:
    """Keep what the places are at the moment of placing."""
    path = _path(campaign)
    aside = path.with_name(f".{path.name}.new")
    aside.write_text(json.dumps(_now(campaign)), encoding="utf-8")
    aside.replace(path)


def places_are_newer(campaign: Campaign) -> bool:
    """Tell whether places came in since the voters were placed; no where nobody noted it."""
    try:
        before = json.loads(_path(campaign).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(before != json.loads(json.dumps(_now(campaign))))


def _now(campaign: Campaign) -> dict[str, object]:
    manifest = load_manifest(campaign)
    return {kind: manifest[kind] for kind in (PLACING, RENUMBERED) if kind in manifest}


def _path(campaign: Campaign) -> Path:
    return campaign.places / _FILE
