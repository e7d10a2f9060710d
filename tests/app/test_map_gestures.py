"""Each gesture on the map of turfs, in a real browser: what it must change on the page."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
from in_browser import Watched, assert_map_is_drawn, open_page, serve, settle, sized
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

from campaign.folder import open_campaign
from campaign.overview import turf_table
from campaign.turfs.publish import withdraw
from canvass.crs import WGS84

pytestmark = pytest.mark.browser
#: Where a place lies in the frame of the map, pixels from its top left.
PLACE = "(_, place) => { const p = window.map.latLngToContainerPoint(place); return [p.x, p.y]; }"
PATIENCE_MS = 60_000


@pytest.fixture(scope="module")
def folder(untouched: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("touched") / "val-fleuri"
    shutil.copytree(untouched, made)
    campaign = open_campaign(made)
    withdraw(campaign, list(turf_table(campaign).index))
    return made


@pytest.fixture(scope="module")
def turfs(folder: Path) -> gpd.GeoDataFrame:
    return turf_table(open_campaign(folder)).to_crs(WGS84)


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    server, found = serve(folder)
    yield found
    server.terminate()
    server.wait(timeout=20)


@pytest.fixture(params=["desk", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    opened = sized(browser, request.param)
    watched = Watched(opened)
    open_page(opened, f"{address}/cutting")
    assert_map_is_drawn(opened, "cutting")
    ground(opened).scroll_into_view_if_needed()
    settle(opened)
    yield opened
    opened.close()
    assert watched.faults == []
    assert watched.outside == []


def frame(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[title*=st_folium]").first


def ground(page: Page) -> Locator:
    return frame(page).locator(".leaflet-container")


def touch(page: Page, turf: gpd.GeoSeries) -> None:
    point = turf.geometry.representative_point()
    x, y = ground(page).evaluate(PLACE, [point.y, point.x])
    ground(page).click(position={"x": x, "y": y})


def chosen(page: Page) -> Locator:
    return page.get_by_test_id("stMultiSelect").filter(has_text="Secteurs choisis")


def act(page: Page, name: str) -> Locator:
    """Find a button; while the page is drawn anew, the one of before stands beside it."""
    return page.get_by_role("button", name=name).first


def draw(page: Page) -> None:
    """Draw an area over turfs, corner by corner, away from the tools at the map's edges."""
    size = ground(page).bounding_box()
    assert size
    frame(page).get_by_role("button", name="Dessiner").click()
    for across, down in ((0.5, 0.1), (0.8, 0.5), (0.6, 0.75), (0.45, 0.5)):
        ground(page).click(position={"x": size["width"] * across, "y": size["height"] * down})
        page.wait_for_timeout(400)  # two taps in a row would be a double one
    frame(page).get_by_role("button", name="Terminer").click()


def test_a_touched_turf_is_chosen_and_touched_again_it_is_not(
    page: Page, turfs: gpd.GeoDataFrame
) -> None:
    first = turfs.iloc[0]
    touch(page, first)
    expect(chosen(page)).to_contain_text(str(first.name), timeout=PATIENCE_MS)
    expect(act(page, "Couper en deux")).to_be_enabled()
    touch(page, first)
    expect(chosen(page)).not_to_contain_text(str(first.name), timeout=PATIENCE_MS)
    expect(act(page, "Couper en deux")).to_be_disabled()


def test_two_touched_turfs_can_be_merged_and_cleared(page: Page, turfs: gpd.GeoDataFrame) -> None:
    for _, turf in turfs.iloc[[0, -1]].iterrows():
        touch(page, turf)
        page.wait_for_timeout(400)
    for turf_id in turfs.index[[0, -1]]:
        expect(chosen(page)).to_contain_text(turf_id, timeout=PATIENCE_MS)
    expect(act(page, "Réunir")).to_be_enabled(timeout=PATIENCE_MS)
    frame(page).get_by_role("button", name="Effacer").click()
    expect(chosen(page)).not_to_contain_text(str(turfs.index[0]), timeout=PATIENCE_MS)
    expect(act(page, "Réunir")).to_be_disabled(timeout=PATIENCE_MS)


def test_a_drawn_area_is_offered_and_cleared(page: Page) -> None:
    offer = page.get_by_role("button", name="Un secteur de ce dessin")
    draw(page)
    expect(offer.first).to_be_visible(timeout=PATIENCE_MS)
    frame(page).get_by_role("button", name="Effacer").click()
    expect(offer).to_have_count(0, timeout=PATIENCE_MS)


def test_corners_drawn_over_turfs_choose_and_offer_nothing(
    page: Page, turfs: gpd.GeoDataFrame
) -> None:
    """A turf touched while an area is drawn is neither chosen nor taken for the drawing."""
    frame(page).get_by_role("button", name="Dessiner").click()
    touch(page, turfs.iloc[0])
    page.wait_for_timeout(1000)
    settle(page)
    expect(page.get_by_role("button", name="Un secteur de ce dessin")).to_have_count(0)
    expect(chosen(page)).not_to_contain_text(str(turfs.index[0]))


def test_a_turf_is_chosen_beside_a_drawn_area(page: Page, turfs: gpd.GeoDataFrame) -> None:
    draw(page)
    touch(page, turfs.iloc[0])
    name = str(turfs.index[0])
    expect(chosen(page)).to_contain_text(name, timeout=PATIENCE_MS)
    expect(act(page, f"Ajouter à {name}")).to_be_visible()
