"""Every page runs, says what it must, and says it in two languages."""

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from app_pages.shared.layout import HERE
from app_pages.shared.pages import PAGES as ALL
from app_pages.shared.pages import pages_of
from campaign.demo import SAMPLE
from campaign.folder import open_campaign
from campaign.overview import overview

PAGES = pages_of("organiser")
Open = Callable[..., AppTest]
Told = Callable[[AppTest], str]
#: Words that only French writes, outside the names of streets.
FRENCH = re.compile(r"\b(des|du|les|une|est|avec|pour|électeurs|secteurs|portes|bureaux|liste)\b")

#: Names of Val-Fleuri's streets, the longest first: a plate is French in any language.
STREETS = sorted(
    set(pd.read_csv(SAMPLE / "adresses-99.csv.gz", sep=";", usecols=["nom_voie"])["nom_voie"]),
    key=len,
    reverse=True,
)


def test_every_page_is_a_line_and_a_file() -> None:
    """``start`` creates the campaign that the others need; ``router`` shows them."""
    files = {path.stem for path in HERE.glob("*.py")} - {"__init__", "router", "start"}
    assert files == set(ALL)


@pytest.mark.parametrize("page", PAGES)
def test_page_of_a_campaign_in_the_field_runs(app: Open, field: Path, page: str) -> None:
    at = app(field, page)
    assert not at.exception
    assert not at.error
    assert len(at.title) == 1


@pytest.mark.parametrize(
    ("page", "said"),
    {
        "overview": "À faire maintenant : **1. Liste électorale**",
        "roll": "Déposez les fichiers",
        "places": "fichiers publics",
        "addresses": "Aller à **1. Liste électorale**",
        "cutting": "Aller à **3. Adresses**",
        "walks": "Aller à **4. Découpage**",
        "sheets": "Aller à **5. Parcours**",
        "returns": "Aller à **6. Feuilles de route**",
        "results": "Aller à **7. Passages**",
    }.items(),
)
def test_page_of_an_empty_campaign_says_what_comes_first(
    app: Open, empty: Path, told: Told, page: str, said: str
) -> None:
    at = app(empty, page)
    assert not at.exception
    assert not at.error
    assert said in told(at)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("state", ["field", "empty"])
def test_page_speaks_english_when_asked(
    app: Open, request: pytest.FixtureRequest, told: Told, page: str, state: str
) -> None:
    at = app(request.getfixturevalue(state), page, lang="English")
    assert not at.exception
    labels = [w.label for w in (*at.selectbox, *at.multiselect, *at.file_uploader, *at.checkbox)]
    words = "\n".join([told(at), *labels, *(tab.label for tab in at.tabs)])
    for street in STREETS:
        words = words.replace(street, "")
    found = FRENCH.findall(words)
    assert not found, f"{page} says {found} in English"


def test_figures_of_the_overview_are_those_of_the_base(app: Open, field: Path) -> None:
    figures = {metric.label: metric.value.replace("\u202f", "") for metric in app(field).metric}
    now = overview(open_campaign(field))
    assert figures["Électeurs"] == str(now.voters)
    assert figures["Secteurs"] == str(now.turfs)
    share = float(figures["Portes faites"].removesuffix("\u00a0%").replace(",", "."))
    assert share == pytest.approx(100 * now.share_covered, abs=0.06)


def test_numbers_and_dates_follow_the_language(app: Open, field: Path, told: Told) -> None:
    english = told(app(field, "roll", lang="English"))
    assert "7,762 voters" in english
    assert "2 November 2026" in english
    assert "2 novembre 2026" in told(app(field, "roll"))


def test_report_shows_one_kind_of_area_at_a_time(app: Open, field: Path) -> None:
    at = app(field, "results")
    assert [tab.label for tab in at.tabs][-1] == "Préoccupations"
    (table,) = at.dataframe
    assert "Centre" in set(table.value["label"])


def test_a_broken_campaign_is_said_in_one_sentence(app: Open, tmp_path: Path) -> None:
    (tmp_path / "autre.txt").write_text("rien")
    at = app(tmp_path)
    assert not at.exception
    assert "n'est pas le dossier d'une campagne" in at.error[0].value


@pytest.mark.parametrize("lang", ["en", "EN", "English"])
def test_a_language_in_the_address_is_known_by_code_and_by_name(
    app: Open, empty: Path, lang: str
) -> None:
    at = app(empty, "roll", lang=lang)
    assert not at.exception
    assert "roll" in at.title[0].value
