"""The steps as pages: what goes in, what comes out, and what is refused."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from app_pages.parts.manual_placement import decisions
from campaign.contacts.conflicts import open_conflicts, resolve_conflict
from campaign.contacts.import_responses import import_responses
from campaign.demo import SAMPLE
from campaign.folder import Campaign, open_campaign
from campaign.overview import overview
from campaign.places.import_places import PLACING
from campaign.turfs.cut import CutChoices
from canvass.errors import BadInputError
from canvass.tables import ADDRESS_COLUMNS
from people_base.facts import note_facts
from people_base.field.totals import totals

Open = Callable[..., AppTest]
Told = Callable[[AppTest], str]


def press(at: AppTest, label: str) -> AppTest:
    (button,) = [b for b in at.button if b.label.startswith(label)]
    return button.click().run()


def test_first_start_asks_for_what_the_law_needs(app: Open, tmp_path: Path) -> None:
    at = press(app(tmp_path / "neuve"), "Créer")
    said = at.error[0].value
    for needed in ("nom à la campagne", "date du dernier tour", "art. L37", "commune", "e-mail"):
        assert needed in said
    assert not (tmp_path / "neuve").exists()


def test_first_start_creates_the_campaign_and_opens_it(
    app: Open, tmp_path: Path, told: Told
) -> None:
    folder = tmp_path / "neuve"
    at = app(folder)
    poll = date.today() + timedelta(days=120)  # noqa: DTZ011
    said = {
        "Nom de la campagne": "Val-Fleuri 2027",
        "Codes INSEE des communes": "99001",
        "Personne qui l'a demandée": "Camille Exemple",
        "E-mail imprimé sur les feuilles": "droits@exemple.fr",
    }
    for field in at.text_input:
        field.set_value(said.get(field.label, ""))
    at.date_input[0].set_value(poll)
    at.checkbox[0].check()
    press(at, "Créer")
    settings = open_campaign(folder).settings
    assert settings.election_date == poll
    assert settings.provenance.complete
    assert settings.controller.name == "Camille Exemple"
    assert "À faire maintenant" in told(app(folder))


def test_roll_is_imported_and_its_copy_removed(app: Open, empty: Path, told: Told) -> None:
    at = app(empty, "roll")
    at.file_uploader[0].upload("liste.csv", (SAMPLE / "liste_electorale.csv").read_bytes())
    at = press(at.run(), "Importer")
    assert "électeurs lus" in at.success[0].value
    assert "2. Lieux" in told(at)


def test_a_file_that_is_no_roll_is_refused_with_its_faults(app: Open, empty: Path) -> None:
    at = app(empty, "roll")
    at.file_uploader[0].upload("liste.csv", b"a;b\n1;2\n")
    at = press(at.run(), "Importer")
    assert len(at.error) == 1
    assert overview(open_campaign(empty)).voters == 0


def test_a_file_that_is_no_area_is_refused(app: Open, empty: Path) -> None:
    at = app(empty, "places")
    quartiers = next(f for f in at.file_uploader if "quartiers" in f.label)
    quartiers.upload("quartiers.geojson", b"{}")
    at = press(at.run(), "Importer")
    assert len(at.error) == 1


def test_a_file_in_the_wrong_box_is_named(app: Open, empty: Path) -> None:
    at = app(empty, "places")
    quartiers = next(f for f in at.file_uploader if "quartiers" in f.label)
    quartiers.upload("liste.csv", (SAMPLE / "liste_electorale.csv").read_bytes())
    at = press(at.run(), "Importer")
    assert "on dirait une liste électorale" in at.error[0].value
    assert "1. Liste électorale" in at.error[0].value


def test_a_slip_of_the_first_page_is_corrected(app: Open, empty: Path) -> None:
    at = app(empty, "settings")
    e_mail = next(f for f in at.text_input if f.label.startswith("E-mail"))
    e_mail.set_value("droits")
    at = press(at, "Enregistrer")
    assert "e-mail" in at.error[0].value
    next(f for f in at.text_input if f.label.startswith("E-mail")).set_value("ecrire@exemple.fr")
    at = press(at, "Enregistrer")
    assert "1 réglage corrigé" in at.success[0].value
    assert open_campaign(empty).settings.controller.contact == "ecrire@exemple.fr"


def test_areas_that_come_in_later_ask_for_placing_again(app: Open, field: Path, told: Told) -> None:
    campaign = open_campaign(field)
    with campaign.base() as base:
        note_facts(base, {f"{PLACING}bureaux": "other areas"})
    at = app(field, "addresses")
    assert "placez de nouveau" in at.warning[0].value
    assert "À faire maintenant : **3. Adresses**" in told(app(field))


def test_some_bureaux_are_cut_and_the_others_stay(app: Open, field: Path) -> None:
    before = overview(open_campaign(field)).turfs
    at = app(field, "cutting")
    at.number_input[0].set_value(40)
    at.multiselect[0].set_value(["99001_0010"])
    at = press(at, "Découper")
    assert "secteurs" in at.success[0].value
    assert overview(open_campaign(field)).turfs > before


def test_only_missing_walks_are_planned(app: Open, field: Path) -> None:
    from campaign.turfs.cut import cut

    cut(open_campaign(field), CutChoices(bureaux=("99001_0010",)))
    now = overview(open_campaign(field))
    at = app(field, "walks")
    at = press(at, f"Calculer {now.turfs - now.planned} parcours")
    assert "parcours" in at.success[0].value
    assert overview(open_campaign(field)).next_step == "results"


def test_a_walk_is_shown_stop_by_stop(app: Open, field: Path) -> None:
    at = app(field, "walks")
    (table,) = at.dataframe
    assert table.value["position"].tolist() == list(range(1, len(table.value) + 1))
    assert at.metric[0].value == str(int(table.value["doors"].sum()))
    assert any(line.value.startswith("- Départ") for line in at.markdown)
    assert any("demi-tour" in line.value for line in at.caption)


def test_sheets_of_one_turf_are_written_and_handed_over(app: Open, field: Path) -> None:
    at = app(field, "sheets")
    turf = at.multiselect[1].options[0].split(" ")[0]
    at.multiselect[1].set_value([turf])
    at.multiselect[2].set_value(["xlsx", "gpx"])
    at = press(at.run(), "Préparer 1 feuille")
    for ending in ("pdf", "csv", "geojson", "xlsx", "gpx"):
        assert list((field / "walklists").glob(f"20*/{turf}-1.{ending}")), ending
    assert "1 secteurs" in at.success[0].value or "1 secteur" in at.success[0].value
    assert {d.label for d in at.download_button} == {
        "Tout à imprimer (PDF)",
        "Tous les fichiers (zip)",
    }


def test_no_sheet_goes_out_in_the_silence(app: Open, field: Path) -> None:
    toml = field / "campaign.toml"
    # the whole eve is silent, whatever the hour at which this test runs
    poll = datetime.now(UTC).date() + timedelta(days=1)
    lines = [
        f"election_date = {poll}" if line.startswith("election_date") else line
        for line in toml.read_text(encoding="utf-8").splitlines()
    ]
    toml.write_text("\n".join(lines), encoding="utf-8")
    at = press(app(field, "sheets"), "Préparer")
    assert "art. L49" in at.error[0].value


def test_a_table_that_never_went_out_is_refused(app: Open, field: Path) -> None:
    at = app(field, "returns")
    at.file_uploader[0].upload("table.csv", b"a;b\n1;2\n")
    at = press(at.run(), "Enregistrer")
    assert len(at.error) == 1


@pytest.fixture
def disputed(field: Path, tmp_path: Path) -> Path:
    """One line of a sheet told a second time, in another way."""
    source = sorted((field / "walklists" / "remplis").glob("*.csv"))[0]
    table = pd.read_csv(source, sep=";", dtype=str, keep_default_na=False, encoding="cp1252")
    row = table.index[table["Ouvertes"] != ""][0]
    table.loc[row, "Ouvertes"] = "0"
    table.loc[row, "Absents"] = table.loc[row, "Portes"]
    table.loc[row, ["Refus", "À revoir"]] = ""
    table.loc[row, [c for c in table if c.endswith("]")]] = ""
    again = tmp_path / "corrige.csv"
    table.loc[[row]].to_csv(again, sep=";", index=False, encoding="cp1252")
    import_responses(open_campaign(field), [again])
    return field


def test_a_contradiction_is_settled_by_a_person(app: Open, disputed: Path, told: Told) -> None:
    at = app(disputed, "returns")
    assert "Contradictions à trancher (1)" in told(at)
    assert len(at.radio[0].options) == 2
    at.text_input[0].set_value("Camille Exemple")
    at = press(at, "Trancher")
    assert "Contradictions restantes : 0" in at.success[0].value
    assert "à trancher" not in told(at)
    assert open_conflicts(open_campaign(disputed)) == []


def test_a_decision_needs_a_name(app: Open, disputed: Path) -> None:
    at = app(disputed, "returns")
    at.text_input[0].set_value(" ")
    assert "qui tranche" in press(at, "Trancher").error[0].value


def opened_doors(campaign: Campaign) -> int:
    with campaign.base() as base:
        return int(totals(base, by="turf")["opened"].sum())


@pytest.mark.parametrize("corrected", [True, False])
def test_the_telling_that_is_kept_counts_and_the_other_does_not(
    untouched: Path, disputed: Path, corrected: bool
) -> None:
    campaign = open_campaign(disputed)
    (conflict,) = open_conflicts(campaign)
    assert conflict.same_contact
    assert conflict.address[0].isdigit()
    by_source = {one.source == "corrige.csv": one for one in conflict.tellings}
    keep = by_source[corrected]
    resolve_conflict(campaign, conflict.contact_id, keep.event_id, who="Camille Exemple")
    lost = by_source[False].counts["opened"] - keep.counts["opened"]
    assert (lost > 0) == corrected
    assert opened_doors(campaign) == opened_doors(open_campaign(untouched)) - lost
    with pytest.raises(BadInputError):
        resolve_conflict(campaign, conflict.contact_id, keep.event_id, who="Camille Exemple")


def test_decisions_by_hand_take_a_candidate_or_what_was_written() -> None:
    table = pd.DataFrame(
        {name: ["x", "y", "z"] for name in ADDRESS_COLUMNS}
        | {f"candidat_{i}": [f"Rue {i}"] * 3 for i in (1, 2, 3)},
        index=[4, 7, 9],
    )
    edited = table.assign(choix=["2", "–", "1"], decision=["", "", "Rue Autre"])
    found = decisions(edited, table)
    assert {row: street for row, (_, street) in found.items()} == {4: "Rue 2", 9: "Rue Autre"}
    assert found[4][0]["voie"] == "x"


@pytest.mark.parametrize("page", ["cutting", "sheets", "teams"])
def test_an_id_and_enter_never_choose_all_that_match(app: Open, field: Path, page: str) -> None:
    """The list offers no entry that takes all matches, which Enter would take."""
    many = [one for one in app(field, page).multiselect if one.label != "Fichiers en plus"]
    assert many
    assert all(one.proto.select_all == 0 for one in many)
