"""Results by bureau from each generation of files; sums that do not add up are told."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from canvass.errors import BadInputError, MissingFileError
from canvass.tables import RESULTS, check
from electoral_rolls.results.result_layouts import election_of
from electoral_rolls.results.results import Results, read_results

SHARED = Path(__file__).parents[3].parent / "shared" / "data"

HEAD_2024 = (
    "Code département;Libellé département;Code commune;Libellé commune;Code BV;Inscrits;Votants;"
    "% Votants;Abstentions;% Abstentions;Exprimés;% Exprimés/inscrits;% Exprimés/votants;Blancs;"
    "% Blancs/inscrits;% Blancs/votants;Nuls;% Nuls/inscrits;% Nuls/votants"
)
BUREAU_2024 = "29;Finistère;29011;Bohars;1;100;80;80%;20;20%;75;75%;94%;3;3%;4%;2;2%;3%"


def legislatives(votes: tuple[int, int] = (45, 30)) -> str:
    blocks = "".join(
        f";Numéro de panneau {n};Nuance candidat {n};Nom candidat {n};Prénom candidat {n};"
        f"Sexe candidat {n};Voix {n};% Voix/inscrits {n};% Voix/exprimés {n};Elu {n}"
        for n in (1, 2, 3)
    )
    one = f";1;DVG;NOIRTIER;Victorin;MASCULIN;{votes[0]};45%;60%;"
    two = f";2;DVD;ORSATTI;Zoé;FEMININ;{votes[1]};30%;40%;élu"
    return f"{HEAD_2024}{blocks}\n{BUREAU_2024}{one}{two}{';' * 9}\n"


def write(tmp_path: Path, text: str, name: str = "legislatives-2024-tour1.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def read(path: Path | list[Path], **options: Any) -> Results:
    results = read_results(path, **options)
    check(results.table, RESULTS)
    return results


def refusal(path: Path | list[Path], **options: Any) -> str:
    with pytest.raises(BadInputError) as caught:
        read(path, **options)
    return str(caught.value)


def votes(results: Results) -> dict[tuple[str, str], int]:
    return results.table["votes"].droplevel("election").to_dict()


def test_the_wide_file_of_2024_is_read(tmp_path: Path) -> None:
    results = read(write(tmp_path, legislatives()))
    assert results.faults == ()
    assert votes(results) == {
        ("29011_0001", "NOIRTIER Victorin"): 45,
        ("29011_0001", "ORSATTI Zoé"): 30,
    }
    first = results.table.loc[("2024_legi_t1", "29011_0001", "NOIRTIER Victorin")]
    assert first[["registered", "voted", "blank", "spoilt", "cast"]].tolist() == [100, 80, 3, 2, 75]
    assert (first["nuance"], first["panel"]) == ("DVG", "1")


def test_the_europeans_of_2024_have_lists_instead_of_names(tmp_path: Path) -> None:
    block = (
        ";Numéro de panneau {0};Nuance liste {0};Libellé abrégé de liste {0};Libellé de liste {0};"
        "Voix {0};% Voix/inscrits {0};% Voix/exprimés {0};Sièges {0}"
    )
    text = (
        f"Code localisation;Libellé localisation;{HEAD_2024}{block.format(1)}{block.format(2)}\n"
        f"0;France;{BUREAU_2024};1;LDIV;JARDIN;LISTE DES JARDINS;50;50%;67%;;"
        "2;LDIV;PONT;LISTE DES PONTS;25;25%;33%;\n"
    )
    results = read(write(tmp_path, text, "resultats-europeennes-2024_t1.csv"))
    assert votes(results) == {("29011_0001", "JARDIN"): 50, ("29011_0001", "PONT"): 25}
    assert results.table["label"].tolist() == ["LISTE DES JARDINS", "LISTE DES PONTS"]


def test_older_files_name_the_first_block_only(tmp_path: Path) -> None:
    text = (
        "Code du département;Libellé du département;Code de la circonscription;"
        "Libellé de la circonscription;Code de la commune;Libellé de la commune;Code du b.vote;"
        "Inscrits;Abstentions;% Abs/Ins;Votants;% Vot/Ins;Blancs;% Blancs/Ins;% Blancs/Vot;Nuls;"
        "% Nuls/Ins;% Nuls/Vot;Exprimés;% Exp/Ins;% Exp/Vot;N°Panneau;Sexe;Nom;Prénom;Voix;"
        "% Voix/Ins;% Voix/Exp\r\n"
        "ZA;Guadeloupe;01;1ère;101;Abymes;0001;100;20;20,00;80;80,00;3;3,00;3,75;2;2,00;2,50;75;"
        "75,00;93,75;1;M;NOIRTIER;Victorin;45;45,00;60,00;2;F;ORSATTI;Zoé;30;30,00;40,00\r\n"
    )
    path = tmp_path / "PR17_BVot_T1_FE.txt"
    path.write_bytes(text.encode("cp1252"))
    results = read(path)
    assert votes(results) == {
        ("97101_0001", "NOIRTIER Victorin"): 45,
        ("97101_0001", "ORSATTI Zoé"): 30,
    }
    assert set(results.table.index.get_level_values("election")) == {"2017_pres_t1"}


def test_a_town_gives_a_column_a_list(tmp_path: Path) -> None:
    text = (
        "codeBureauVote;type;annee;tour;departement;commune;bureau;inscrits;votants;blancs;nuls;"
        "exprimes;nb_listes;liste_003;liste_009\n"
        "31555_0001A;MN;2026;2;31;555;001A;100;80;3;2;75;2;45.0;30.0\n"
    )
    results = read(write(tmp_path, text, "resultats.csv"))
    assert votes(results) == {("31555_0001A", "liste_003"): 45, ("31555_0001A", "liste_009"): 30}
    assert set(results.table.index.get_level_values("election")) == {"2026_muni_t2"}


def test_converters_that_number_the_columns_are_seen_through(tmp_path: Path) -> None:
    rows = [line.split(";") for line in legislatives().splitlines()]
    records = [{f"FIELD{n}": value for n, value in enumerate(row, 1)} for row in rows]
    path = tmp_path / "legislatives2024_t1.json"
    path.write_text(json.dumps(records), encoding="utf-8")
    assert votes(read(path)) == votes(read(write(tmp_path, legislatives())))


def test_a_workbook_reads_as_the_text_does(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in legislatives().splitlines():
        book.active.append([int(v) if v.isdigit() else v or None for v in line.split(";")])
    path = tmp_path / "legislatives2024_t1.xlsx"
    book.save(path)
    assert votes(read(path)) == votes(read(write(tmp_path, legislatives())))


# data.gouv.fr


def pair(tmp_path: Path, *, suffix: str = "csv", old: bool = False) -> list[Path]:
    names = {
        "code_departement": "Code du département", "code_commune": "Code de la commune",
        "code_bv": "Code du b.vote", "inscrits": "Inscrits", "votants": "Votants",
        "blancs": "Blancs", "nuls": "Nuls", "exprimes": "Exprimés", "no_panneau": "N°Panneau",
        "voix": "Voix", "nuance": "Nuance", "nom": "Nom", "prenom": "Prénom",
    }  # fmt: skip
    general = pd.DataFrame(
        [
            ["2022_pres_t1", "01001_0001", "01", "01001", "0001", 100, 80, 3, 2, 75],
            ["2022_pres_t1", "02001_0001", "02", "02001", "0001", 50, 40, 0, 0, 40],
            ["2022_pres_t2", "01001_0001", "01", "01001", "0001", 100, 70, 0, 0, 70],
        ],
        columns=["id_election", "id_brut_miom", "code_departement", "code_commune", "code_bv",
                 "inscrits", "votants", "blancs", "nuls", "exprimes"],
    )  # fmt: skip
    scores = pd.DataFrame(
        [
            ["2022_pres_t1", "01001_0001", "01", "01001", "0001", "1", 45, "", "NOIRTIER", "V."],
            ["2022_pres_t1", "01001_0001", "01", "01001", "0001", "2", 30, "DVD", "ORSATTI", "Z."],
            ["2022_pres_t1", "02001_0001", "02", "02001", "0001", "1", 39, "", "NOIRTIER", "V."],
            ["2022_pres_t2", "01001_0009", "01", "01001", "0009", "1", 70, "", "NOIRTIER", "V."],
        ],
        columns=["id_election", "id_brut_miom", "code_departement", "code_commune", "code_bv",
                 "no_panneau", "voix", "nuance", "nom", "prenom"],
    )  # fmt: skip
    paths = []
    for name, frame in (("general", general), ("candidats", scores)):
        path = tmp_path / f"{name}_results.{suffix}"
        named = frame.rename(columns=names) if old else frame
        if suffix == "csv":
            named.to_csv(path, sep=";", index=False)
        else:
            named.to_parquet(path)
        paths.append(path)
    return paths


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
@pytest.mark.parametrize("old", [False, True])
def test_totals_and_votes_of_data_gouv_are_joined(tmp_path: Path, suffix: str, old: bool) -> None:
    paths = pair(tmp_path, suffix=suffix, old=old)
    results = read(paths, election="2022_pres_t1", communes=["01001"])
    assert results.faults == ()
    assert votes(results) == {("01001_0001", "NOIRTIER V."): 45, ("01001_0001", "ORSATTI Z."): 30}
    assert results.table["cast"].tolist() == [75, 75]


def test_what_does_not_join_is_told(tmp_path: Path) -> None:
    said = "\n".join(str(fault) for fault in read(pair(tmp_path)).faults)
    assert "01001_0009 : voix sans totaux" in said
    assert "01001_0001 : totaux sans voix" in said
    assert "39 voix en tout pour 40 exprimés" in said


def test_one_file_of_the_pair_is_not_enough(tmp_path: Path) -> None:
    general, scores = pair(tmp_path)
    for path in (general, scores):
        assert "candidats_results" in refusal(path)


def test_the_pair_is_read_beside_other_files(tmp_path: Path) -> None:
    other = write(tmp_path, legislatives())
    found = read([*pair(tmp_path, suffix="parquet"), other]).table
    elections = found.index.get_level_values("election").unique()
    assert {"2022_pres_t1", "2024_legi_t1"} <= set(elections)


# Which election


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("resultats_muni2026_t1.csv", "2026_muni_t1"),
        ("legislatives2024_circos23-tour2.csv", "2024_legi_t2"),
        ("Résultats Élections Législatives 2022 - 1er tour.csv", "2022_legi_t1"),
        ("resultats-par-niveau-burvot-t2-france-entiere.txt", ""),
        ("PR17_BVot_T1_FE.txt", "2017_pres_t1"),
        ("EU19_BVot_T1.txt", "2019_euro_t1"),
        ("departementales-2021-tour-1.csv", "2021_dpmt_t1"),
        ("resultats.csv", ""),
    ],
)
def test_file_names_tell_the_election(name: str, wanted: str) -> None:
    assert election_of(name=name) == wanted


def test_an_unknown_election_is_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path, legislatives(), "resultats.csv")
    assert "2026_muni_t1" in refusal(path)
    assert len(read(path, election="2024_legi_t1").table) == 2
    assert "2026_muni_t1" in refusal(path, election="le premier tour")


# What does not add up


def test_sums_that_do_not_add_up_are_told_and_kept(tmp_path: Path) -> None:
    results = read(write(tmp_path, legislatives(votes=(45, 31))))
    assert len(results.table) == 2
    assert [(fault.row, fault.file) for fault in results.faults] == [
        (2, "legislatives-2024-tour1.csv")
    ]
    assert "76" in str(results.faults[0])


def test_rows_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    row = legislatives().splitlines()[1]
    bad = [
        row.replace(";45;45%", ";quarante;45%"),
        row.replace(";29011;Bohars;1;", ";;Bohars;1;"),
        row + ";1;2;3",
        row.replace(";45;45%", ";-45;45%"),
    ]
    results = read(write(tmp_path, legislatives() + "\n".join(bad)))
    assert [fault.row for fault in results.faults] == [3, 4, 5, 6]
    assert len(results.table) == 2


def test_a_bureau_given_twice_counts_once(tmp_path: Path) -> None:
    text = legislatives() + legislatives().splitlines()[1]
    results = read(write(tmp_path, text))
    assert len(results.table) == 2
    assert "2 résultats présents deux fois" in str(results.faults[0])


def test_candidates_of_one_name_stay_apart(tmp_path: Path) -> None:
    text = legislatives().replace("ORSATTI;Zoé", "NOIRTIER;Victorin")
    assert list(votes(read(write(tmp_path, text)))) == [
        ("29011_0001", "NOIRTIER Victorin (n° 1)"),
        ("29011_0001", "NOIRTIER Victorin (n° 2)"),
    ]


def test_communes_can_be_chosen(tmp_path: Path) -> None:
    other = legislatives().splitlines()[1].replace("29011", "29015")
    path = write(tmp_path, legislatives() + other)
    assert set(votes(read(path, communes=["29015"]))) == {
        ("29015_0001", "NOIRTIER Victorin"),
        ("29015_0001", "ORSATTI Zoé"),
    }
    assert "Aucun résultat" in refusal(path, communes=["75056"])


@pytest.mark.parametrize("written", ["75056;0312", "75103;12", "75056SR03;0312"])
def test_results_of_paris_join_its_arrondissements(tmp_path: Path, written: str) -> None:
    text = legislatives().replace("29011", written.partition(";")[0])
    text = text.replace(";1;100;", f";{written.partition(';')[2]};100;")
    path = write(tmp_path, text)
    for commune in ("75056", "75103"):
        assert {bureau for bureau, _ in votes(read(path, communes=[commune]))} == {"75056_0312"}
    assert "Aucun résultat" in refusal(path, communes=["75104"])


def test_a_commune_may_be_given_where_the_file_has_none(tmp_path: Path) -> None:
    path = write(tmp_path, legislatives().replace(";29011;", ";;"))
    assert "commune" in refusal(path)
    found = read(path, default_commune="29011").table
    assert set(found.index.get_level_values("bureau_id")) == {"29011_0001"}


@pytest.mark.parametrize("text", ["", "a;b\n1;2\n", "[]", "[1, 2]", "[{", '[{"a": 1}]'])
def test_what_is_no_file_of_results_is_refused(tmp_path: Path, text: str) -> None:
    refusal(write(tmp_path, text))
    with pytest.raises(MissingFileError):
        read(tmp_path / "absent.csv")


def test_a_roll_without_header_is_not_quoted(tmp_path: Path) -> None:
    assert "DELAVIGNE" not in refusal(write(tmp_path, "99999;DELAVIGNE;Apolline\n"))


@given(st.binary(max_size=40), st.integers(0, 1500))
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_file_is_read_or_refused(tmp_path: Path, junk: bytes, at: int) -> None:
    content = legislatives().encode()
    path = tmp_path / "legislatives2024_t1.csv"
    path.write_bytes(content[:at] + junk + content[at:])
    try:
        read(path)
    except BadInputError:
        return


@pytest.mark.parametrize(
    ("name", "election", "bureaux", "rows"),
    [
        ("toulouse/resultats_muni2026_t1.csv", "2026_muni_t1", 284, 2840),
        ("toulouse/resultats_muni2026_t2.csv", "2026_muni_t2", 285, 570),
        ("brest/legislatives2024_circos23-tour1.csv", "2024_legi_t1", 201, None),
        ("brest/legislatives2024_circos23-tour2.csv", "2024_legi_t2", 201, None),
    ],
)
def test_real_files_add_up(name: str, election: str, bureaux: int, rows: int | None) -> None:
    path = SHARED / name
    if not path.exists():
        pytest.skip("the real results are not on this machine")
    results = read(path)
    assert results.faults == ()
    assert set(results.table.index.get_level_values("election")) == {election}
    assert results.table.index.get_level_values("bureau_id").nunique() == bureaux
    assert rows is None or len(results.table) == rows


def test_real_results_and_contours_join() -> None:
    folder = SHARED / "toulouse"
    if not folder.is_dir():
        pytest.skip("the real results are not on this machine")
    from electoral_rolls.areas.areas import read_areas

    areas = read_areas(folder / "bureaux_2026.geojson", kind="bureau", crs="EPSG:2154").table
    second = read(folder / "resultats_muni2026_t2.csv").table
    bureaux = set(second.index.get_level_values("bureau_id"))
    assert bureaux - set(areas.index) == {"31555_0001A"}
