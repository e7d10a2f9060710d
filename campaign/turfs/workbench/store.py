"""The layers that one server keeps ready: each made once a version, told apart from the last."""

from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import RLock
from typing import TYPE_CHECKING, Any

from campaign.folder import Campaign
from campaign.overview import revision
from campaign.turfs.workbench import layers
from canvass.errors import BadInputError
from canvass.words import Words

if TYPE_CHECKING:
    from maps.workbench.layer import Layer

#: Versions of turfs that are remembered, so that a browser that holds one fetches the rest alone.
VERSIONS_KEPT = 12


@dataclass
class _Kept:
    """What is known of one campaign; ``old`` are layers by name and version, the last one last."""

    state: Any = None
    town: "layers.Town | None" = None
    ground_of: str = ""
    ground: "Mapping[str, Layer]" = field(default_factory=dict)
    blocks: "Layer | None" = None
    old: "OrderedDict[tuple[str, str], Layer]" = field(default_factory=OrderedDict)

    def remember(self, town: "layers.Town") -> None:
        """Keep the layers that browsers may hold, so that what differs can be told."""
        for layer in town.layers.values():
            self.old[layer.name, layer.version] = layer
            self.old.move_to_end((layer.name, layer.version))
        turfs = [key for key in self.old if key[0] == "turfs"]
        for key in turfs[:-VERSIONS_KEPT]:
            del self.old[key]


class LayerStore:
    """Layers by campaign; safe to ask from several threads."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}
        self._lock = RLock()

    def versions(self, campaign: Campaign) -> dict[str, str]:
        """Return the version of each layer as the campaign is now.

        Raises
        ------
        MissingStepError
            If there are no buildings yet.
        """
        with self._lock:
            town = self._town(campaign)
            ground = layers.ground_version(campaign)
        told = {name: layer.version for name, layer in town.layers.items()}
        lazy = {"ground": ground, "streets": ground, "blocks": f"{ground}{told['buildings']}"}
        return {**told, **lazy} if ground else told

    def town(self, campaign: Campaign) -> layers.Town:
        """Return the town as it is laid out now.

        Raises
        ------
        MissingStepError
            If there are no buildings yet.
        """
        with self._lock:
            return self._town(campaign)

    @contextmanager
    def own_step(self, campaign: Campaign) -> Iterator[None]:
        """Do a step of a hand: what it leaves alone is not laid out anew.

        One step at a time: what somebody else does in this server comes before it or after.
        """
        with self._lock:
            kept = self._of(campaign)
            known = kept.town if kept.state == revision(campaign) else None
            try:
                yield
            finally:
                if known is not None:
                    kept.town, kept.state = layers.after_step(campaign, known), revision(campaign)
                    kept.remember(kept.town)

    def payload(self, campaign: Campaign, name: str, *, since: str = "", tile: str = "") -> bytes:
        """Write a layer for a browser, or what differs from the version that it holds.

        Parameters
        ----------
        since
            The version that the browser holds; one that is forgotten gets the whole layer.
        tile
            Of streets, ``x-y``.

        Raises
        ------
        MissingStepError
            If there are no buildings, or no streets, yet.
        BadInputError
            If there is no such layer.
        """
        with self._lock:
            layer = self._layer(campaign, name, tile)
            before = self._of(campaign).old.get((name, since)) if since else None
        return layer.payload(before)

    def buildings(self, campaign: Campaign, version: str, rows: Collection[int]) -> list[str]:
        """Return the ids of addresses by their rows in a version of their layer.

        Raises
        ------
        BadInputError
            If the addresses are others by now.
        """
        town = self.town(campaign)
        index = town.buildings.index
        stale = town.layers["buildings"].version != version
        if stale or not all(0 <= row < len(index) for row in rows):
            raise BadInputError(
                Words(
                    "Les adresses ont changé : rechargez la page. Rien n'a été écrit.",
                    "The addresses have changed: load the page again. Nothing was written.",
                )
            )
        return [str(index[row]) for row in rows]

    def _layer(self, campaign: Campaign, name: str, tile: str) -> "Layer":
        from maps.workbench.layer import Layer

        town, kept = self._town(campaign), self._of(campaign)
        if name in {"ground", "streets"}:
            found = self._ground(campaign, kept)
            return found.get("ground" if name == "ground" else tile, Layer(name))
        if name == "blocks":
            version = town.layers["buildings"].version
            if kept.blocks is None or kept.blocks.head["buildings"] != version:
                kept.blocks = layers.blocks(campaign, town.buildings, version)
            return kept.blocks
        if name not in town.layers:
            raise BadInputError(Words("Couche inconnue.", "Unknown layer."))
        return town.layers[name]

    @staticmethod
    def _ground(campaign: Campaign, kept: _Kept) -> "Mapping[str, Layer]":
        version = layers.ground_version(campaign)
        if version != kept.ground_of:
            kept.ground = layers.ground(campaign) if version else {}
            kept.ground_of, kept.blocks = version, None
        return kept.ground

    def _of(self, campaign: Campaign) -> _Kept:
        return self._kept.setdefault(str(campaign.folder), _Kept())

    def _town(self, campaign: Campaign) -> layers.Town:
        """Look whether the campaign has changed, and lay it out anew if so."""
        kept = self._of(campaign)
        state = revision(campaign)
        if kept.town is None or kept.state != state:
            colour = kept.town.colour if kept.town is not None else {}
            kept.town, kept.state = layers.town(campaign, kept=colour), state
            kept.remember(kept.town)
        return kept.town
