"""The information of residents is complete or there is no sheet."""

from datetime import date

import pytest

from canvass.errors import RefusedByLawError
from canvass.words import language
from walklists.notice import Controller, information_notice

UNTIL = date(2027, 5, 1)


def test_everything_article_14_asks_for() -> None:
    who = Controller(
        name="Liste Exemple", contact="droits@exemple.invalid", dpo="dpo@exemple.invalid"
    )
    text = information_notice(who, kept_until=UNTIL)
    for part in ("Liste Exemple", "droits@exemple.invalid", "dpo@exemple.invalid", "CNIL",
                 "Origine des données : liste électorale", "intérêt légitime", "01/05/2027",
                 "opposer", "rectifier", "effacer", "Destinataires"):  # fmt: skip
        assert part in text


def test_english_says_the_same() -> None:
    token = language.set("en")
    try:
        text = information_notice(Controller(name="A", contact="b@c.invalid"), kept_until=UNTIL)
    finally:
        language.reset(token)
    assert "electoral roll" in text
    assert "object" in text


@pytest.mark.parametrize(("name", "contact"), [("", "a@b.invalid"), ("A", "  "), ("", "")])
def test_no_controller_or_contact_no_notice(name: str, contact: str) -> None:
    with pytest.raises(RefusedByLawError) as caught:
        information_notice(Controller(name=name, contact=contact), kept_until=UNTIL)
    assert ("responsable" in str(caught.value)) == (not name.strip())
    assert ("contact" in str(caught.value)) == (not contact.strip())
