"""Each gesture on the map of turfs, in a real browser: what it must change.

The map's own table names the gestures; one without a test here fails.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from in_browser import Watched, open_page, serve, sized
from playwright.sync_api import Browser, Page, expect

from campaign.folder import Campaign, open_campaign
from campaign.overview import turf_table
from campaign.places.barriers import barred, clear_barriers
from campaign.turfs import turf_by_hand
from campaign.turfs.publish import withdraw
from campaign.turfs.workbench.acts import ACTS
from campaign.turfs.workbench.words import WORKBENCH
from canvass.crs import WGS84
from canvass.tables import BUILDINGS
from people_base.store import read
from people_base.turfs.turf_assignment import turf_assignment

pytestmark = pytest.mark.browser
PATIENCE_MS = 20_000
#: Gestures that the page's own table has, as it stands in the file.
TABLE = Path(__file__).parents[2] / "maps" / "workbench" / "gestures.js"


@pytest.fixture(scope="module")
def folder(untouched: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("touched") / "val-fleuri"
    shutil.copytree(untouched, made)
    campaign = open_campaign(made)
    withdraw(campaign, list(turf_table(campaign).index))
    return made


@pytest.fixture(scope="module")
def campaign(folder: Path) -> Campaign:
    return open_campaign(folder)


@pytest.fixture(scope="module")
def turfs(campaign: Campaign) -> gpd.GeoDataFrame:
    return turf_table(campaign).to_crs(WGS84)


@pytest.fixture(scope="module")
def buildings(campaign: Campaign) -> gpd.GeoDataFrame:
    with campaign.base() as base:
        return read(base, BUILDINGS).to_crs(WGS84)


@pytest.fixture(scope="module")
def shown(browser: Browser, folder: Path) -> Iterator[Page]:
    server, address = serve(folder)
    opened = sized(browser, "desk")
    watched = Watched(opened)
    opened.set_default_timeout(PATIENCE_MS)
    open_page(opened, f"{address}/cutting")
    opened.wait_for_selector(".workbench[data-state=ready]")
    yield opened
    opened.close()
    server.terminate()
    server.wait(timeout=20)
    assert watched.faults == []
    assert watched.outside == []


@pytest.fixture
def page(shown: Page, campaign: Campaign) -> Iterator[Page]:
    """The map with nothing chosen; what a test changed is as it was afterwards."""
    shown.evaluate("workbench.help('escape'), workbench.help('clear'), workbench.more = false")
    shown.evaluate("workbench.touchKind('turf')")
    before = members(campaign)
    yield shown
    page_is_idle(shown)
    clear_barriers(campaign)
    for _ in range(6):
        history = turf_by_hand.history(campaign)
        if members(campaign).equals(before) and not history.done:
            break
        turf_by_hand.undo(campaign)
    assert members(campaign).equals(before)
    shown.evaluate("workbench.lookAgain()")


def page_is_idle(page: Page) -> None:
    page.wait_for_function("!workbench.busy")


def members(campaign: Campaign) -> "pd.Series[str]":
    with campaign.base() as base:
        return turf_assignment(base)


def look_at(page: Page, lat: float, lon: float, zoom: float = 18) -> None:
    page.evaluate(f"workbench.map.setView([{lat}, {lon}], {zoom}, {{animate: false}})")


def pixel(page: Page, lat: float, lon: float) -> tuple[float, float]:
    """Where a place lies on the screen."""
    x, y = page.evaluate(
        "([lat, lon]) => { const p = workbench.map.latLngToContainerPoint([lat, lon]);"
        " const b = workbench.map.getContainer().getBoundingClientRect();"
        " return [p.x + b.left, p.y + b.top]; }",
        [lat, lon],
    )
    return float(x), float(y)


def touch(page: Page, lat: float, lon: float, *, shift: bool = False) -> None:
    x, y = pixel(page, lat, lon)
    if shift:
        page.keyboard.down("Shift")
    page.mouse.click(x, y)
    if shift:
        page.keyboard.up("Shift")


def touch_turf(page: Page, turf: gpd.GeoSeries, *, shift: bool = False) -> None:
    at = turf.geometry.representative_point()
    look_at(page, at.y, at.x, 16)
    touch(page, at.y, at.x, shift=shift)
    page.wait_for_function(f"workbench.choice.turfs.has('{turf.name}')")


def touch_address(page: Page, kind: str, building: gpd.GeoSeries) -> set[int]:
    """Touch an address, or what it stands in; give the rows that are chosen."""
    press(page, f"touch_{kind}")
    look_at(page, building.geometry.y, building.geometry.x)
    page.wait_for_timeout(200)
    touch(page, building.geometry.y, building.geometry.x)
    page.wait_for_function("workbench.choice.rows.size > 0")
    return rows(page)


def press(page: Page, gesture: str) -> None:
    page.locator(f".workbench [data-gesture={gesture}]").first.click()


def rows(page: Page) -> set[int]:
    return set(page.evaluate("[...workbench.choice.rows]"))


def chosen_turfs(page: Page) -> set[str]:
    return set(page.evaluate("[...workbench.choice.turfs]"))


def do(page: Page, gesture: str) -> None:
    """Press the button of an act and wait until Python has done it."""
    nth = page.evaluate("workbench.nth") + 1
    press(page, gesture)
    page.wait_for_selector(f".workbench[data-nth='{nth}']")
    said = page.locator(".workbench-said")
    assert said.get_attribute("data-nth") == str(nth)
    assert said.get_attribute("data-kind") == "done", said.inner_text()


def choose_rows(page: Page, chosen: list[int]) -> None:
    """Choose addresses without a gesture: what is tested is what is done with them."""
    page.evaluate(f"workbench.forget(), workbench.add([], {chosen}), workbench.chosenAnew()")


def ground_box(page: Page) -> dict[str, float]:
    box = page.locator(".workbench-map").bounding_box()
    assert box
    return dict(box)


def expected_inside(page: Page, corners: list[tuple[float, float]], at: gpd.GeoDataFrame) -> int:
    """Count the addresses within corners given as shares of the map's sides."""
    import shapely

    box = ground_box(page)
    places = [
        page.evaluate(
            f"(() => {{ const p = workbench.map.containerPointToLatLng([{x * box['width']},"
            f" {y * box['height']}]); return [p.lng, p.lat]; }})()"
        )
        for x, y in corners
    ]
    return int(at.geometry.within(shapely.Polygon(places)).sum())


def at_share(page: Page, x: float, y: float) -> tuple[float, float]:
    box = ground_box(page)
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def view(page: Page) -> Any:
    return page.evaluate("[workbench.map.getCenter().lat, workbench.map.getZoom()]")


def table() -> set[str]:
    """Read the gestures off the map's own table."""
    text = TABLE.read_text()
    touch, draw, help_ = (
        re.findall(r'"(\w+)"', re.search(rf"{name} = \[(.*?)\]", text, re.DOTALL)[1])
        for name in ("TOUCH", "DRAW", "HELP")
    )
    acts = re.findall(r"^ {4}(\w+): \(", text, re.MULTILINE)
    return {*(f"touch_{k}" for k in touch), *(f"draw_{k}" for k in draw), *help_, *acts}


def test_every_gesture_has_words_and_a_test_and_every_act_is_done(page: Page) -> None:
    version = page.evaluate("workbench.component.data.programs")
    named = page.evaluate(f"import('{version}/gestures.js').then(m => m.GESTURES)")
    assert set(named) == table()
    assert set(named) - set(WORKBENCH) == set()
    acts = page.evaluate(f"import('{version}/gestures.js').then(m => Object.keys(m.ACTS))")
    assert set(acts) == set(ACTS)
    assert not [name for name in named if f"test_{name}" not in globals()]


def test_touch_turf(page: Page, turfs: gpd.GeoDataFrame) -> None:
    one = turfs.iloc[0]
    touch_turf(page, one)
    assert chosen_turfs(page) == {one.name}
    figures = page.locator(".workbench-figures")
    expect(figures).to_have_attribute("data-doors", str(one["doors"]))
    expect(figures).to_have_attribute("data-addresses", str(one["buildings"]))
    at = one.geometry.representative_point()
    touch(page, at.y, at.x)
    page.wait_for_function("workbench.choice.turfs.size === 0")


def test_more(page: Page, turfs: gpd.GeoDataFrame) -> None:
    """With the button or the key, what is touched is added; without, it takes the place."""
    one, two, three = (turfs.iloc[i] for i in (0, 1, 2))
    touch_turf(page, one)
    touch_turf(page, two, shift=True)
    press(page, "more")
    touch_turf(page, three)
    assert chosen_turfs(page) == {one.name, two.name, three.name}
    expect(page.locator(".workbench-figures strong").first).to_be_visible()
    press(page, "more")
    touch_turf(page, one)
    at = two.geometry.representative_point()
    look_at(page, at.y, at.x, 16)
    touch(page, at.y, at.x)
    page.wait_for_function("workbench.choice.turfs.size === 1")
    assert chosen_turfs(page) == {two.name}


def test_touch_building(page: Page, buildings: gpd.GeoDataFrame) -> None:
    building = buildings.iloc[10]
    found = touch_address(page, "building", building)
    assert len(found) == 1
    here = buildings.iloc[list(found)].geometry.iloc[0]
    assert here.distance(building.geometry) < 1e-5


def test_touch_street(page: Page, buildings: gpd.GeoDataFrame) -> None:
    found = touch_address(page, "street", buildings.iloc[10])
    street = buildings["street"].iloc[next(iter(found))]
    assert found == set(map(int, (buildings["street"] == street).to_numpy().nonzero()[0]))


def test_touch_side(page: Page, buildings: gpd.GeoDataFrame) -> None:
    counts = buildings["street"].value_counts()
    building = buildings[buildings["street"] == counts.index[0]].iloc[0]
    found = touch_address(page, "side", building)
    streets = buildings.iloc[list(found)]["street"]
    assert len(set(streets)) == 1
    assert 1 <= len(found) < counts[streets.iloc[0]]


def test_touch_block(page: Page, buildings: gpd.GeoDataFrame, turfs: gpd.GeoDataFrame) -> None:
    inside = buildings[buildings.within(turfs.union_all())].iloc[0]
    found = touch_address(page, "block", inside)
    blocks = page.evaluate("[...workbench.choice.rows].map(r => workbench.town.blocks.block[r])")
    assert len(set(blocks)) == 1
    whole = page.evaluate(f"workbench.town.blocks.block.filter(b => b === {blocks[0]}).length")
    assert len(found) == whole > 1


@pytest.mark.parametrize("kind", ["bureau", "quartier"])
def test_areas_are_touched(kind: str, page: Page, buildings: gpd.GeoDataFrame) -> None:
    building = buildings[buildings[f"{kind}_id"] != ""].iloc[10]
    found = touch_address(page, kind, building)
    of = buildings[f"{kind}_id"]
    code = of.iloc[list(found)].mode().iloc[0]
    assert found == set(map(int, (of == code).to_numpy().nonzero()[0]))


test_touch_bureau = test_touch_quartier = test_areas_are_touched


def test_draw_rectangle(page: Page, buildings: gpd.GeoDataFrame) -> None:
    press(page, "whole_town")
    corners = [(0.4, 0.35), (0.6, 0.35), (0.6, 0.6), (0.4, 0.6)]
    press(page, "draw_rectangle")
    page.mouse.move(*at_share(page, *corners[0]))
    page.mouse.down()
    page.mouse.move(*at_share(page, 0.5, 0.5), steps=4)
    page.mouse.move(*at_share(page, *corners[2]), steps=4)
    page.mouse.up()
    page.wait_for_function("workbench.choice.rows.size > 0")
    assert len(rows(page)) == pytest.approx(expected_inside(page, corners, buildings), rel=0.03)


def test_draw_lasso(page: Page, buildings: gpd.GeoDataFrame) -> None:
    press(page, "whole_town")
    corners = [(0.5, 0.3), (0.65, 0.5), (0.5, 0.65), (0.4, 0.5)]
    press(page, "draw_lasso")
    page.mouse.move(*at_share(page, *corners[0]))
    page.mouse.down()
    for corner in [*corners[1:], corners[0]]:
        page.mouse.move(*at_share(page, *corner), steps=12)
    page.mouse.up()
    page.wait_for_function("workbench.choice.rows.size > 0")
    inside = expected_inside(page, corners, buildings)
    assert len(rows(page)) == pytest.approx(inside, rel=0.05)
    assert page.evaluate("workbench.map.dragging.enabled()")


def draw_corners(page: Page, tool: str, corners: list[tuple[float, float]]) -> None:
    press(page, f"draw_{tool}")
    for number, corner in enumerate(corners, start=1):
        page.mouse.click(*at_share(page, *corner))
        page.wait_for_function(f"workbench.pointer.corners.length === {2 * number}")


CORNERS = [(0.5, 0.3), (0.65, 0.5), (0.5, 0.65)]


def test_draw_polygon(page: Page, buildings: gpd.GeoDataFrame, turfs: gpd.GeoDataFrame) -> None:
    """Corners over turfs choose no turf; the area chooses what it encloses."""
    press(page, "whole_town")
    draw_corners(page, "polygon", CORNERS)
    assert not chosen_turfs(page)
    page.keyboard.press("Enter")
    page.wait_for_function("workbench.choice.rows.size > 0")
    assert len(rows(page)) == pytest.approx(expected_inside(page, CORNERS, buildings), rel=0.03)


def test_finish(page: Page) -> None:
    press(page, "whole_town")
    draw_corners(page, "polygon", CORNERS)
    press(page, "finish")
    page.wait_for_function("workbench.choice.rows.size > 0")


def test_corner_back(page: Page) -> None:
    press(page, "whole_town")
    draw_corners(page, "polygon", CORNERS)
    press(page, "corner_back")
    expect(page.locator(".workbench")).to_have_attribute("data-corners", "2")
    page.keyboard.press("Backspace")
    expect(page.locator(".workbench")).to_have_attribute("data-corners", "1")


def test_escape(page: Page) -> None:
    press(page, "whole_town")
    draw_corners(page, "polygon", CORNERS)
    page.keyboard.press("Escape")
    expect(page.locator(".workbench")).to_have_attribute("data-corners", "0")
    assert page.evaluate("workbench.pointer.tool") is None
    assert not rows(page)
    draw_corners(page, "polygon", CORNERS)
    press(page, "escape")
    assert page.evaluate("workbench.pointer.tool") is None


def test_clear(page: Page, turfs: gpd.GeoDataFrame) -> None:
    touch_turf(page, turfs.iloc[0])
    press(page, "clear")
    assert not chosen_turfs(page)
    touch_turf(page, turfs.iloc[0])
    page.keyboard.press("Escape")
    assert not chosen_turfs(page)


def test_whole_town(page: Page, buildings: gpd.GeoDataFrame) -> None:
    look_at(page, 45, 5)
    press(page, "whole_town")
    west, south, east, north = page.evaluate(
        "(() => { const b = workbench.map.getBounds();"
        " return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()]; })()"
    )
    left, bottom, right, top = buildings.total_bounds
    assert west < left < right < east
    assert south < bottom < top < north


def test_search(page: Page, buildings: gpd.GeoDataFrame, turfs: gpd.GeoDataFrame) -> None:
    """A street without its accents, an address, a turf: found, chosen and shown."""
    box = page.locator("[data-gesture=search]")
    accented = buildings[buildings["street"].str.contains("é")].iloc[0]
    for typed, kind in (
        (accented["street"].replace("é", "e").upper(), "street"),
        (f"{accented['number']} {accented['street']}", "address"),
    ):
        look_at(page, 45, 5)
        box.fill(typed)
        box.press("Enter")
        page.wait_for_function("workbench.choice.rows.size > 0")
        found = buildings.iloc[list(rows(page))]
        assert set(found["street"]) == {accented["street"]}
        assert kind == "street" or set(found["number"]) == {accented["number"]}
        assert abs(page.evaluate("workbench.map.getCenter().lat") - accented.geometry.y) < 0.05
    name = str(turfs.index[-1])
    box.fill(name.lower())
    box.press("Enter")
    page.wait_for_function("workbench.choice.turfs.size === 1")
    assert chosen_turfs(page) == {name}


def of_turf(campaign: Campaign, buildings: gpd.GeoDataFrame, turf: str) -> list[int]:
    inside = members(campaign).reindex(buildings.index) == turf
    return [int(row) for row in inside.to_numpy().nonzero()[0]]


def test_make(page: Page, campaign: Campaign, buildings: gpd.GeoDataFrame, turfs: Any) -> None:
    """Some addresses become a turf of their own; the view stays; only turfs are fetched."""
    chosen = of_turf(campaign, buildings, str(turfs.index[0]))[:5]
    choose_rows(page, chosen)
    before, seen = view(page), members(campaign)
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    do(page, "make")
    now = members(campaign)
    made = set(now) - set(seen)
    assert len(made) == 1
    assert set(now[now.isin(made)].index) == set(buildings.index[chosen])
    assert view(page) == before
    layers = {url.partition("/layers/")[2].partition("?")[0] for url in asked if "/layers/" in url}
    assert layers == {"turfs"}
    assert page.evaluate(f"workbench.town.turfs.has('{made.pop()}')")
    assert not rows(page)


def test_add(page: Page, campaign: Campaign, buildings: gpd.GeoDataFrame, turfs: Any) -> None:
    chosen = of_turf(campaign, buildings, str(turfs.index[0]))[:2]
    choose_rows(page, chosen)
    offered = page.locator("[data-gesture=add]").last
    into = offered.get_attribute("data-into")
    nth = page.evaluate("workbench.nth") + 1
    offered.click()
    page.wait_for_selector(f".workbench[data-nth='{nth}']")
    assert set(members(campaign)[buildings.index[chosen]]) == {into}


def test_cut(page: Page, campaign: Campaign, buildings: gpd.GeoDataFrame, turfs: Any) -> None:
    """Two turfs chosen are cut anew into two, and nothing else changes."""
    names = list(map(str, turfs.index[:2]))
    before = members(campaign)
    chosen = [row for name in names for row in of_turf(campaign, buildings, name)]
    choose_rows(page, chosen)
    do(page, "cut")
    now = members(campaign)
    inside = now.index.isin(buildings.index[chosen])
    assert not set(now[inside]) & set(before)
    assert now[inside].nunique() >= 2
    assert now[~inside].equals(before[~inside])


def test_leave_out(page: Page, campaign: Campaign, buildings: Any, turfs: Any) -> None:
    chosen = of_turf(campaign, buildings, str(turfs.index[0]))[:2]
    choose_rows(page, chosen)
    do(page, "leave_out")
    assert not set(buildings.index[chosen]) & set(members(campaign).index)


def test_merge(page: Page, campaign: Campaign, turfs: gpd.GeoDataFrame) -> None:
    one, two = turfs.iloc[0], turfs.iloc[1]
    touch_turf(page, one)
    expect(page.locator("[data-gesture=merge]")).to_be_disabled()
    touch_turf(page, two, shift=True)
    before = members(campaign)
    press(page, "merge")
    page.wait_for_selector(".workbench-said[data-kind=refused]")
    assert members(campaign).equals(before)
    page.get_by_role("button", name="Réunir quand même").click()
    page.wait_for_selector(".workbench-said[data-kind=done]")
    expect(page.get_by_role("button", name="Réunir quand même")).to_have_count(0)
    assert two.name not in set(members(campaign))
    assert not page.evaluate(f"workbench.town.turfs.has('{two.name}')")


def test_split(page: Page, campaign: Campaign, turfs: gpd.GeoDataFrame) -> None:
    before = members(campaign).nunique()
    touch_turf(page, turfs.iloc[0])
    do(page, "split")
    assert members(campaign).nunique() == before + 1
    assert page.evaluate("workbench.town.turfs.size") == before + 1


def state_of(page: Page, turf: object) -> str:
    return str(page.evaluate(f"workbench.town.turfs.get('{turf}').state"))


def test_lock(page: Page, campaign: Campaign, turfs: gpd.GeoDataFrame) -> None:
    one = turfs.iloc[0]
    touch_turf(page, one)
    do(page, "lock")
    assert list(turf_by_hand.history(campaign).locked) == [one.name]
    assert state_of(page, one.name) == "locked"
    touch_turf(page, one)
    expect(page.locator("[data-gesture=split]")).to_be_disabled()
    expect(page.locator("[data-gesture=make]")).to_be_disabled()


def test_unlock(page: Page, campaign: Campaign, turfs: gpd.GeoDataFrame) -> None:
    one = turfs.iloc[0]
    touch_turf(page, one)
    do(page, "lock")
    touch_turf(page, one)
    do(page, "unlock")
    assert not turf_by_hand.history(campaign).locked
    assert state_of(page, one.name) == ""


def test_publish(page: Page, campaign: Campaign, turfs: gpd.GeoDataFrame) -> None:
    one = turfs.iloc[0]
    touch_turf(page, one)
    do(page, "publish")
    assert turf_table(campaign)["status"][one.name] == "published"
    assert state_of(page, one.name) == "published"
    withdraw(campaign, [str(one.name)])


def test_withdraw(page: Page, campaign: Campaign, turfs: gpd.GeoDataFrame) -> None:
    one = turfs.iloc[0]
    touch_turf(page, one)
    do(page, "publish")
    touch_turf(page, one)
    do(page, "withdraw")
    assert turf_table(campaign)["status"][one.name] == "draft"


def set_a_barrier(page: Page) -> None:
    press(page, "whole_town")
    draw_corners(page, "line", [(0.3, 0.2), (0.35, 0.3), (0.4, 0.2)])
    do(page, "bar")


def test_bar(page: Page, campaign: Campaign) -> None:
    set_a_barrier(page)
    assert barred(campaign).lines_drawn == 1
    assert page.evaluate("workbench.town.barriers.size") == 1
    assert page.evaluate("workbench.pointer.tool") is None


def test_draw_line(page: Page) -> None:
    """A line of one point is no barrier yet."""
    press(page, "whole_town")
    draw_corners(page, "line", [(0.3, 0.2)])
    expect(page.locator("[data-gesture=bar]")).to_be_disabled()
    page.mouse.click(*at_share(page, 0.35, 0.3))
    expect(page.locator("[data-gesture=bar]")).to_be_enabled()


def test_touch_barrier(page: Page) -> None:
    set_a_barrier(page)
    press(page, "touch_barrier")
    page.mouse.click(*at_share(page, 0.35, 0.3))
    expect(page.locator(".workbench")).to_have_attribute("data-barrier", "0")


def test_unbar(page: Page, campaign: Campaign) -> None:
    set_a_barrier(page)
    press(page, "touch_barrier")
    page.mouse.click(*at_share(page, 0.35, 0.3))
    do(page, "unbar")
    assert barred(campaign).lines_drawn == 0
    assert page.evaluate("workbench.town.barriers.size") == 0


def test_undo(page: Page, campaign: Campaign, turfs: gpd.GeoDataFrame) -> None:
    before = members(campaign)
    expect(page.locator("[data-gesture=undo]")).to_be_disabled()
    touch_turf(page, turfs.iloc[0])
    do(page, "split")
    do(page, "undo")
    assert members(campaign).equals(before)
    assert page.evaluate("workbench.town.turfs.size") == before.nunique()


def test_redo(page: Page, campaign: Campaign, turfs: gpd.GeoDataFrame) -> None:
    touch_turf(page, turfs.iloc[0])
    do(page, "split")
    after = members(campaign)
    do(page, "undo")
    do(page, "redo")
    assert members(campaign).equals(after)


def test_an_act_runs_once_however_often_the_page_runs(
    page: Page, campaign: Campaign, turfs: gpd.GeoDataFrame
) -> None:
    touch_turf(page, turfs.iloc[0])
    do(page, "split")
    once = members(campaign)
    touch_turf(page, turfs.iloc[1])
    page.wait_for_timeout(1500)  # the choice reaches Python, which runs the part of the page again
    page.get_by_text("Contrôle et liste").click()
    page.get_by_text("Liste des secteurs").click()
    page.wait_for_timeout(1500)
    assert members(campaign).equals(once)
    page.get_by_text("Liste des secteurs").click()
    page.get_by_text("Contrôle et liste").click()


def test_what_is_refused_says_why_and_keeps_the_choice(
    page: Page, campaign: Campaign, turfs: gpd.GeoDataFrame
) -> None:
    """Somebody locks the turf meanwhile: the act is refused, in a sentence."""
    one = turfs.iloc[0]
    touch_turf(page, one)
    page.evaluate("workbench.lookAgain = async () => {}")
    turf_by_hand.lock(campaign, [str(one.name)])
    press(page, "split")
    page.wait_for_selector(".workbench-said[data-kind=refused]")
    assert "verrouillé" in page.locator(".workbench-said").inner_text()
    page.evaluate("delete workbench.lookAgain")


def test_what_others_change_is_seen_within_seconds(
    page: Page, campaign: Campaign, turfs: gpd.GeoDataFrame, wait: Callable[..., None]
) -> None:
    turf_by_hand.lock(campaign, [str(turfs.index[0])])
    wait(lambda: state_of(page, turfs.index[0]) == "locked")


@pytest.fixture
def wait(page: Page) -> Callable[..., None]:
    def until(holds: Callable[[], bool], patience_ms: int = 30_000) -> None:
        for _ in range(patience_ms // 200):
            if holds():
                return
            page.wait_for_timeout(200)
        pytest.fail("it never came")

    return until


def test_street_names_are_written_along_the_streets(page: Page, turfs: gpd.GeoDataFrame) -> None:
    at = turfs.union_all().centroid
    look_at(page, at.y, at.x, 16)
    page.wait_for_function("Number(document.querySelector('.workbench-sheet').dataset.names) > 3")


def test_the_audit_below_the_map(page: Page) -> None:
    page.get_by_text("Contrôle et liste").click()
    page.get_by_role("button", name="Contrôler").click()
    page.get_by_text("dans la tolérance").first.wait_for()
