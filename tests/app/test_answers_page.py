"""Consent and answers in the app: nothing of them in aggregated mode, and of one's turf alone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from campaign.folder import Campaign, open_campaign
from campaign.privacy.consents import add_consent_text, change_mode
from campaign.server.accounts import add_account, give_shift
from canvass.tables import BUILDINGS, PLACEMENTS, VOTERS
from people_base.people.answers import answers
from people_base.people.consents import ledger
from people_base.store import read
from people_base.turfs.turf_assignment import turf_assignment

Open = Callable[..., AppTest]
Told = Callable[[AppTest], str]
GOOD = "une phrase de passe longue"
TEXT = "J'accepte que la campagne note ma réponse."


@pytest.fixture
def individual(field: Path) -> Campaign:
    campaign = open_campaign(field)
    change_mode(campaign, "individual", who="camille", assessment="AIPD du 02/02/2027")
    add_consent_text(campaign, TEXT, version="1", who="camille")
    return campaign


def two_people(campaign: Campaign) -> tuple[str, tuple[str, str], tuple[str, str]]:
    """Return a turf, the card of somebody in it, and of somebody in none of it."""
    with campaign.base() as base:
        turf_of = turf_assignment(base)
        homes = read(base, BUILDINGS, columns=[]).index
        placed = read(base, PLACEMENTS, columns=["result_id"])
        placed = placed[placed["result_id"].isin(homes)]
        turfs = placed["result_id"].map(turf_of).fillna("")
        turf = str(turfs[turfs != ""].iloc[0])
        people = read(base, VOTERS, columns=["bureau_id", "order_number"])
    one = people.loc[turfs.index[turfs == turf][0]]
    other = people.loc[turfs.index[turfs != turf][0]]
    return turf, tuple(one), tuple(other)  # type: ignore[return-value]


def fill(at: AppTest, card: tuple[str, str], *, agreed: bool = True) -> AppTest:
    at.selectbox(key="c bureau").select(card[0])
    at.text_input(key="c number").input(card[1])
    if agreed:
        at.checkbox(key="c agreed").check()
    at.radio(key="c said").set_value("2")
    return at


def press(at: AppTest, label: str) -> AppTest:
    return next(b for b in at.button if b.label == label).click().run()


def test_aggregated_mode_shows_nothing_of_it(app: Open, field: Path, told: Told) -> None:
    at = app(field)
    with pytest.raises(ValueError, match="navigation page"):
        at.switch_page("answers.py")
    assert "onsentement" not in told(at)


def test_an_organiser_records_and_takes_back(app: Open, individual: Campaign, told: Told) -> None:
    _, card, _ = two_people(individual)
    at = app(individual.folder, "answers")
    assert not at.exception
    assert TEXT in [t.value for t in at.text]
    press(fill(at, card, agreed=False), "Enregistrer")
    assert "Sans l'accord" in at.error[0].value
    at = app(individual.folder, "answers")
    press(fill(at, card), "Enregistrer")
    assert not at.exception
    assert "Réponse enregistrée" in told(at)
    with individual.base() as base:
        (row,) = answers(base).to_dict("records")
        assert (row["question"], row["answer"]) == ("SOUTIEN", "2")
        assert len(ledger(base)) == 1
    press(fill(at, card, agreed=False), "Retirer son consentement")
    with individual.base() as base:
        assert answers(base).empty
        assert len(ledger(base)) == 2


def test_a_canvasser_records_in_their_turf_and_hours_alone(
    enter: Callable[[Path, str], AppTest], individual: Campaign, told: Told
) -> None:
    turf, card, other = two_people(individual)
    add_account(individual, "camille", "organiser", GOOD)
    add_account(individual, "lea", "canvasser", GOOD)
    at = enter(individual.folder, "lea")
    at.switch_page("answers.py").run()
    assert "Aucun secteur" in told(at)
    now = datetime.now(UTC)
    give_shift(individual, "lea", turf, starts=now, ends=now + timedelta(hours=2))
    at.run()
    assert "Garder ce texte" not in told(at)
    press(fill(at, other), "Enregistrer")
    assert "Personne de la base" in at.error[0].value
    press(fill(at.run(), card), "Enregistrer")
    assert "Réponse enregistrée" in told(at)
    with individual.base() as base:
        (row,) = answers(base).to_dict("records")
        assert row["collector"] == "lea"
        assert ledger(base)["collector"].tolist() == ["lea"]
