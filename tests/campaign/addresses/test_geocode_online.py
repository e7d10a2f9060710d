"""What is left is asked for online only if the organiser agrees, and no person goes with it."""

import json
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from geoplateforme_like import Geoplateforme, served
from typer.testing import CliRunner

from campaign.addresses.geocode import geocode
from campaign.addresses.geocode_online import TO_SEND, geocode_online, prepare
from campaign.addresses.online_answers import ANSWERS
from campaign.commands.main import app
from campaign.demo import SAMPLE
from campaign.folder import Campaign
from campaign.import_roll import import_roll
from campaign.places.import_places import PlaceFiles, import_places
from campaign.wording.results import lines
from canvass.errors import BadInputError, MissingStepError
from canvass.tables import BUILDINGS, PLACEMENTS
from geocoding.geoplateforme import Service
from people_base.access.audit import audit_log
from people_base.store import read

HEADER = (
    "code du l'ugle;libellé du type de liste;nom de naissance;nom d'usage;prénoms;sexe;"
    "date de naissance;numéro de voie;libellé de voie;complément 1;complément 2;lieu-dit;"
    "code postal;commune;code du bureau de vote;numéro d'ordre dans le bureau de vote"
)
ROWS = [
    "EXEMPLE;;Ana;F;01/01/1980;5;RUE ZEPHYRIN KOUBALA;APPT 3",
    "EXEMPLE;;Basile;M;17/03/1981;5;RUE ZEPHYRIN KOUBALA;",
    "MODELE;TYPIQUE;Chloé;F;04/07/1982;9;RUE ZEPHYRIN KOUBALA CHEZ MME SPECIMEN;",
    "FICTIF;;Denis;M;05/07/1982;11;RUE ZEPHYRIN KOUBALA FICTIF DENIS;",
    "IMAGINE;;Elsa;F;06/07/1982;3;IMPASSE DU BOUT DU MONDE;CHEZ M. SPECIMEN",
    "PORTE;;Fanny;F;07/07/1982;1;PLACE DE L'EGLISE;",
]
#: What no call may hold: names, first names, dates, the bureau, the flat, the roll's order.
SECRETS = (
    *("EXEMPLE", "MODELE", "TYPIQUE", "FICTIF", "IMAGINE", "SPECIMEN", "PORTE"),
    *("Ana", "Basile", "Chlo", "CHLO", "Denis", "DENIS", "Elsa", "Fanny"),
    *("1980", "1981", "1982", "0042", "APPT", "99001_"),
)


def new_estate(address: str, insee: str) -> dict[str, str]:
    """A street that the campaign's files lack, and a poor answer for all else."""
    number = address.split(maxsplit=1)[0]
    found = {
        "longitude": "2.5995",
        "latitude": "46.8001",
        "result_score": "0.42",
        "result_type": "street",
        "result_id": f"{insee}_9999",
        "result_citycode": insee,
        "result_street": "Rue Zéphyrin Koubala",
        "result_name": "Rue Zéphyrin Koubala",
        "result_postcode": "99100",
        "result_city": "Val-Fleuri",
    }
    if "KOUBALA" in address:
        found |= {
            "result_score": "0.95",
            "result_type": "housenumber",
            "result_housenumber": number,
            "result_id": f"{insee}_9999_{int(number):05}",
        }
    return found


@pytest.fixture
def server() -> Iterator[Geoplateforme]:
    with served(Geoplateforme(new_estate)) as running:
        yield running


@pytest.fixture
def town(make_campaign: Callable[..., Campaign], tmp_path: Path) -> Campaign:
    roll = tmp_path / "liste.csv"
    lines = [
        f"99001;Liste principale;{row};;;99100;VAL-FLEURI;0042;{n}"
        for n, row in enumerate(ROWS, start=1)
    ]
    roll.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    made = make_campaign()
    import_roll(made, [roll])
    import_places(made, PlaceFiles(addresses=SAMPLE / "adresses-99.csv.gz"))
    geocode(made)
    return made


def service(server: Geoplateforme) -> Service:
    return Service(url=server.url, first_pause_s=0.0)


def test_what_would_leave_is_shown_first(town: Campaign, server: Geoplateforme) -> None:
    told = prepare(town, service=service(server))
    assert (told.addresses, told.kept_back, told.known) == (3, 1, 0)
    table = pd.read_csv(town.review / TO_SEND, sep=";", dtype=str)
    assert sorted(table["adresse"]) == [
        "3 IMPASSE DU BOUT DU MONDE",
        "5 RUE ZEPHYRIN KOUBALA",
        "9 RUE ZEPHYRIN KOUBALA",
    ]
    assert list(table) == ["adresse", "code_insee"]
    assert server.bodies == []
    said = "\n".join(str(line) for line in lines(told))
    assert "Ni nom, ni date" in said
    assert "3 adresses différentes" in said


def test_no_person_leaves_and_sure_answers_come_in(town: Campaign, server: Geoplateforme) -> None:
    before = geocode(town)
    done = geocode_online(town, service=service(server))
    # Every part of every body, names of fields included; the random boundary tells nothing.
    bodies = json.dumps([server.parcels, server.fields], ensure_ascii=False)
    assert not [secret for secret in SECRETS if secret in bodies]
    assert [set(row) for row in server.parcels[0]] == [{"ligne", "adresse", "code_insee"}] * 3
    assert (done.answered, done.taken, done.left) == (3, 2, 0)
    assert done.geocoded.placed == before.placed + 3
    with town.base() as base:
        assert "99001_9999_00005" in read(base, BUILDINGS).index
        online = read(base, PLACEMENTS)["result_flags"].eq("online")
        log = audit_log(base)
    assert online.sum() == 3
    sent = log.loc[log["what"] == "addresses sent to 127.0.0.1", "count"]
    assert sent.tolist() == [3]


def test_answers_outlive_the_next_geocoding(town: Campaign, server: Geoplateforme) -> None:
    placed = geocode_online(town, service=service(server)).geocoded.placed
    path = town.review / ANSWERS
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "SPECIMEN" not in path.read_text()
    assert geocode(town).placed == placed
    server.bodies.clear()
    told = prepare(town, service=service(server))
    assert (told.addresses, told.known) == (0, 1)
    geocode_online(town, service=service(server))
    assert server.bodies == []


def test_an_interrupted_run_says_so_and_goes_on(town: Campaign, server: Geoplateforme) -> None:
    server.faults = ["", "429 3600"]
    one_by_one = Service(url=server.url, rows_at_once=1)
    done = geocode_online(town, service=one_by_one)
    assert (done.answered, done.left) == (1, 2)
    said = "\n".join(str(line) for line in lines(done))
    assert "2 adresses restent" in said
    geocode_online(town, service=one_by_one)
    assert len(server.parcels) == 4
    assert prepare(town, service=one_by_one).addresses == 0


def test_voters_come_first(make_campaign: Callable[..., Campaign]) -> None:
    with pytest.raises(MissingStepError):
        prepare(make_campaign())


def test_a_service_in_clear_is_refused(town: Campaign) -> None:
    with pytest.raises(BadInputError):
        prepare(town, service=Service(url="http://example.org/geocodage"))


@pytest.mark.parametrize(("answer", "calls"), [("n", 0), ("y", 1)])
def test_the_command_asks(town: Campaign, server: Geoplateforme, answer: str, calls: int) -> None:
    command = ["geocode-online", str(town.folder), "--url", server.url]
    done = CliRunner().invoke(app, command, input=f"{answer}\n")
    assert "Envoyer ?" in done.output
    assert "127.0.0.1" in done.output
    assert len(server.bodies) == calls
    assert done.exit_code == (0 if calls else 1)


def test_the_command_may_be_told_yes(town: Campaign, server: Geoplateforme) -> None:
    command = ["geocode-online", str(town.folder), "--yes", "--url", server.url]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    assert "Envoyer ?" not in done.output
    assert len(server.bodies) == 1
