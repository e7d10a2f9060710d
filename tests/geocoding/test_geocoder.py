"""A hand-made département of three towns: one plain, one merged of two, and Lyon."""

import pandas as pd
import pytest

from canvass.tables import ADDRESS_COLUMNS
from geocoding.address_index import AddressIndex, build_index
from geocoding.geocoder import geocode

PLAIN, MERGED, FORMER, LYON_1, LYON_2 = "69001", "69010", "69011", "69381", "69382"


def street(
    code: int,
    name: str,
    numbers: list[str],
    *,
    insee: str = PLAIN,
    old: str = "",
    postcode: str = "69100",
) -> list[dict[str, object]]:
    cities = {PLAIN: "Bourg-le-Vieux", MERGED: "Val-Neuf", LYON_1: "Lyon 1er", LYON_2: "Lyon 2e"}
    rows = []
    for at, number in enumerate(numbers):
        digits, _, repetition = number.partition(" ")
        suffix = f"_{repetition}" if repetition else ""
        rows.append(
            {
                "id": f"{insee}_{code:04d}_{int(digits):05d}{suffix}",
                "street_id": f"{insee}_{code:04d}",
                "number": int(digits),
                "repetition": repetition,
                "name": name,
                "postcode": postcode,
                "insee": insee,
                "city": cities[insee],
                "old_insee": old,
                "old_city": {FORMER: "Saint-Loup", MERGED: "Val"}.get(old, ""),
                "lon": 4.8 + code / 1000,
                "lat": 45.7 + at / 1000,
            }
        )
    return rows


@pytest.fixture(scope="module")
def index() -> AddressIndex:
    odd = [str(n) for n in range(1, 20, 2)]
    rows = [
        *street(1, "Rue du Port", [*odd, "4", "4 bis", "10"]),
        *street(2, "Allée du Port", ["1", "3"]),
        *street(3, "Avenue du Maréchal Foch", odd),
        *street(4, "Rue Paul Lafargue", ["1", "2", "110"]),
        *street(5, "Rue de la Lafarge", ["1", "2"]),
        *street(6, "Boulevard Thiers", odd),
        *street(7, "Rue Las Cases", ["1", "2", "3"]),
        *street(8, "Rue du 14 Juillet", odd),
        *street(9, "Résidence les Lilas", ["1"]),
        *street(20, "Rue de l'Église", ["1", "3"], insee=MERGED, old=MERGED, postcode="69200"),
        *street(21, "Rue de l'Église", ["1", "3"], insee=MERGED, old=FORMER, postcode="69200"),
        *street(22, "Rue des Roses", ["1", "3"], insee=MERGED, old=MERGED, postcode="69200"),
        *street(30, "Rue de la Barre", ["1", "3"], insee=LYON_1, postcode="69001"),
        *street(31, "Rue de la Barre", ["1", "3"], insee=LYON_2, postcode="69002"),
    ]
    places = pd.DataFrame(street(90, "Le Bourg", ["0"]) + street(91, "La Croix", ["0"]))
    places = places.assign(id=places["street_id"])
    return build_index(pd.DataFrame(rows), places)


def ask(index: AddressIndex, **line: str) -> pd.Series:
    line = {"insee": PLAIN, **line}
    return geocode(pd.DataFrame([line]), index).iloc[0]


@pytest.mark.parametrize(
    ("numero", "voie", "expected"),
    [
        ("3", "RUE DU PORT", "69001_0001_00003"),
        ("", "3, R. DU PORT", "69001_0001_00003"),
        ("4 BIS", "RUE DU PORT", "69001_0001_00004_bis"),
        ("4B", "RUE DU PORT", "69001_0001_00004_bis"),
        ("3 A", "RUE DU PORT", "69001_0001_00003"),
        ("3-5", "RUE DU PORT", "69001_0001_00003"),
        ("3", "ALL DU PORT", "69001_0002_00003"),
        ("5", "IMPASSE DU PORT", "69001_0001_00005"),
        ("5", "AV DU MAL FOCH", "69001_0003_00005"),
        ("5", "AVENEU FOCH", "69001_0003_00005"),
        ("110", "RUE LAFARGUE", "69001_0004_00110"),
        ("2", "R P. LAFARGUE", "69001_0004_00002"),
        ("5", "BD THIERS BOURG LE VIEUX", "69001_0006_00005"),
        ("2", "RUE LA SCASES", "69001_0007_00002"),
        ("5", "RUE DU QUAORZE JUILLET", "69001_0008_00005"),
        ("5", "RUE DU PORT LE BOURG", "69001_0001_00005"),
        ("", "RES LES LILAS 5 RUE DU PORT", "69001_0001_00005"),
        ("", "CHEZ M DURAND 5 RUE DU PORT", "69001_0001_00005"),
        ("5", "RUEDU PROT", "69001_0001_00005"),
        ("5", "RUE DU PORT 69100 BOURG LE VIEUX", "69001_0001_00005"),
        ("", "RES BELLEVUE - 5 RU DU PORT", "69001_0001_00005"),
        ("", "IMM LE MISTRAL 4bis RUE DU PORT", "69001_0001_00004_bis"),
        ("5", "RUE DU PORT CHEZ DURAND", "69001_0001_00005"),
        ("5", "MAL FOCH", "69001_0003_00005"),
        ("3", "ALP DU PORT", "69001_0002_00003"),
        ("2", "R L. CASES", "69001_0007_00002"),
        ("110", "RUE LAFARGUES", "69001_0004_00110"),
        ("", "5RUE DU PORT", "69001_0001_00005"),
        ("", "RUE DU PORT, 5", "69001_0001_00005"),
        ("", "RUE DU PORT N°4BIS", "69001_0001_00004_bis"),
        ("5", "AvÃ©nue du MarÃ©chal Foch", "69001_0003_00005"),
        ("5", "Avenue du Mar\ufffdchal Foch", "69001_0003_00005"),
    ],
)
def test_a_line_finds_its_number(
    index: AddressIndex, numero: str, voie: str, expected: str
) -> None:
    found = ask(index, numero=numero, voie=voie)
    assert (found["result_type"], found["result_id"]) == ("housenumber", expected)


@pytest.mark.parametrize(
    ("names", "voie"),
    [
        (("Rue de la Somme",), "RUE DE LA POMME"),
        (("Rue Louise Perrot",), "RUE LOUIS PERROT"),
        (("Chemin des Peupliers",), "CHEMIN DES PRUNIERS"),
        (("Rue Daubenton",), "RUE DANTON"),
        (("Rue Rosa Moulin",), "RUE JEAN MOULIN"),
        (("Rue Montolieu Velane",), "RUE VELANE"),
        (("Rue de la Rivière",), "RUE DE LA RIVIERE ROUGE"),
        (("Rue Sainte-Catherine",), "BOULEVARD SAINTE CATHERINE"),
    ],
)
def test_a_street_that_is_absent_lends_its_number_to_none(
    names: tuple[str, ...], voie: str
) -> None:
    rows = [
        row
        for at, name in enumerate(("Rue Paul Lafargue", "Place du Marché", *names), start=1)
        for row in street(at, name, ["1", "3", "5"])
    ]
    found = geocode(pd.DataFrame([{"numero": "3", "voie": voie, "insee": PLAIN}]), town(rows))
    assert found["result_score"].item() < 0.78


@pytest.fixture(scope="module")
def suffixes() -> AddressIndex:
    numbers = ["5", "12", "12 a", "12 bis", "12 ter", "14"]
    return town(
        [
            *street(1, "Rue du Lavoir", numbers),
            *street(2, "Clos des Ormes", ["40", "42 abis", "42 bbis", "44"]),
            *street(3, "Avenue du Général Foch", ["5", "9", "12"]),
        ]
    )


@pytest.mark.parametrize(
    ("numero", "voie", "expected"),
    [
        ("", "12, bis rue du Lavoir", "12_bis"),
        ("12,", "ter rue du Lavoir", "12_ter"),
        ("12 - BIS", "RUE DU LAVOIR", "12_bis"),
        ("12/BIS", "RUE DU LAVOIR", "12_bis"),
        ("12/A", "RUE DU LAVOIR", "12_a"),
        ("12", "BIS RUE DU LAVOIR", "12_bis"),
        ("12", "A RUE DU LAVOIR", "12_a"),
        ("12", "12 TER RUE DU LAVOIR", "12_ter"),
        ("bis", "12 RUE DU LAVOIR", "12_bis"),
        ("12", "RUE DU LAVOIR TER", "12_ter"),
        ("42 A BIS", "CLOS DES ORMES", "42_abis"),
        ("42B BIS", "CLOS DES ORMES", "42_bbis"),
        ("", "42ABIS CLOS DES ORMES", "42_abis"),
    ],
)
def test_a_suffix_belongs_to_its_number(
    suffixes: AddressIndex, numero: str, voie: str, expected: str
) -> None:
    found = ask(suffixes, numero=numero, voie=voie)
    assert found["result_id"].endswith(f"_000{expected}")
    assert found["result_score"] > 0.78


def test_a_suffix_may_stand_in_the_complement(suffixes: AddressIndex) -> None:
    found = ask(suffixes, numero="12", voie="RUE DU LAVOIR", complement="Bis")
    assert found["result_number"] == "12 bis"


def test_two_other_suffixes_are_another_door(suffixes: AddressIndex) -> None:
    found = ask(suffixes, numero="42 BIS C", voie="CLOS DES ORMES")
    assert (found["result_type"], found["result_street"]) == ("street", "Clos des Ormes")


@pytest.mark.parametrize(
    ("numero", "number"),
    [("01-mars", "1"), ("mars-14", "3"), ("2025-03-01 00:00:00", "1"), ("05/07/2025", "5")],
)
def test_numbers_that_became_dates_are_ranges(
    index: AddressIndex, numero: str, number: str
) -> None:
    found = ask(index, numero=numero, voie="RUE DU PORT")
    assert found["result_number"] == number
    assert "range" in found["result_flags"].split("|")


@pytest.mark.parametrize(
    "voie",
    [
        "5 RUE DU LAVOIR 12 AVENUE DU GENERAL FOCH",
        "5 RUE DU LAVOIR / 12 AV GENERAL FOCH",
        "5 RUE DU LAVOIR ANGLE AVENUE DU GENERAL FOCH",
        "5 RUE DU LAVOIR A L ANGLE DE L AVENUE DU GENERAL FOCH",
        "5 RUE DU LAVOIR ET AVENUE DU GENERAL FOCH",
    ],
)
def test_a_corner_does_not_mix_its_two_addresses(suffixes: AddressIndex, voie: str) -> None:
    found = ask(suffixes, voie=voie)
    number = found["result_number"].split(" ")[0]
    mixed = found["result_street"] == "Avenue du Général Foch" and number == "5"
    assert not mixed
    assert found["result_score"] < 0.78 or found["result_street"] == "Rue du Lavoir"


@pytest.mark.parametrize(
    ("line", "sure"),
    [
        ({"lieu_dit": "SAINT-LOUP"}, FORMER),
        ({"complement": "ST LOUP"}, FORMER),
        ({"voie": "RUE DE L EGLISE SAINT-LOUP"}, FORMER),
        ({"commune": "VAL-NEUF SAINT-LOUP"}, FORMER),
        ({"commune": "SAINT LOUP COMMUNE DE VAL NEUF"}, FORMER),
        ({"lieu_dit": "VAL"}, MERGED),
    ],
)
def test_a_former_commune_tells_homonyms_apart(
    index: AddressIndex, line: dict[str, str], sure: str
) -> None:
    asked = {"numero": "3", "voie": "RUE DE L EGLISE", "commune": "VAL-NEUF", "insee": MERGED}
    found = ask(index, **(asked | line))
    assert found["result_id"] == {FORMER: "69010_0021_00003", MERGED: "69010_0020_00003"}[sure]
    assert found["result_score"] > 0.78


@pytest.mark.parametrize(
    "voie",
    [
        "123 BOULEVARD THIERS BOURG LE VIEUX",
        "123 BOULEVARD TIERS BOURG LE VIEU",
        "123 BOULEVARD THIERS BORDEAUX",
        "123 BD THIERRS AIX EN PROVENCE",
    ],
)
def test_a_town_behind_an_unknown_number_does_not_hide_the_street(
    index: AddressIndex, voie: str
) -> None:
    found = ask(index, voie=voie)
    assert (found["result_type"], found["result_street"]) == ("street", "Boulevard Thiers")
    assert "number_missing" in found["result_flags"]


def test_what_another_town_follows_is_never_sure(index: AddressIndex) -> None:
    assert ask(index, voie="123 BOULEVARD THIERS BORDEAUX")["result_score"] < 0.78


def test_a_number_beside_a_street_is_not_that_of_the_place(index: AddressIndex) -> None:
    found = ask(index, numero="5", voie="RUE DE L AMIRAL COURBET", lieu_dit="RUE DU PORT")
    assert found["result_score"] < 0.78


@pytest.mark.parametrize("voie", ["RUE DU PORT", "AV DU MARECHAL FOCH", "BD THIERS"])
@pytest.mark.parametrize("behind", ["BOURG-LE-VIEUX", "69100 BOURG LE VIEUX", "bourg le vieux"])
@pytest.mark.parametrize("number", ["123", "9999", "6"])
def test_a_town_behind_and_an_unknown_number_keep_the_street(
    index: AddressIndex, voie: str, behind: str, number: str
) -> None:
    bare = ask(index, voie=f"{number} {voie}")
    found = ask(index, voie=f"{number} {voie} {behind}")
    assert found["result_street"] == bare["result_street"] != ""
    assert found["result_type"] in {"street", "interpolation"}


@pytest.mark.parametrize("voie", ["QUAI DES CHARTRONS", "RUE DU POTAGER", "ALLEE DES PINS"])
@pytest.mark.parametrize("behind", ["", " BOURG-LE-VIEUX"])
def test_a_number_is_never_sure_where_its_street_is_absent(
    index: AddressIndex, voie: str, behind: str
) -> None:
    found = ask(index, voie=f"3 {voie}{behind}")
    assert found["result_type"] != "housenumber" or found["result_score"] < 0.8


def town(rows: list[dict[str, object]]) -> AddressIndex:
    return build_index(pd.DataFrame(rows))


def test_another_type_of_street_is_left_to_a_person(index: AddressIndex) -> None:
    found = ask(index, numero="5", voie="IMPASSE DU PORT")
    assert "type_differs" in found["result_flags"]
    assert 0.2 <= found["result_score"] < 0.8


def test_the_answer_speaks_as_the_index_does(index: AddressIndex) -> None:
    found = ask(index, numero="4bis", voie="R DU PORT", code_postal="69100")
    assert found["result_street"] == "Rue du Port"
    assert found["result_number"] == "4 bis"
    assert (found["result_postcode"], found["result_city"]) == ("69100", "Bourg-le-Vieux")
    assert found["result_longitude"] == pytest.approx(4.801)
    assert found["result_score"] > 0.9


def test_a_missing_number_is_put_between_its_neighbours(index: AddressIndex) -> None:
    found = ask(index, numero="8", voie="RUE DU PORT")
    assert (found["result_type"], found["result_id"]) == ("interpolation", "69001_0001_00008")
    assert "number_interpolated" in found["result_flags"]
    low, high = (
        ask(index, numero="4", voie="RUE DU PORT"),
        ask(index, numero="10", voie="RUE DU PORT"),
    )
    latitudes = sorted((low["result_latitude"], high["result_latitude"]))
    assert latitudes[0] < found["result_latitude"] < latitudes[1]


def test_a_number_far_beyond_gives_the_street(index: AddressIndex) -> None:
    found = ask(index, numero="450", voie="RUE DU PORT")
    assert (found["result_type"], found["result_id"]) == ("street", "69001_0001")
    assert "number_missing" in found["result_flags"]


def test_a_line_without_number_gives_the_street(index: AddressIndex) -> None:
    assert ask(index, voie="BOULEVARD THIERS")["result_type"] == "street"


def test_a_lieu_dit_alone_is_a_locality(index: AddressIndex) -> None:
    for line in (
        {"lieu_dit": "LE BOURG"},
        {"voie": "LIEUDIT LE BOURG"},
        {"complement": "Le Bourg"},
    ):
        found = ask(index, **line)
        assert (found["result_type"], found["result_street"]) == ("locality", "Le Bourg")
    assert ask(index, numero="12", lieu_dit="LA CROIX")["result_type"] == "locality"


def test_a_lieu_dit_does_not_beat_the_street(index: AddressIndex) -> None:
    found = ask(index, numero="5", voie="RUE DU POTR", lieu_dit="LE BOURG")
    assert found["result_id"] == "69001_0001_00005"


def test_an_unknown_street_gives_the_town_only(index: AddressIndex) -> None:
    found = ask(index, numero="5", voie="RUE ZYXWVUT")
    assert (found["result_type"], found["result_id"]) == ("municipality", PLAIN)
    assert found["result_score"] < 0.2


def test_a_line_of_another_town_is_not_trusted(index: AddressIndex) -> None:
    found = ask(index, numero="5", voie="RUE DU PORT", commune="BLAGNAC", code_postal="31700")
    assert found["result_score"] < 0.5
    assert ask(index, numero="5", voie="RUE DU PORT", commune="BOURG")["result_score"] > 0.9


def test_an_unknown_town_gives_nothing(index: AddressIndex) -> None:
    found = ask(index, numero="5", voie="RUE DU PORT", insee="13055", commune="MARSEILLE")
    assert (found["result_type"], found["result_id"]) == ("", "")
    assert found["result_score"] == 0


@pytest.mark.parametrize(
    "line",
    [
        {"insee": FORMER},
        {"insee": MERGED, "commune": "SAINT-LOUP"},
        {"insee": MERGED, "commune": "ST LOUP"},
        {"insee": "", "code_postal": "69200", "commune": "Saint-Loup"},
    ],
)
def test_the_former_commune_parts_homonyms(index: AddressIndex, line: dict[str, str]) -> None:
    found = ask(index, numero="3", voie="RUE DE L EGLISE", **line)
    assert found["result_id"] == f"{MERGED}_0021_00003"
    assert found["result_score"] > 0.6


def test_a_homonym_that_nothing_parts_is_told(index: AddressIndex) -> None:
    found = ask(index, numero="3", voie="RUE DE L EGLISE", insee=MERGED)
    assert "ambiguous_homonym" in found["result_flags"]
    assert found["result_score"] < 0.6


@pytest.mark.parametrize(
    "line",
    [
        {"insee": LYON_2},
        {"insee": "69123", "code_postal": "69002"},
        {"insee": "", "code_postal": "69002", "commune": "LYON 2EME"},
        {"insee": "", "code_postal": "69002", "commune": "LYON CEDEX 02"},
    ],
)
def test_arrondissements(index: AddressIndex, line: dict[str, str]) -> None:
    assert ask(index, numero="3", voie="R DE LA BARRE", **line)["result_id"] == "69382_0031_00003"


def test_a_town_is_found_without_its_code(index: AddressIndex) -> None:
    for town in (
        {"commune": "BOURG LE VIEUX"},
        {"code_postal": "69100"},
        {"commune": "BOURG LE VIUEX"},
    ):
        found = ask(index, numero="3", voie="RUE DU PORT", insee="", **town)
        assert found["result_id"] == "69001_0001_00003", town


@pytest.mark.parametrize("target", ["69001_0006", "Boulevard Thiers", "BD THIERS"])
def test_an_alias_is_followed(index: AddressIndex, target: str) -> None:
    lines = pd.DataFrame([{"numero": "5", "voie": "RUE ADOLPHE", "insee": PLAIN}])
    aliases = {(PLAIN, "Rue Adolphe"): target}
    assert geocode(lines, index, aliases=aliases)["result_id"].tolist() == ["69001_0006_00005"]


def test_rows_keep_their_index_and_order(index: AddressIndex) -> None:
    lines = pd.DataFrame(
        {"numero": ["3", None, "3"], "voie": ["RUE DU PORT", None, "RUE DU PORT"], "insee": PLAIN},
        index=pd.Index(["c", "a", "b"], name="voter_id"),
    )
    found = geocode(lines, index)
    assert found.index.equals(lines.index)
    assert found["result_id"].tolist()[::2] == ["69001_0001_00003"] * 2


def test_no_rows_give_no_rows(index: AddressIndex) -> None:
    found = geocode(pd.DataFrame(columns=list(ADDRESS_COLUMNS)), index)
    assert len(found) == 0
    assert "result_type" in found.columns


def test_progress_is_told(index: AddressIndex) -> None:
    told: list[tuple[int, int]] = []
    geocode(
        pd.DataFrame([{"voie": "RUE DU PORT", "insee": PLAIN}]),
        index,
        on_progress=lambda done, total: told.append((done, total)),
    )
    assert told[0] == (0, 1)
    assert told[-1] == (1, 1)


def test_points_list_every_address(index: AddressIndex) -> None:
    points = index.points()
    assert len(points) == len(index)
    one = points.set_index("id").loc["69001_0001_00004_bis"]
    assert (one["numero"], one["rep"], one["street"], one["insee"]) == (
        "4",
        "bis",
        "Rue du Port",
        PLAIN,
    )
    assert index.communes[PLAIN] == "Bourg-le-Vieux"


def test_a_former_commune_is_known_whatever_the_other_lines(index: AddressIndex) -> None:
    line = {"numero": "1", "insee": MERGED, "commune": "SAINT LOUP"}
    lines = pd.DataFrame([{**line, "voie": "RUE DES ROSES"}, {**line, "voie": "R DE L EGLISE"}])
    together, alone = geocode(lines, index), geocode(lines.head(1), index)
    assert alone["result_score"].item() == together["result_score"].iloc[0]
    own = ask(index, **{**line, "voie": "RUE DES ROSES", "commune": "VAL"})
    assert alone["result_score"].item() < own["result_score"]
