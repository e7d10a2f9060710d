"""The papers say what the law asks for, from the settings; individual mode asks for consent."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaign.folder import Campaign
from campaign.import_roll import import_roll
from campaign.papers.papers import CONSENT, IMPACT, NOTICE, REGISTER, papers, write_papers
from campaign.privacy.consents import (
    add_consent_text,
    answer,
    change_mode,
    check_consents,
    give_consent,
    withdraw_consent,
)
from campaign.privacy.find_person import PersonQuery
from campaign.settings import Controller
from campaign.wording.results import lines
from canvass.errors import BadInputError, MissingStepError, RefusedByLawError
from canvass.words import language
from people_base.people.answers import answers
from walklists.paper.documents import document_docx, document_markdown, document_pdf

Make = Callable[..., Campaign]
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
#: What each paper must hold (GDPR, art. 13, 14, 30 and 35.7).
MUST_SAY = {
    NOTICE: (
        "Liste Exemple", "droits@exemple.fr", "liste électorale", "L37", "Intérêt légitime",
        "13/04/2027", "opposer", "rectifier", "effacer", "CNIL", "2024/900", "DPO Exemple",
    ),
    REGISTER: (
        "Liste Exemple", "DPO Exemple", "Finalité", "Base légale", "Personnes concernées",
        "Destinataires", "Transferts hors UE", "Durée", "Mesures de sécurité", "02/11/2026",
    ),
    IMPACT: (
        "Description", "Nécessité", "Risques", "Gravité", "Vraisemblance", "Avis du délégué",
        "art. 36", "Mode", "72 heures",
    ),
    CONSENT: ("retirer", "Liste Exemple", "13/04/2027", "Oui", "e-mails"),
}  # fmt: skip


@pytest.fixture
def campaign(make_campaign: Make) -> Campaign:
    who = Controller("Liste Exemple", "droits@exemple.fr", "DPO Exemple")
    return make_campaign(controller=who)


@pytest.fixture
def with_roll(campaign: Campaign, val_fleuri: Path) -> Campaign:
    import_roll(campaign, [val_fleuri / "liste_electorale.csv"])
    return campaign


@pytest.mark.parametrize("name", MUST_SAY)
def test_each_paper_says_what_the_law_asks_for(campaign: Campaign, name: str) -> None:
    text = document_markdown(papers(campaign, now=NOW)[name]).decode()
    for word in MUST_SAY[name]:
        assert word in text, word


def test_papers_are_french_in_every_language(campaign: Campaign) -> None:
    token = language.set("en")
    try:
        text = document_markdown(papers(campaign, now=NOW)[NOTICE]).decode()
    finally:
        language.reset(token)
    assert "Qui répond du fichier" in text


def test_papers_are_written_in_each_format(campaign: Campaign, tmp_path: Path) -> None:
    done = write_papers(campaign, tmp_path / "papiers", kinds=("docx", "pdf", "md"), now=NOW)
    assert len(done.files) == 12
    for path in done.files:
        content = path.read_bytes()
        if path.suffix == ".pdf":
            assert content.startswith(b"%PDF")
        elif path.suffix == ".docx":
            assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    with pytest.raises(BadInputError):
        write_papers(campaign, tmp_path / "autres", kinds=("odt",))
    assert not (tmp_path / "autres").exists()


def test_words_of_the_settings_are_never_markup(campaign: Campaign) -> None:
    named = replace(campaign.settings, name="#panic(1) <b>*x*</b> | $y$")
    paper = papers(replace(campaign, settings=named), now=NOW)[REGISTER]
    for make in (document_pdf, document_docx, document_markdown):
        assert make(paper)


def test_no_paper_without_a_controller(campaign: Campaign) -> None:
    bare = replace(campaign.settings, controller=Controller())
    with pytest.raises(RefusedByLawError, match="responsable de traitement"):
        papers(replace(campaign, settings=bare))


def person(campaign: Campaign) -> PersonQuery:
    return PersonQuery(bureau="99001_0001", number="1")


def test_an_answer_asks_for_the_mode_then_the_consent(with_roll: Campaign) -> None:
    one = person(with_roll)
    told = {"question": "TRA", "said": "oui", "collector": "équipe A"}
    with pytest.raises(RefusedByLawError, match="agrégé"):
        answer(with_roll, one, **told, now=NOW)
    with pytest.raises(RefusedByLawError, match="analyse d'impact"):
        change_mode(with_roll, "individual", who="camille", now=NOW)
    change_mode(with_roll, "individual", who="camille", assessment="AIPD, DPO", now=NOW)
    with pytest.raises(RefusedByLawError, match="consentement"):
        answer(with_roll, one, **told, now=NOW)
    with pytest.raises(MissingStepError):
        give_consent(with_roll, one, channel="papier", collector="A", now=NOW)
    add_consent_text(with_roll, "J'accepte.", version="1", who="camille", now=NOW)
    with pytest.raises(BadInputError):
        give_consent(with_roll, one, channel="", collector="A", now=NOW)
    give_consent(with_roll, one, channel="papier", collector="A", now=NOW)
    for question, said in (("TRA", "peut-être"), ("VOTE", "oui"), ("SOUTIEN", "6")):
        with pytest.raises(BadInputError, match="possibles"):
            answer(with_roll, one, question=question, said=said, collector="A", now=NOW)
    answer(with_roll, one, **told, now=NOW)
    assert "AIPD, DPO" in document_markdown(papers(with_roll)[REGISTER]).decode()
    withdraw_consent(with_roll, one, channel="courrier", collector="A", now=NOW)
    with with_roll.base() as base:
        assert answers(base).empty
    assert "2 lignes" in str(lines(check_consents(with_roll))[0])
