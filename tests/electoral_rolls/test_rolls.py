"""Rolls of three layouts become one table; nobody is lost, merged wrongly or quoted."""

import datetime as dt
import gzip
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from canvass.errors import BadInputError, MissingFileError
from canvass.tables import VOTERS, check
from electoral_rolls.rolls import Roll, read_roll
from files.birth_dates import birth_date

SALT = b"a salt for tests only"
SHARED = Path(__file__).parents[2].parent / "shared" / "data"

REU = (
    "code du l'ugle", "libellé de l'ugle", "libellé du type de liste", "nom de naissance",
    "nom d'usage", "prénoms", "sexe", "date de naissance", "code commune de naissance",
    "libellé commune de naissance", "code département de naissance", "pays de naissance",
    "libellé nationalité", "numéro de voie", "libellé de voie", "complément 1", "complément 2",
    "lieu-dit", "code postal", "commune", "pays", "code du bureau de vote",
    "libellé du bureau de vote", "code circonscription législative du bureau de vote",
    "libellé canton du bureau de vote",
    "libellé circonscription métropolitaine du bureau de vote",
    "numéro d'ordre dans le bureau de vote",
)  # fmt: skip
E_LISTELEC = (
    "TypeListe;InfoListe;DateCreationListe;CodeDepartement;CodeCommune;NomCommune;"
    "NoElecteurGeneral;Sexe;NomdeNaissance;NomDusage;Prenoms;DateDeNaissance;NomComNaissance;"
    "DeptNaissance;PaysNaissance;Nationalite;NomBureauDeVote;NoBureauDeVote;CodeCanton;"
    "CodeCirconscription;ComplementDeLocalisation1;ComplementDeLocalisation2;NumeroVoie;TypeVoie;"
    "LibelleVoie;LieuDit;CodePostal;VilleLocalite;Pays"
)
#: A fictitious voter in REU columns.
SOMEONE = {
    "code du l'ugle": "99999", "libellé de l'ugle": "SAINT-EXEMPLE",
    "libellé du type de liste": "Liste principale", "nom de naissance": "DELAVIGNE",
    "prénoms": "Apolline Capucine", "sexe": "F", "date de naissance": "14/03/1962",
    "code commune de naissance": "34172", "pays de naissance": "FRANCE",
    "libellé nationalité": "Française", "numéro de voie": "7", "libellé de voie": "Rue des Lilas",
    "code postal": "99999", "commune": "Saint-Exemple", "code du bureau de vote": "0001",
    "numéro d'ordre dans le bureau de vote": "1",
}  # fmt: skip

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write rows given as changes to SOMEONE in a file; ``drop`` leaves columns out."""

    def inner(
        *rows: dict[str, str], name: str = "liste.csv", drop: Sequence[str] = (), sep: str = ";"
    ) -> Path:
        columns = [column for column in REU if column not in drop]
        lines = [columns, *([({**SOMEONE, **row}).get(c, "") for c in columns] for row in rows)]
        text = "\n".join(sep.join(f'"{v}"' if v else "" for v in line) for line in lines)
        path = tmp_path / name
        path.write_text(text + "\n", encoding="utf-8")
        return path

    return inner


def read(*paths: Path, **options: Any) -> Roll:
    roll = read_roll(paths, salt=SALT, **options)
    check(roll.voters, VOTERS)
    rows = sum(file.rows for file in roll.files)
    assert rows == len(roll.voters) + roll.merged + len(roll.rejected)
    return roll


def refusal(*paths: Path, **options: Any) -> str:
    with pytest.raises(BadInputError) as caught:
        read(*paths, **options)
    return str(caught.value)


def only(roll: Roll) -> dict[str, Any]:
    assert len(roll.voters) == 1
    return roll.voters.iloc[0].to_dict()


# The REU layout


def test_a_row_is_spelled_as_the_table_of_voters_does(write: Write) -> None:
    roll = read(write({}))
    assert only(roll) == {
        "commune_id": "99999",
        "bureau_id": "99999_0001",
        "order_number": "1",
        "list_types": "LP",
        "birth_name": "DELAVIGNE",
        "usage_name": "",
        "first_names": "Apolline Capucine",
        "sex": "F",
        "birth_date": "14/03/1962",
        "birth_year": 1962,
        "date_uncertain": False,
        "house_number_raw": "7",
        "street_raw": "Rue des Lilas",
        "compl1": "",
        "compl2": "",
        "place_name": "",
        "postcode": "99999",
        "city_raw": "Saint-Exemple",
    }
    assert list(roll.voters.columns) == list(VOTERS.columns)


def test_birthplace_and_nationality_leave_no_trace(write: Write) -> None:
    marked = dict.fromkeys(
        [c for c in REU if "naissance" in c and c.startswith(("code", "libellé", "pays"))]
        + ["libellé nationalité"],
        "ZZTRACE",
    )
    roll = read(write(marked))
    assert not roll.voters.eq("ZZTRACE").any(axis=None)
    assert not {"nationality", "birthplace"} & set(roll.voters.columns)


@pytest.mark.parametrize("sep", [";", ",", "\t"])
def test_separators_do_not_matter(write: Write, sep: str) -> None:
    assert only(read(write({}, sep=sep))) == only(read(write({})))


def test_encodings_and_packing_do_not_matter(write: Write, tmp_path: Path) -> None:
    path = write({"prénoms": "Zoé Noëlle"})
    wanted = read(path)
    for content in (
        path.read_text(encoding="utf-8").encode("cp1252"),
        b"\xef\xbb\xbf" + path.read_bytes(),
        gzip.compress(path.read_bytes()),
        path.read_text(encoding="utf-8").encode("utf-16"),
    ):
        other = tmp_path / "autre.csv"
        other.write_bytes(content)
        pd.testing.assert_frame_equal(read(other).voters, wanted.voters)


def test_headers_have_variants(write: Write, tmp_path: Path) -> None:
    text = write({}).read_text(encoding="utf-8")
    variant = text.replace("code du l'ugle", "Code de l’UGLE").replace("lieu-dit", "Lieu-dit  ")
    path = tmp_path / "variante.csv"
    path.write_text(variant.replace("prénoms", "PRE\u0301NOMS"), encoding="utf-8")
    assert only(read(path)) == only(read(write({})))


@pytest.mark.parametrize(
    ("code", "label", "wanted"),
    [
        ("1", "Mairie", "99999_0001"),
        ("0136a", "", "99999_0136A"),
        ("7.0", "", "99999_0007"),
        ("99999_3", "", "99999_0003"),
        ("", "0012 - École", "99999_0012"),
        ("", "0012 École", "99999_0012"),
        ("", "École du 8 mai 1945", ""),
        ("", "", ""),
    ],
)
def test_bureaux_have_one_spelling(write: Write, code: str, label: str, wanted: str) -> None:
    row = {"code du bureau de vote": code, "libellé du bureau de vote": label}
    assert only(read(write(row)))["bureau_id"] == wanted


@pytest.mark.parametrize(
    ("text", "year", "uncertain"),
    [
        ("14/03/1962", 1962, False),
        ("00/00/1953", 1953, True),
        ("1961", 1961, True),
        ("31/02/1950", 1950, True),
        ("29/02/2000", 2000, False),
        ("12/1953", 0, True),
        ("14/03/0062", 0, True),
        ("vers 1920", 0, True),
        ("", 0, True),
    ],
)
def test_incomplete_dates_are_kept_as_given(
    write: Write, text: str, year: int, uncertain: bool
) -> None:
    voter = only(read(write({"date de naissance": text})))
    assert (voter["birth_date"], voter["birth_year"], voter["date_uncertain"]) == (
        text, year, uncertain,
    )  # fmt: skip


@given(st.dates(dt.date(1900, 1, 1), dt.date(2020, 1, 1)))
def test_every_day_is_read_in_both_orders(day: dt.date) -> None:
    french, iso = (
        birth_date(text, this_year=2026) for text in (f"{day:%d/%m/}{day.year}", day.isoformat())
    )
    assert french == iso
    assert (french.key, french.year, french.uncertain) == (day.isoformat(), day.year, False)


@pytest.mark.parametrize(
    "dates",
    [
        ("31609", "25935", "36524"), ("07/16/1986", "1/2/1971", "12/30/1999"),
        ("16/07/86", "02/01/71", "30/12/99"), ("1986-07-16", "1971-01-02", "1999-12-30"),
        ("16-juil-86", "2 janvier 1971", "30-déc.-99"),
    ],
)  # fmt: skip
def test_people_are_the_same_whatever_form_their_birth_dates_take(
    write: Write, dates: tuple[str, str, str]
) -> None:
    names = ("DELAVIGNE", "SOUBEYRAN", "ORSONI")
    french = ("16/07/1986", "02/01/1971", "30/12/1999")
    paths = [
        write(
            *(
                {"nom de naissance": n, "date de naissance": d}
                for n, d in zip(names, column, strict=True)
            ),
            name=f"{number}.csv",
        )
        for number, column in enumerate((french, dates))
    ]
    before, after = (read(path) for path in paths)
    assert after.voters.index.tolist() == before.voters.index.tolist()
    assert not after.voters["date_uncertain"].any()
    assert after.voters["birth_date"].tolist() == list(french)


def test_one_file_proves_the_order_of_dates_for_the_others(write: Write) -> None:
    french = [write({"date de naissance": d}, name=f"{d[:2]}.csv") for d in ("02/01/1971",)]
    proof = [{"date de naissance": "12/30/1999", "numéro d'ordre dans le bureau de vote": str(n)}
             for n in range(2, 5)]  # fmt: skip
    other = {"nom de naissance": "SOUBEYRAN", "libellé du type de liste": "LCM"}
    american = write({"date de naissance": "1/2/1971", **other}, name="a.csv")
    alone = read(american).voters["birth_date"].tolist()
    assert alone == ["1/2/1971"]
    together = read(american, write(*({**p, "prénoms": str(n)} for n, p in enumerate(proof))))
    found = together.voters.set_index("birth_name")["birth_date"]
    assert found["SOUBEYRAN"] == "02/01/1971"
    assert read(*french).voters["birth_date"].tolist() == ["02/01/1971"]


def test_columns_under_other_names_are_known_or_told(write: Write, tmp_path: Path) -> None:
    names = {"nom de naissance": "NOM", "prénoms": "Prénom", "nom d'usage": "NOM MARITAL",
             "date de naissance": "NE(E) LE", "libellé de voie": "VOIE", "numéro de voie": "N°",
             "code du bureau de vote": "BUREAU"}  # fmt: skip
    path = write({}, name="LP_com99999.csv")
    text = path.read_text()
    for old, new in names.items():
        text = text.replace(f'"{old}"', f'"{new}"')
    before = read(path).voters
    path.write_text(text)
    assert read(path).voters.equals(before)
    path.write_text(text.replace('"NOM"', '"Patronyme"'))
    assert "nom de naissance" in refusal(path)
    told = {"nom de naissance": "PATRONYME"}
    assert read(path, columns=told).voters.equals(before)
    assert "PATRONYMES" in refusal(path, columns={"nom de naissance": "PATRONYMES"})
    assert "surnom" in refusal(path, columns={"surnom": "Patronyme"})


def test_titles_and_totals_around_a_roll_are_passed_over(write: Write) -> None:
    path = write({})
    rows = path.read_text()
    path.write_text(f"Commune de Saint-Exemple\n\nListe au 3 mars\n{rows}Total;1{';' * 25}\n")
    roll = read(path)
    assert len(roll.voters) == 1
    assert roll.rejected["reason"].tolist() == ["ligne de total"]
    assert [str(note) for note in roll.files[0].notes] == ["en-tête trouvé en ligne 4"]


def test_birth_dates_in_no_form_known_have_no_year(write: Write) -> None:
    roll = read(write({}, {"date de naissance": "vers 1920", "nom de naissance": "SOUBEYRAN"}))
    assert roll.voters["birth_year"].tolist() == [1962, 0]


def test_postcodes_get_their_zero_back(write: Write) -> None:
    row = {"code postal": "1000", "code du l'ugle": "1004"}
    voter = only(read(write(row)))
    assert (voter["postcode"], voter["commune_id"]) == ("01000", "01004")


# The other layouts


def test_the_older_layout_joins_type_and_name_of_street(tmp_path: Path) -> None:
    row = (
        "liste générale;liste électorale;01/02/2018;31;555;TOULOUSE;42;F;DUMAS;;Rose;14/03/1962;"
        "ALBI;81;FRANCE;Française;École;12;05;03;Appt 4;Tour B;7;RUE;DES LILAS;;31000;TOULOUSE;"
    )
    path = tmp_path / "e-listelec.csv"
    path.write_text(f"{E_LISTELEC}\r\n{row}\r\n", encoding="utf-8")
    roll = read(path)
    voter = only(roll)
    assert roll.files[0].layout == "e-listelec"
    assert voter["street_raw"] == "RUE DES LILAS"
    assert (voter["commune_id"], voter["bureau_id"]) == ("31555", "31555_0012")
    assert (voter["list_types"], voter["compl1"], voter["compl2"]) == ("LP", "Appt 4", "Tour B")


def test_the_extract_without_names_keeps_neighbours_apart(tmp_path: Path) -> None:
    header = (
        '"Numéro de voie";"Type et libellé de voie";"Complément d’adresse 1";'
        '"Complément d’adresse 2";"Lieu-dit  ";"Code commune\nRéférentiel";'
        '"Libellé commune\nRéférentiel";CP;Commune;Code_BV;CP_BV'
    )
    row = "3;CHEMIN VERT;;;;09001;X;9000;FOIX;2;09000"
    path = tmp_path / "extrait.csv"
    path.write_text("\n".join([header, row, row]), encoding="utf-8")
    roll = read(path)
    assert roll.files[0].layout == "etalab"
    assert len(roll.voters) == 2
    assert roll.voters["bureau_id"].tolist() == ["09001_0002"] * 2
    assert roll.voters["postcode"].tolist() == ["09000"] * 2
    assert roll.homonyms == ()
    assert roll.merged == 0


def test_workbooks_give_back_codes_and_dates(tmp_path: Path) -> None:
    values: dict[str, Any] = {
        **SOMEONE, "code du l'ugle": 1004, "code postal": 1500, "code du bureau de vote": 3.0,
        "date de naissance": dt.date(1962, 3, 14), "numéro de voie": 7,
        "numéro d'ordre dans le bureau de vote": 12,
    }  # fmt: skip
    book = openpyxl.Workbook()
    book.active.append(list(REU))
    book.active.append([])
    book.active.append([values.get(c) for c in REU])
    book.active.append([values.get(c) for c in REU[:5]])
    book.create_sheet("Notes").append(["à jour au 3 mars"])
    book.create_sheet("Vide")
    path = tmp_path / "liste.xlsx"
    book.save(path)
    roll = read(path)
    voter = roll.voters.iloc[0]
    assert voter["bureau_id"] == "01004_0003"
    assert (voter["postcode"], voter["birth_date"]) == ("01500", "14/03/1962")
    assert (voter["house_number_raw"], voter["order_number"]) == ("7", "12")
    assert [(file.layout, file.rows) for file in roll.files] == [("", 0), ("reu", 2)]
    assert roll.files[0].name == "liste.xlsx [Notes]"


def test_bureaux_on_sheets_of_their_own_are_all_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for sheet, name in ((book.active, "DELAVIGNE"), (book.create_sheet("B2"), "SOUBEYRAN")):
        sheet.append(list(REU))
        sheet.append([{**SOMEONE, "nom de naissance": name}.get(c) for c in REU])
    path = tmp_path / "liste.xlsx"
    book.save(path)
    assert read(path).voters["birth_name"].tolist() == ["DELAVIGNE", "SOUBEYRAN"]


# What only the file name tells


def test_facts_missing_in_columns_come_from_the_file_name(write: Write) -> None:
    gone = ["code du l'ugle", "libellé du type de liste"]
    path = write({}, name="ListesArrêtées-com2A004-LCM-15-06-2024-22h12-x.csv", drop=gone)
    roll = read(path)
    assert only(roll)["commune_id"] == "2A004"
    assert only(roll)["list_types"] == "LCM"
    assert (roll.files[0].commune, roll.files[0].list_type) == ("2A004", "LCM")
    assert roll.files[0].export_date == "2024-06-15"


def test_what_nothing_tells_is_asked_for(write: Write) -> None:
    gone = ["code du l'ugle", "libellé du type de liste"]
    path = write({}, drop=gone)
    said = refusal(path)
    assert "code INSEE" in said
    assert "LP, LCM ou LCE" in said
    voter = only(read(path, default_commune="35115", default_list_type="LP"))
    assert (voter["commune_id"], voter["list_types"]) == ("35115", "LP")


# Who is who


def test_a_european_on_two_lists_is_one_voter(write: Write) -> None:
    roll = read(
        write(
            {"libellé du type de liste": "Liste complémentaire européenne", "numéro de voie": "9"},
            {"libellé du type de liste": "LCM"},
        )
    )
    assert only(roll)["list_types"] == "LCE|LCM"
    # The municipal list is the one that a municipal campaign walks by.
    assert only(roll)["house_number_raw"] == "7"
    assert roll.merged == 1
    assert roll.homonyms == ()


def test_homonyms_on_one_list_stay_two(write: Write) -> None:
    other = {"numéro de voie": "99", "numéro d'ordre dans le bureau de vote": "2"}
    roll = read(write({}, other))
    assert len(roll.voters) == 2
    assert sorted(roll.voters.index) == sorted(roll.homonyms)
    first, second = sorted(roll.homonyms)
    assert second == f"{first}-2"


def test_the_same_row_twice_is_one_voter_and_is_told(write: Write) -> None:
    roll = read(write({}, {"nom de naissance": "AUTRE"}, {}))
    assert len(roll.voters) == 2
    assert roll.rejected.to_dict("records") == [
        {"file": "liste.csv", "row": 4, "reason": "ligne en double"}
    ]
    assert roll.homonyms == ()


def test_father_and_son_are_two_without_review(write: Write) -> None:
    roll = read(write({}, {"date de naissance": "14/03/1992"}))
    assert len(roll.voters) == 2
    assert roll.homonyms == ()


@pytest.mark.parametrize(
    "change",
    [
        {"nom de naissance": "Delavigne"},
        {"prénoms": "APOLLINE  CAPUCINE"},
        {"prénoms": "Apolline-Capucine"},
        {"numéro de voie": "8", "code du bureau de vote": "0002"},
        {"nom d'usage": "RAVANEL"},
        {"date de naissance": "1962-03-14"},
    ],
)
def test_ids_survive_a_new_spelling_and_a_move(write: Write, change: dict[str, str]) -> None:
    assert read(write(change)).voters.index.tolist() == read(write({})).voters.index.tolist()


@pytest.mark.parametrize(
    "change",
    [
        {"nom de naissance": "DELAVIGNES"},
        {"prénoms": "Apolline"},
        {"date de naissance": "15/03/1962"},
        {"code du l'ugle": "99998"},
    ],
)
def test_ids_differ_between_people(write: Write, change: dict[str, str]) -> None:
    assert read(write(change)).voters.index.tolist() != read(write({})).voters.index.tolist()


def test_ids_depend_on_the_salt(write: Write) -> None:
    path = write({})
    ids = {read_roll(path, salt=s).voters.index[0] for s in (b"one salt", b"another", b"x" * 99)}
    assert len(ids) == 3
    assert all(len(i) == 16 and int(i, 16) >= 0 for i in ids)
    with pytest.raises(ValueError, match="salt"):
        read_roll(path, salt=b"")


PEOPLE = st.fixed_dictionaries(
    {
        "nom de naissance": st.sampled_from(["NOIRTIER", "ORSATTI"]),
        "libellé du type de liste": st.sampled_from(["LP", "LCM", "LCE"]),
        "numéro de voie": st.sampled_from(["1", "2", "3"]),
        "code du bureau de vote": st.sampled_from(["0001", "0002"]),
        "numéro d'ordre dans le bureau de vote": st.sampled_from(["1", "2"]),
    }
)


@given(st.lists(PEOPLE, min_size=1, max_size=12), st.randoms(use_true_random=False))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_ids_do_not_depend_on_the_order_of_rows(
    write: Write, people: list[dict[str, str]], rng: random.Random
) -> None:
    shuffled = rng.sample(people, len(people))
    one, other = read(write(*people)), read(write(*shuffled))
    pd.testing.assert_frame_equal(one.voters.sort_index(), other.voters.sort_index())
    assert (one.homonyms, one.merged) == (other.homonyms, other.merged)


@given(st.lists(PEOPLE, min_size=1, max_size=12))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_there_are_as_many_people_as_the_fullest_list_says(
    write: Write, people: list[dict[str, str]]
) -> None:
    roll = read(write(*people))
    distinct = pd.DataFrame(people).drop_duplicates()
    per_list = distinct.groupby(["nom de naissance", "libellé du type de liste"]).size()
    wanted = per_list.groupby(level=0).max()
    assert roll.voters["birth_name"].value_counts().to_dict() == wanted.to_dict()
    assert roll.voters["list_types"].str.split("|").explode().size == len(distinct)


# What cannot be used


def test_rows_that_cannot_be_used_are_listed_without_a_name(write: Write) -> None:
    path = write(
        {},
        {"nom de naissance": "", "nom d'usage": ""},
        {"code du l'ugle": "SAINT-EXEMPLE"},
        {"libellé du type de liste": "Liste des absents"},
        dict(zip(REU, REU, strict=True)),
    )
    with path.open("a", encoding="utf-8") as stream:
        stream.write('"99999";"DELAVIGNE"\n' + ";" * 26 + "\n")
    roll = read(path)
    assert roll.rejected["row"].tolist() == [3, 4, 5, 6, 7, 8]
    assert roll.rejected["reason"].tolist() == [
        "ni nom de naissance ni nom d'usage",
        "code de commune absent ou faux",
        "type de liste absent ou inconnu",
        "en-tête répété",
        "2 champs au lieu de 27",
        "ligne vide",
    ]
    assert not roll.rejected["reason"].str.contains("DELAVIGNE").any()


def test_a_voter_known_by_the_usage_name_alone_is_kept(write: Write) -> None:
    row = {"nom de naissance": "", "nom d'usage": "RAVANEL"}
    assert only(read(write(row)))["usage_name"] == "RAVANEL"


def test_all_faults_of_all_files_come_together(write: Write, tmp_path: Path) -> None:
    empty, alien, bare = tmp_path / "vide.csv", tmp_path / "adresses.csv", tmp_path / "vieux.xls"
    empty.write_bytes(b"")
    alien.write_text("code postal;commune;sexe\n99999;X;F\n", encoding="utf-8")
    bare.write_bytes(b"\xd0\xcf\x11\xe0")
    headed = write(name="entete.csv")
    said = refusal(empty, alien, bare, headed, write({}))
    assert all(name in said for name in ("vide.csv", "adresses.csv", "vieux.xls", "entete.csv"))
    assert "nom de naissance" in said  # missing
    assert "code postal" in said  # found
    assert ".xlsx" in said
    assert "aucune ligne utilisable" in said


def test_a_file_without_a_header_is_refused_without_quoting_anyone(write: Write) -> None:
    path = write({})
    path.write_text(path.read_text(encoding="utf-8").split("\n", 1)[1], encoding="utf-8")
    said = refusal(path)
    assert "colonnes absentes" in said
    assert not any(word in said for word in ("DELAVIGNE", "Apolline", "Lilas", "1962"))


def test_the_file_of_statistics_is_recognised(tmp_path: Path) -> None:
    path = tmp_path / "com99999-BV_AnneeNaissance_Sexe.csv"
    path.write_text(
        "libellé du bureau de vote;date de naissance;sexe;nombre d'electeurs\n0001;1962;F;3\n",
        encoding="utf-8",
    )
    assert "statistiques" in refusal(path)


def test_a_column_found_twice_is_refused(write: Write) -> None:
    path = write({})
    path.write_text(
        path.read_text(encoding="utf-8").replace('"complément 2"', '"prénoms"'), encoding="utf-8"
    )
    assert "deux fois" in refusal(path)


def test_one_file_twice_counts_once(write: Write) -> None:
    people = [{"nom de naissance": f"NOM{i}"} for i in range(5)]
    roll = read(write(*people, name="a.csv"), write(*people, name="b.csv"))
    assert (len(roll.voters), len(roll.rejected), roll.homonyms) == (5, 5, ())


def test_two_exports_of_one_list_are_refused(write: Write) -> None:
    people = [{"nom de naissance": f"NOM{i}"} for i in range(5)]
    moved = [{**person, "numéro d'ordre dans le bureau de vote": "9"} for person in people]
    said = refusal(write(*people, name="juin.csv"), write(*moved, name="septembre.csv"))
    assert "juin.csv" in said
    assert "septembre.csv" in said


def test_a_bureau_in_a_file_of_its_own_may_hold_a_homonym(write: Write) -> None:
    people = [{"nom de naissance": f"NOM{i}"} for i in range(5)]
    others = [{"nom de naissance": f"AUTRE{i}"} for i in range(4)]
    roll = read(
        write(*people, name="bureau1.csv"),
        write(*others, {**people[0], "code du bureau de vote": "0002"}, name="bureau2.csv"),
    )
    assert (len(roll.voters), len(roll.homonyms)) == (10, 2)


def test_a_missing_file_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        read(tmp_path / "absent.csv")


def test_no_file_at_all_is_refused() -> None:
    assert "aucun fichier" in refusal()


def test_progress_reaches_the_end_and_can_stop_the_work(write: Write) -> None:
    seen: list[float] = []
    read(write({}), on_progress=lambda done, total: seen.append(done / total))
    assert seen == sorted(seen)
    assert seen[-1] == 1.0

    def stop(_done: int, _total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        read(write({}), on_progress=stop)


FIELDS = st.one_of(st.text(max_size=12), st.sampled_from(['"', ";", "\n", "00/00/1953", "LP", ""]))


@given(
    st.lists(st.dictionaries(st.sampled_from(REU), FIELDS, max_size=4), min_size=1, max_size=6),
    st.binary(max_size=40),
    st.integers(0, 2000),
)
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_the_file_every_row_is_accounted_for(
    tmp_path: Path, rows: list[dict[str, str]], junk: bytes, at: int
) -> None:
    header = ";".join(f'"{c}"' for c in REU)
    lines = [";".join(f'"{ {**SOMEONE, **row}.get(c, "") }"' for c in REU) for row in rows]
    content = "\n".join([header, *lines]).encode("utf-8", "replace")
    path = tmp_path / "fuzz.csv"
    place = min(len(content), len(header.encode()) + at)
    path.write_bytes(content[:place] + junk + content[place:])
    try:
        read(path)  # which checks the sum of rows and the table
    except BadInputError:
        return


@given(st.binary(max_size=60), st.integers(0, 6000))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_damaged_workbook_is_read_or_refused(tmp_path: Path, junk: bytes, at: int) -> None:
    book = openpyxl.Workbook()
    book.active.append(list(REU))
    book.active.append([SOMEONE.get(c) for c in REU])
    path = tmp_path / "abime.xlsx"
    book.save(path)
    content = path.read_bytes()
    path.write_bytes(content[: at % len(content)] + junk + content[at % len(content) + len(junk) :])
    try:
        read(path)
    except BadInputError:
        return


# Real layouts and a whole city


def test_the_seventeen_edge_rows_come_out_right() -> None:
    path = SHARED / "roll-layout" / "roll-fixture-edgecases.csv"
    if not path.exists():
        pytest.skip("the edge rows are not on this machine")
    roll = read(path)
    voters = roll.voters
    assert (len(voters), roll.merged, len(roll.rejected)) == (16, 1, 0)
    assert len(roll.homonyms) == 2
    assert voters["list_types"].value_counts().to_dict() == {"LP": 15, "LCE|LCM": 1}
    assert voters.loc[voters["date_uncertain"], "birth_year"].tolist() == [1953, 1961]
    assert (voters["bureau_id"] == "").sum() == 1
    assert (voters["house_number_raw"] == "").sum() == 2
    assert ((voters["street_raw"] == "") & (voters["place_name"] != "")).sum() == 1
    assert voters["order_number"].duplicated().sum() == 1
    assert set(voters["commune_id"]) == {"99999"}


@pytest.mark.city
def test_a_whole_city_keeps_every_voter(toulouse: Path) -> None:
    roll = read(toulouse / "liste_electorale.csv.gz")
    assert roll.files[0].rows == 282_481
    assert len(roll.rejected) == 0
    assert len(roll.voters) == 282_481 - roll.merged
    assert roll.merged == (roll.voters["list_types"] == "LCE|LCM").sum()
    assert roll.voters["bureau_id"].nunique() == 284
