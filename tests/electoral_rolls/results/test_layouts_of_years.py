"""Files of the Interior since 2002 and of towns, each in its own layout, give one table."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from canvass.errors import BadInputError
from electoral_rolls.results.results import Results, read_results

#: bureau -> registered, voted, blank, spoilt, cast, votes of the three.
BUREAUX = {
    "0001": (400, 250, 6, 4, 240, (40, 90, 110)),
    "0002": (450, 300, 5, 5, 290, (100, 90, 100)),
}
PEOPLE = (("NOIRTIER", "Victorin", "DVG"), ("ORSATTI", "Zoé", "DVD"), ("ABELARD", "Inès", "ECO"))
COMMON = "Code du département;Code de la commune;{bureau};Inscrits;Votants;Blancs;Nuls;Exprimés"


def common(bureau: str) -> str:
    *totals, _ = BUREAUX[bureau]
    return ";".join(["99", "001", bureau, *map(str, totals)])


def write(folder: Path, name: str, lines: Sequence[str]) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="cp1252")
    return path


def check(results: Results, election: str, names: Sequence[str]) -> None:
    assert results.faults == ()
    votes = results.table.loc[election, "votes"]
    assert {b: [int(votes[f"99001_{b}", name]) for name in names] for b in BUREAUX} == {
        bureau: list(row[-1]) for bureau, row in BUREAUX.items()
    }
    assert len(votes) == len(BUREAUX) * len(names)
    cast = results.table.loc[election, "cast"]
    assert int(cast["99001_0001"].iloc[0]) == 240


def unnamed(round_of: int, between: Sequence[str], texts: int) -> list[str]:
    rows = []
    for bureau, (registered, voted, _, _, cast, votes) in BUREAUX.items():
        for panel, (person, count) in enumerate(zip(PEOPLE, votes, strict=True), start=1):
            named = [person[0], person[2]] if texts == 2 else list(person)
            cells = [round_of, "99", "001", "Bourg-Imaginé", *between, bureau]
            cells += [registered, voted, cast, panel, *named, count]
            rows.append(";".join(map(str, cells)))
    return rows


@pytest.mark.parametrize("between", [(), ("05", "12")], ids=["2007", "2012"])
def test_files_without_a_header_are_read_by_position(
    tmp_path: Path, between: tuple[str, ...]
) -> None:
    """One row a candidate, both rounds in a file, below lines that say what the fields are."""
    preamble = ["--- Résultats par bureau ---", *(f"-- champ {n} : …" for n in range(14)), ""]
    rows = unnamed(1, between, 3) + unnamed(2, between, 3)
    path = write(tmp_path, "PR12_Bvot_T1T2.txt", [*preamble, *rows])
    results = read_results(path)
    names = [f"{surname} {first}" for surname, first, _ in PEOPLE]
    check(results, "2012_pres_t1", names)
    check(results, "2012_pres_t2", names)


def test_lists_without_a_header_are_read_by_position(tmp_path: Path) -> None:
    path = write(tmp_path, "RG10_Bvot_T1T2.txt", unnamed(1, (), 2))
    check(read_results(path), "2010_regi_t1", [name for name, _, _ in PEOPLE])


def test_a_roll_is_no_file_without_a_header(tmp_path: Path) -> None:
    path = write(tmp_path, "PR07.txt", ["DURAND;Léa;12/03/1980;99001;0001;14"] * 3)
    with pytest.raises(BadInputError) as refused:
        read_results(path)
    assert "DURAND" not in str(refused.value)


@pytest.mark.parametrize(
    ("bureau", "panel", "file", "election"),
    [
        ("Code B.Vote", "N.Pan.", "2020-resultats-municipales-t1-bvot.csv", "2020_muni_t1"),
        ("Code du b.vote", "N°Liste", "europeennes-2019.csv", "2019_euro_t1"),
    ],
)
def test_blocks_under_the_names_of_each_year(
    tmp_path: Path, bureau: str, panel: str, file: str, election: str
) -> None:
    header = f"{COMMON.format(bureau=bureau)};{panel};Code Nuance;Nom;Prénom;Voix;% Voix/Ins"
    lines = [header]
    for code, row in BUREAUX.items():
        blocks = [
            f"{n};{nuance};{surname};{first};{votes};1,00"
            for n, ((surname, first, nuance), votes) in enumerate(
                zip(PEOPLE, row[-1], strict=True), start=1
            )
        ]
        lines.append(";".join([common(code), *blocks]))
    names = [f"{surname} {first}" for surname, first, _ in PEOPLE]
    check(read_results(write(tmp_path, file, lines)), election, names)


def one_row_a_candidate(names: Sequence[tuple[str, str, str]]) -> list[str]:
    header = f"{COMMON.format(bureau='Code du b.vote')};N°Panneau;Nom;Prénom;Nuance;Voix"
    return [header] + [
        f"{common(code)};{panel};{';'.join(person)};{votes}"
        for code, row in BUREAUX.items()
        for panel, (person, votes) in enumerate(zip(names, row[-1], strict=True), start=1)
    ]


def test_sums_of_one_row_a_candidate_are_those_of_the_bureau(tmp_path: Path) -> None:
    lines = one_row_a_candidate(PEOPLE)
    names = [f"{surname} {first}" for surname, first, _ in PEOPLE]
    check(read_results(write(tmp_path, "legislatives-2022-t2.csv", lines)), "2022_legi_t2", names)
    wrong = lines[1].rsplit(";", 1)[0] + ";41"
    told = read_results(write(tmp_path, "legislatives-2022-t2.csv", [lines[0], wrong, *lines[2:]]))
    assert [(fault.row, "241" in str(fault)) for fault in told.faults] == [(2, True)]


def test_candidates_of_one_name_in_rows_of_their_own_are_told_apart(tmp_path: Path) -> None:
    twins = (PEOPLE[0], PEOPLE[0], PEOPLE[2])
    path = write(tmp_path, "legislatives-2022-t2.csv", one_row_a_candidate(twins))
    first = "NOIRTIER Victorin"
    check(read_results(path), "2022_legi_t2", [first, f"{first} (n° 2)", "ABELARD Inès"])


@pytest.mark.parametrize("said", ["{} - votes", "Voix {}", "{} (voix)", "{}", "liste_{}"])
def test_a_towns_columns_of_candidates(tmp_path: Path, said: str) -> None:
    """A column a candidate, by what it is called or by counts that make the votes cast."""
    totals = "Inscrits;Votants;Blancs;Nuls;Exprimés;Participation"
    names = [surname for surname, _, _ in PEOPLE]
    pairs = ";".join(f"{said.format(name)};{name} - pourcentage" for name in names)
    lines = [f"Numéro;Bureau;{totals};{pairs}"]
    for code, (*counts, votes) in BUREAUX.items():
        figures = ";".join(f"{n};{n / counts[4]:.2%}".replace(".", ",") for n in votes)
        lines.append(f"{int(code):03d};ECOLE {code};{';'.join(map(str, counts))};62 %;{figures}")
    path = write(tmp_path, "legislatives_2022_tour1.csv", lines)
    results = read_results(path, default_commune="99001")
    read = results.table.index.get_level_values("candidate").unique()
    assert len(read) == 3
    check(results, "2022_legi_t1", [next(one for one in read if name in one) for name in names])


def test_columns_that_make_no_votes_cast_are_no_candidates(tmp_path: Path) -> None:
    lines = ["Bureau;Inscrits;Votants;Exprimés;Assesseurs", "1;400;250;240;4", "2;450;300;290;4"]
    with pytest.raises(BadInputError):
        read_results(write(tmp_path, "legislatives_2022_t1.csv", lines), default_commune="99001")


def test_a_sheet_a_round(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title in ("Tour 1", "Tour 2", "À lire"):
        sheet = book.create_sheet(title)
        lines = one_row_a_candidate(PEOPLE) if title != "À lire" else ["Source;ministère"]
        for line in lines:
            sheet.append([int(c) if c.isdecimal() and c[0] != "0" else c for c in line.split(";")])
    path = tmp_path / "legislatives_2024_deux_tours.xlsx"
    book.save(path)
    results = read_results(path)
    (aside,) = results.faults
    assert "À lire" in str(aside)
    elections = results.table.index.get_level_values("election")
    assert elections.value_counts().to_dict() == {"2024_legi_t1": 6, "2024_legi_t2": 6}


def test_columns_under_other_names_are_told_by_a_person(tmp_path: Path) -> None:
    header = "Lieu;Liste électorale;Venus;Valables;Rang;Personne;Bulletins"
    lines = [header]
    for code, (registered, voted, _, _, cast, votes) in BUREAUX.items():
        blocks = [f"{n};{p[0]};{v}" for n, (p, v) in enumerate(zip(PEOPLE, votes, strict=True), 1)]
        lines.append(";".join([code, str(registered), str(voted), str(cast), *blocks]))
    path = write(tmp_path, "municipales_2026_t1.csv", lines)
    told = {
        "bureau": "Lieu", "inscrits": "Liste électorale", "votants": "Venus",
        "exprimés": "Valables", "panneau": "Rang", "nom": "Personne", "voix": "Bulletins",
    }  # fmt: skip
    results = read_results(path, default_commune="99001", columns=told)
    check(results, "2026_muni_t1", [name for name, _, _ in PEOPLE])
    with pytest.raises(BadInputError, match="Absente"):
        read_results(path, default_commune="99001", columns=told | {"exprimés": "Absente"})
    with pytest.raises(BadInputError, match="couleur"):
        read_results(path, default_commune="99001", columns=told | {"couleur": "Rang"})
