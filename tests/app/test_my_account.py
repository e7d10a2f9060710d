"""One's own account: another password, and a phone's code, by whoever knows the password."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from app_pages.shared.visitors import VISITS
from campaign.commands.main import app as commands
from campaign.folder import Campaign, open_campaign
from campaign.server.accounts import add_account, at_the_door
from campaign.server.my_account import is_asked_for_code, remove_code
from campaign.server.visits import Visit
from people_base.access.second_factor import STEP_S, code_at, shared_secret

GOOD = "une phrase de passe longue"
NEW = "une autre phrase, plus longue"


@pytest.fixture
def campaign(empty: Path) -> Campaign:
    made = open_campaign(empty)
    add_account(made, "camille", "organiser", GOOD)
    add_account(made, "lea", "canvasser", GOOD)
    return made


def visit_of(campaign: Campaign, name: str) -> Visit:
    account = at_the_door(campaign, name).account
    assert account is not None
    return Visit("account", name, stamp=account.stamp)


def opened(app: Callable[..., AppTest], campaign: Campaign, name: str) -> AppTest:
    at = app(campaign.folder)
    at.session_state["test cookie"] = VISITS.begin(visit_of(campaign, name))
    at.run()
    return switch(at)


def switch(at: AppTest) -> AppTest:
    (toggle,) = [one for one in at.toggle if one.label == "Mon compte"]
    return toggle.set_value(True).run()


def press(at: AppTest, label: str) -> AppTest:
    (button,) = [one for one in at.button if one.label == label]
    return button.click().run()


def fill(at: AppTest, *said: str) -> AppTest:
    fields = [one for one in at.text_input if "asse" in one.label or "nouveau" in one.label]
    for field, text in zip(fields, said, strict=True):
        field.set_value(text)
    return at


def test_a_password_is_changed_by_whoever_knows_it_and_ends_other_visits(
    app: Callable[..., AppTest], campaign: Campaign
) -> None:
    elsewhere = VISITS.begin(visit_of(campaign, "camille"))
    somebody = VISITS.begin(visit_of(campaign, "lea"))
    at = opened(app, campaign, "camille")
    before = at_the_door(campaign, "camille").account
    for current, new, again in (
        ("not the password", NEW, NEW), (GOOD, NEW, NEW + "x"), (GOOD, "short", "short"),
        (GOOD, GOOD, GOOD), (GOOD, "camille camille", "camille camille"),
    ):  # fmt: skip
        at = press(fill(at, current, new, again), "Changer")
        assert len(at.error) == 1, (current, new)
        assert current not in at.error[0].value
        assert VISITS.find(elsewhere) is not None
    at = press(fill(at, GOOD, NEW, NEW), "Changer")
    assert "Mot de passe changé" in at.success[0].value
    after = at_the_door(campaign, "camille").account
    assert before is not None
    assert after is not None
    assert before.stamp != after.stamp
    assert VISITS.find(elsewhere) is None
    assert VISITS.find(somebody) is not None
    assert "Val-Fleuri" in "".join(str(one.value) for one in at.run().title), "this visit goes on"


def test_the_present_password_cannot_be_guessed_at_somebody_elses_screen(
    app: Callable[..., AppTest], campaign: Campaign
) -> None:
    at = opened(app, campaign, "lea")
    for number in range(5):
        at = press(fill(at, f"guess {number}", NEW, NEW), "Changer")
    at = press(fill(at, GOOD, NEW, NEW), "Changer")
    assert "trop d'essais" in at.error[0].value


def code_of(campaign: Campaign, nonce: str, name: str = "camille") -> str:
    step = int(datetime.now(UTC).timestamp()) // STEP_S
    return code_at(shared_secret(campaign.salt, name, nonce), step)


def test_an_organiser_adds_a_phone_and_takes_it_away(
    app: Callable[..., AppTest], campaign: Campaign
) -> None:
    at = opened(app, campaign, "camille")
    offered = at.session_state["offered code"]
    assert offered.drawing.lstrip().startswith("<?xml") or offered.drawing.startswith("<svg")
    assert offered.typed in [one.value for one in at.code]
    (field,) = [one for one in at.text_input if "téléphone" in one.label]
    field.set_value("123456")
    at = press(at, "Demander un code")
    assert "Ce code" in at.error[0].value
    assert not is_asked_for_code(campaign, "camille")
    (field,) = [one for one in at.text_input if "téléphone" in one.label]
    field.set_value(code_of(campaign, offered.nonce))
    at = press(at, "Demander un code")
    assert is_asked_for_code(campaign, "camille")
    assert "chaque nouveau navigateur" in at.success[0].value
    at = at.run()
    fields = [one for one in at.text_input if one.label == "Mot de passe"]
    fields[0].set_value("not the password")
    at = press(at, "Ne plus demander de code")
    assert is_asked_for_code(campaign, "camille")
    fields = [one for one in at.text_input if one.label == "Mot de passe"]
    fields[0].set_value(GOOD)
    at = press(at, "Ne plus demander de code")
    assert not is_asked_for_code(campaign, "camille")


def test_a_canvasser_has_a_password_alone_and_a_link_or_no_account_nothing(
    app: Callable[..., AppTest], campaign: Campaign, empty: Path
) -> None:
    at = opened(app, campaign, "lea")
    assert len([one for one in at.text_input if one.autocomplete]) == 3
    assert not [one for one in at.text_input if "téléphone" in one.label]
    for visit in (Visit("machine"), Visit("link", "lea", "x")):
        at.session_state["test cookie"] = VISITS.begin(visit)
        assert not at.run().toggle


def test_a_password_set_in_the_folder_ends_every_visit(
    app: Callable[..., AppTest], campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = opened(app, campaign, "camille")
    monkeypatch.setenv("PW", NEW)
    told = ["accounts", "password", str(campaign.folder), "camille", "--password-env", "PW"]
    assert CliRunner().invoke(commands, told).exit_code == 0
    assert "Cette visite est finie" in at.run().info[0].value


def test_a_phone_is_added_and_taken_away_by_commands(campaign: Campaign) -> None:
    asked = ["accounts", "code", str(campaign.folder), "camille"]
    wrong = CliRunner().invoke(commands, asked, input="123456\n")
    assert wrong.exit_code != 0
    assert "otpauth://totp/Arpenteur%3Acamille?" in wrong.output
    assert not is_asked_for_code(campaign, "camille")
    unknown = CliRunner().invoke(commands, [*asked[:3], "nobody"], input="123456\n")
    assert "Compte inconnu" in unknown.output
    listed = ["accounts", "list", str(campaign.folder)]
    assert "avec un code" not in CliRunner().invoke(commands, listed).output
    removed = CliRunner().invoke(commands, [*asked, "--remove"])
    assert removed.exit_code == 0
    assert "suffit de nouveau" in removed.output
    assert not remove_code(campaign, "camille").asked
