"""Every page on a campaign that was played, on an empty one, and on none."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from campaign.folder import Campaign
from campaign.serve import FOLDER_VARIABLE

PAGES = Path(__file__).parents[2] / "app_pages"
STEPS = ("roll", "places", "addresses", "cutting", "walks", "sheets", "returns", "results")


def visit(folder: Path, page: str, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    app = AppTest.from_file(str(PAGES / "router.py"), default_timeout=60).run()
    if page != "overview":
        app = app.switch_page(str(PAGES / f"{page}.py")).run()
    return app


@pytest.mark.parametrize("name", ["overview", *STEPS])
def test_page_of_a_played_campaign(
    name: str, played: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(played.folder, name, monkeypatch)
    assert not app.exception
    assert not app.error
    assert app.title[0].value


@pytest.mark.parametrize("name", ["overview", *STEPS])
def test_page_of_an_empty_campaign_says_what_comes_first(
    name: str, make_campaign: Callable[..., Campaign], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(make_campaign().folder, name, monkeypatch)
    assert not app.exception
    assert not app.error
    assert app.title[0].value


def test_without_a_campaign_the_app_offers_to_create_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(tmp_path / "absente", "overview", monkeypatch)
    assert not app.exception
    assert app.title[0].value
    assert app.text_input


def test_english_on_demand(played: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(played.folder))
    app = AppTest.from_file(str(PAGES / "router.py"), default_timeout=60)
    app.query_params["lang"] = "en"
    app.run()
    assert not app.exception
    assert "Voters" in [metric.label for metric in app.metric]


def test_figures_are_those_of_the_base(played: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    from campaign.overview import overview

    app = visit(played.folder, "overview", monkeypatch)
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown["Secteurs"].replace("\u202f", "") == str(overview(played).turfs)


@pytest.mark.parametrize("page", [*PAGES, "start"])
def test_a_page_is_short(page: str) -> None:
    """Widgets, one service call, what came out: more than that belongs in ``campaign``."""
    assert len((ROUTER.parent / f"{page}.py").read_text(encoding="utf-8").splitlines()) <= 80
