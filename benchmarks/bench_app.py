"""Weigh and time the map on which turfs are cut: ``python benchmarks/bench_app.py [--data DIR]``.

Processor seconds of the server and bytes that a browser fetches, without the browser and without
Streamlit's own share: the first view with layers laid out before, a further layer, and each gesture
with what is sent after it. DIR is the folder above the towns.
"""

import gzip
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.shared import (
    ADDRESSES,
    ROLL,
    SAMPLE_TOWN,
    SAMPLES,
    STREETS,
    Figure,
    figure,
    finish,
    options,
    show,
    town_of,
)
from campaign.demo import run_demo
from campaign.folder import Campaign, open_campaign
from campaign.overview import turf_table
from campaign.server.accounts import act_as, who_acts
from campaign.turfs.publish import withdraw
from campaign.turfs.workbench.acts import Hand, act
from campaign.turfs.workbench.programs import program
from campaign.turfs.workbench.store import LayerStore
from canvass.progress import silent
from maps.assets import leaflet_folder
from maps.browser_files import workbench_files

FIRST = ("turfs", "buildings", "bureaux", "quartiers", "barriers", "ground")
#: Limits of the first view, of a further layer, of a gesture.
FIRST_KB, FIRST_S, LAYER_KB, GESTURE_S = 1000, 0.5, 300, 0.5


def main() -> int:
    """Make the campaign, measure, print a table, write the figures."""
    asked = options(__doc__).parse_args()
    town = town_of(asked, ADDRESSES, ROLL, STREETS)
    data = None if town == SAMPLES / SAMPLE_TOWN else town
    with tempfile.TemporaryDirectory() as out:
        run_demo(data, Path(out), show=lambda _: None, bar=lambda _: nullcontext(silent))
        (folder,) = (path.parent for path in Path(out).glob("*/campaign.toml"))
        campaign = open_campaign(folder)
        withdraw(campaign, list(turf_table(campaign).query("status == 'published'").index))
        act_as()
        store = LayerStore()
        figures = [*_views(campaign, store), *_gestures(campaign, store)]
    for one in figures:
        show(one)
    return finish(figures, asked)


def _views(campaign: Campaign, store: LayerStore) -> list[Figure]:
    cold = _cpu(lambda: [store.payload(campaign, name) for name in FIRST])[1]
    layers, warm = _cpu(lambda: [store.payload(campaign, name) for name in FIRST])
    texts = [program(name) or "" for name in workbench_files()]
    texts += [
        (leaflet_folder() / name).read_text("utf-8") for name in ("leaflet.js", "leaflet.css")
    ]
    programs = sum(len(gzip.compress(text.encode())) for text in texts)
    blocks, laid = _cpu(lambda: store.payload(campaign, "blocks"))
    first_kb = (sum(map(len, layers)) + programs) / 1000
    return [
        figure("first view, layers and programs", first_kb, "kB", FIRST_KB),
        figure("first view", warm, "s CPU", FIRST_S),
        figure("layers laid out for the first time", cold, "s CPU"),
        figure("a further layer, blocks", len(blocks) / 1000, "kB", LAYER_KB),
        figure("blocks laid out for the first time", laid, "s CPU"),
    ]


def _gestures(campaign: Campaign, store: LayerStore) -> list[Figure]:
    """Do each gesture in the middle of the town, and undo it."""
    table = turf_table(campaign)
    half = len(table) // 2
    one, two = map(str, table.index[half : half + 2])
    laid_out = store.town(campaign)
    inside = laid_out.turf_id.index[laid_out.turf_id == one]
    hands = {
        "merge": Hand(turfs=(one, two), sure=True),
        "split": Hand(turfs=(one,)),
        "make": Hand(buildings=list(inside[: len(inside) // 2])),
        "cut": Hand(buildings=list(inside)),
        "add": Hand(buildings=list(inside[:3]), into=two),
        "lock": Hand(turfs=(one,)),
    }
    figures = []
    undone = 0.0
    for name, hand in hands.items():
        spent, sent = _step(campaign, store, name, hand)
        undone = max(undone, _step(campaign, store, "undo", Hand(who=who_acts()))[0])
        figures += [
            figure(name, spent, "s CPU", GESTURE_S),
            figure(f"{name}, sent", sent / 1000, "kB", LAYER_KB),
        ]
    return [*figures, figure("undo, the slowest", undone, "s CPU", GESTURE_S)]


def _step(campaign: Campaign, store: LayerStore, name: str, hand: Hand) -> tuple[float, int]:
    """Do a gesture and write what a browser fetches after it; seconds and bytes."""
    before = store.versions(campaign)["turfs"]

    def done() -> bytes:
        with store.own_step(campaign):
            act(campaign, name, hand)
        return store.payload(campaign, "turfs", since=before)

    sent, spent = _cpu(done)
    return spent, len(sent)


def _cpu(work: Callable[[], Any]) -> tuple[Any, float]:
    begun = time.process_time()
    made = work()
    return made, time.process_time() - begun


if __name__ == "__main__":
    sys.exit(main())
