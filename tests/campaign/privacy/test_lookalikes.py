"""Who objected comes back under no spelling, and an erasure that was broken off is completed."""

import csv
import io
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from campaign.exchange.import_file import import_from
from campaign.folder import Campaign, open_campaign
from campaign.import_roll import import_roll
from campaign.privacy.find_person import PersonQuery
from campaign.privacy.lookalikes import FILE, decide_lookalike, who_waits
from campaign.privacy.oppose import oppose
from campaign.review_rows import UNREAD_DATES
from campaign.sheets.export import export_walk_lists
from campaign.sheets.sheet_recall import to_replace
from campaign.wording.results import lines
from canvass.errors import BadInputError
from canvass.tables import PLACEMENTS, STOPS, VOTERS
from people_base.store import read

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
HEADER = (
    "code du département;code de la commune;code du bureau de vote;nom de naissance;nom d'usage;"
    "prénoms;sexe;date de naissance;numéro de voie;libellé de voie;numéro d'ordre dans le bureau "
    "de vote;identifiant de la liste"
)
PEOPLE = [
    ("LE GOFF", "Anne Marie", "01/02/1971", "1"),
    ("D'ARTAGNAN", "Jean-Pierre", "03/04/1956", "2"),
    ("DUPONT", "Zoé", "05/06/1990", "3"),
]


def roll(path: Path, people: list[tuple[str, str, str, str]]) -> Path:
    rows = [
        f"99;001;0001;{name};;{first};F;{born};12;Rue des Lilas;{number};LP"
        for name, first, born, number in people
    ]
    path.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    return path


@pytest.fixture
def objected(make_campaign: Callable[..., Campaign], tmp_path: Path) -> Campaign:
    """A roll of three, of whom two objected."""
    campaign = make_campaign()
    import_roll(campaign, [roll(tmp_path / "liste_LP.csv", PEOPLE)])
    for number in ("1", "2"):
        oppose(
            campaign, PersonQuery(bureau="99001_0001", number=number), channel="courrier", now=NOW
        )
    return campaign


def numbers(campaign: Campaign) -> set[str]:
    with campaign.base() as base:
        return set(read(base, VOTERS, columns=["order_number"])["order_number"])


def test_another_spelling_waits_outside(objected: Campaign, tmp_path: Path) -> None:
    spelt = [("LEGOFF", "ANNE", "01/02/1971", "11"), ("DARTAGNAN", "Jean", "03/04/1956", "12")]
    done = import_roll(objected, [roll(tmp_path / "b_LP.csv", [*spelt, PEOPLE[2]])])
    assert (done.added, done.waiting) == (0, 2)
    assert numbers(objected) == {"3"}
    assert any("2 personnes qui ressemblent" in line.fr for line in lines(done))
    listed = (objected.review / FILE).read_text(encoding="utf-8-sig")
    assert "11" in listed
    assert "GOFF" not in listed


def test_what_was_decided_is_not_asked_again(objected: Campaign, tmp_path: Path) -> None:
    spelt = [("LEGOFF", "ANNE", "01/02/1971", "11"), ("DARTAGNAN", "Jean", "03/04/1956", "12")]
    path = roll(tmp_path / "b_LP.csv", spelt)
    import_roll(objected, [path])
    assert decide_lookalike(objected, "1", "011", "same", now=NOW).waiting == 1
    assert decide_lookalike(objected, "99001_0001", "12", "other", now=NOW).waiting == 0
    assert not (objected.review / FILE).exists()
    done = import_roll(objected, [path])
    assert (done.added, done.opposed, done.waiting) == (1, 1, 0)
    assert numbers(objected) == {"3", "12"}
    assert "Personne" in str(lines(who_waits(objected))[0])
    with pytest.raises(BadInputError):
        decide_lookalike(objected, "1", "12", "same")


def test_a_third_spelling_of_the_same_person_waits_too(objected: Campaign, tmp_path: Path) -> None:
    first = roll(tmp_path / "b_LP.csv", [("LEGOFF", "ANNE", "01/02/1971", "11")])
    import_roll(objected, [first])
    decide_lookalike(objected, "1", "11", "same", now=NOW)
    third = roll(tmp_path / "c_LP.csv", [("Le-Goff", "A.", "02/01/1971", "21")])
    assert import_roll(objected, [third]).waiting == 1


def test_a_date_nobody_reads_does_not_bring_them_back(objected: Campaign, tmp_path: Path) -> None:
    lost = [("LE GOFF", "Anne Marie", "hiver 71", "11"), PEOPLE[2]]
    done = import_roll(objected, [roll(tmp_path / "b_LP.csv", lost)])
    assert (done.waiting, done.unread_dates) == (1, 1)
    assert (objected.review / UNREAD_DATES).is_file()


def test_a_roll_of_which_dates_are_mostly_unread_is_refused(
    objected: Campaign, tmp_path: Path
) -> None:
    many = [(f"NOM{n}", "Ana", f"~{n}~", str(n)) for n in range(12)]
    with pytest.raises(BadInputError) as refused:
        import_roll(objected, [roll(tmp_path / "b_LP.csv", many)])
    told = str(refused.value.faults[0].message)
    assert "12" in told
    assert "~9~" in told
    assert "~3~" not in told
    assert numbers(objected) == {"3"}


def test_namesakes_who_were_beside_them_stay(
    make_campaign: Callable[..., Campaign], tmp_path: Path
) -> None:
    campaign = make_campaign()
    both = [PEOPLE[0], ("LEGOFF", "Anne", "01/02/1971", "7")]
    path = roll(tmp_path / "a_LP.csv", both)
    import_roll(campaign, [path])
    oppose(campaign, PersonQuery(bureau="99001_0001", number="1"), channel="porte", now=NOW)
    done = import_roll(campaign, [path])
    assert (done.opposed, done.waiting, done.unchanged) == (1, 0, 1)


def test_who_objects_without_being_on_a_roll_is_met_too(
    make_campaign: Callable[..., Campaign], tmp_path: Path
) -> None:
    campaign = make_campaign()
    who = PersonQuery(name="Le Goff", first_names="Anne Marie", birth_date="01/02/1971")
    oppose(campaign, who, channel="mail", now=NOW)
    path = roll(tmp_path / "a_LP.csv", [("LEGOFF", "Anne", "1/2/1971", "5")])
    assert import_roll(campaign, [path]).waiting == 1


# -- one act


@pytest.fixture
def sent(played: Campaign, tmp_path: Path) -> tuple[Campaign, PersonQuery, str]:
    """A copy in which somebody with a door is on a sheet that went out."""
    copy = open_campaign(Path(shutil.copytree(played.folder, tmp_path / "copie")))
    with copy.base() as base:
        stops = read(base, STOPS)
        turf = str(stops.index[0][0])
        placed = read(base, PLACEMENTS, columns=["result_id"])
        here = placed[placed["result_id"].isin(stops.loc[turf, "building_id"])]
        person = read(base, VOTERS, where={"voter_id": [here.index[0]]}).iloc[0]
    export_walk_lists(copy, turfs=[turf], now=NOW)
    return copy, PersonQuery(bureau=person["bureau_id"], number=person["order_number"]), turf


HOMONYMS = "groupe;adresse;bureau;numero_ordre\r\n1;3 Allée Hélène;1;9999\r\n"


@pytest.mark.parametrize(
    "content",
    [
        HOMONYMS.encode("cp1252"),
        HOMONYMS.encode("utf-16"),
        HOMONYMS.replace(";", "\t").encode("utf-8-sig"),
        HOMONYMS.replace(";", ",").encode(),
        b"PK\x03\x04 no table",
        b"",
    ],
    ids=["excel", "unicode", "tabs", "commas", "workbook", "empty"],
)
def test_no_saving_of_a_review_file_stops_an_erasure(
    sent: tuple[Campaign, PersonQuery, str], content: bytes
) -> None:
    campaign, who, turf = sent
    (campaign.review / "homonymes.csv").write_bytes(content)
    done = oppose(campaign, who, channel="porte", now=NOW)
    assert done.erased == 1
    assert turf in done.turfs
    assert turf in set(to_replace(campaign)["secteur"])


@pytest.mark.parametrize(
    "broken",
    ["walklists.tables.redact.redact", "campaign.privacy.oppose.tidy", "people_base.base.scrub"],
)
def test_an_erasure_broken_off_is_completed_by_the_same_words(
    sent: tuple[Campaign, PersonQuery, str], monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    campaign, who, turf = sent
    pdf = next(campaign.walklists.glob(f"20*/{turf}-1.pdf"))

    def dies(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    where = "people_base.people.oppositions.scrub" if broken.endswith("scrub") else broken
    with monkeypatch.context() as patch:
        patch.setattr(where, dies)
        with pytest.raises(KeyboardInterrupt):
            oppose(campaign, who, channel="porte", now=NOW)
    assert turf in set(to_replace(campaign)["secteur"])
    if "tidy" in broken:
        return
    done = oppose(campaign, who, channel="porte", now=NOW)
    assert turf in done.turfs
    assert not pdf.exists()


def _saved(rows: list[list[str]], form: str, path: Path) -> Path:
    """Save a table as a spreadsheet program does."""
    if form == "xlsx":
        book = Workbook()
        for row in rows:
            book.active.append(row)
        path = path.with_suffix(".xlsx")
        book.save(path)
        return path
    encoding, separator = form.split()
    text = io.StringIO()
    csv.writer(text, delimiter=separator.replace("tab", "\t")).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


@pytest.mark.parametrize("form", ["cp1252 ;", "utf-16 tab", "utf-8 ,", "utf-8-sig ;", "xlsx"])
@pytest.mark.parametrize("title", [False, True])
def test_a_table_saved_again_loses_the_objector_and_keeps_what_is_filled(
    sent: tuple[Campaign, PersonQuery, str], form: str, title: bool
) -> None:
    campaign, who, turf = sent
    path = next(campaign.walklists.glob(f"20*/{turf}-1.csv"))
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    path.unlink()
    with campaign.base() as base:
        stops = read(base, STOPS).loc[turf, "building_id"]
    address = rows[0].index("Adresse (identifiant)")
    objector = _home(campaign, who)
    other = next(row for row in rows[1:] if row[address] != objector)
    other[rows[0].index("Portes frappées")] = "1"
    assert objector in set(stops)
    if title:
        rows.insert(0, ["Retours du samedi, été"])
    saved = _saved(rows, form, path)
    oppose(campaign, who, channel="porte", now=NOW)
    left = _read(saved)
    assert not [row for row in left if objector in row]
    assert [row for row in left if other[address] in row]
    assert len(left) < len(rows)


def test_a_table_that_nobody_can_read_is_named(sent: tuple[Campaign, PersonQuery, str]) -> None:
    campaign, who, turf = sent
    path = next(campaign.walklists.glob(f"20*/{turf}-1.csv"))
    path.write_bytes(b"PK\x03\x04 broken")
    done = oppose(campaign, who, channel="porte", now=NOW)
    assert done.unread == (f"{path.parent.name}/{path.name}",)
    assert any(path.name in str(line) for line in lines(done))


def _home(campaign: Campaign, who: PersonQuery) -> str:
    from campaign.privacy.find_person import building_of, person_id

    with campaign.base() as base:
        return building_of(base, person_id(campaign, base, who))


def _read(path: Path) -> list[list[str]]:
    if path.suffix == ".xlsx":
        rows = load_workbook(path).active.iter_rows(values_only=True)
        return [[str(cell) for cell in row] for row in rows]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def test_who_is_asked_about_inside_the_base_stays_through_a_new_roll(
    make_campaign: Callable[..., Campaign], tmp_path: Path
) -> None:
    """The new roll points at them under its own number; nobody is lost, nobody is asked twice."""
    campaign = make_campaign()
    import_roll(campaign, [roll(tmp_path / "a_LP.csv", PEOPLE)])
    wishes = tmp_path / "people.csv"
    wishes.write_text(
        "first_name,last_name,primary_address1,primary_zip,do_not_contact\n"
        "A.,Le Goff,12 rue des Lilas,,Y\n"
    )
    assert import_from(campaign, "nationbuilder", wishes, now=NOW).taken.asked == 0
    by_name = tmp_path / "more.csv"
    by_name.write_text(
        "first_name,last_name,birthdate,do_not_contact\nAnne,Le Goff,,Y\nZoé,Dupont,05/06/1990,Y\n"
    )
    done = import_from(campaign, "nationbuilder", by_name, now=NOW).taken
    assert (done.asked, done.erased) == (1, 1)
    again = [(*PEOPLE[0][:3], "21"), PEOPLE[1]]
    imported = import_roll(campaign, [roll(tmp_path / "b_LP.csv", again)])
    assert imported.waiting == 0
    (case,) = who_waits(campaign).cases()
    assert (case.order_number, case.in_base) == ("21", True)
    assert decide_lookalike(campaign, "1", "21", "same", now=NOW).waiting == 0
    assert numbers(campaign) == {"2"}
    assert "21" not in str(lines(who_waits(campaign))[0])
