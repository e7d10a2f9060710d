"""No name leaves the machine, and only sure answers come in."""

import stat
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvass.tables import ADDRESS_COLUMNS
from geocoding.online_answers import FIELDS, AnswerFile, accepted, with_online_answers
from geocoding.online_questions import naming_voters, questions, without_people

SALT = b"s" * 32


def addresses(*rows: dict[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame([dict.fromkeys(ADDRESS_COLUMNS, "") | row for row in rows])
    return frame.assign(insee=frame["insee"].replace("", "31555"))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("12 RUE DU PORT CHEZ MME DUPONT", "12 RUE DU PORT"),
        ("Chez M. et Mme Dupont, 12 rue du Port", "12 RUE DU PORT"),
        ("CHEZ DUPONT 12 BIS RUE DU PORT", "12 BIS RUE DU PORT"),
        ("c/o DUPONT JEAN RUE DU PORT", "RUE DU PORT"),
        ("12 RUE DU PORT M. CHEMIN", "12 RUE DU PORT"),
        ("MME PLACE 12 RUE DU PORT", "12 RUE DU PORT"),
        ("CHEZ M LE GALL APT 12", ""),
        ("CHEZ MARTIN", ""),
        ("A l'attention de Mme Dupont 3 quai X", "A L 3 QUAI X"),
        ("RUE MADAME", "RUE MADAME"),
        ("12 place de Monsieur", "12 place de Monsieur"),
        ("12-14, rue d’Albi", "12-14, rue d’Albi"),
    ],
)
def test_hosts_are_taken_out(written: str, kept: str) -> None:
    assert without_people(written) == kept


def test_a_question_is_a_number_and_a_street() -> None:
    table, key = questions(
        addresses(
            {"numero": "12", "voie": "BIS RUE DU PORT CHEZ DUPONT", "complement": "APT 3"},
            {"numero": "12 bis", "voie": "rue du port", "complement": "BAT B"},
            {"voie": "", "lieu_dit": "LE BOURG"},
            {"voie": "", "lieu_dit": "CHEZ MARTIN"},
            {"numero": "7"},
        ),
        salt=SALT,
    )
    assert sorted(table["adresse"]) == ["12 BIS RUE DU PORT", "LE BOURG"]
    assert sorted(table["number"]) == [0, 12]
    assert key.iloc[0] == key.iloc[1]
    assert key.iloc[2:].tolist() == [table.index[1], "", ""]


def test_keys_tell_nothing_without_the_salt() -> None:
    rows = addresses({"numero": "12", "voie": "RUE DU PORT"})
    keys = {questions(rows, salt=salt)[1].iloc[0] for salt in (SALT, b"t" * 32)}
    assert len(keys) == 2


def test_what_holds_a_voters_whole_name_stays() -> None:
    table, key = questions(
        addresses(
            {"numero": "12", "voie": "RUE DU PORT DUPONT JEAN"},
            {"numero": "3", "voie": "RUE JEAN MOULIN"},
        ),
        salt=SALT,
    )
    voters = pd.DataFrame(
        {
            "birth_name": ["DUPONT", "DUPONT"],
            "usage_name": ["", ""],
            "first_names": ["Jean Marie", "Jean"],
        }
    )
    assert naming_voters(table, key, voters) == {key.iloc[0]}


NAMES = ("DUPONT-MARTIN", "O'NEILL", "CHEMIN", "LE GALL", "NGUYEN", "PLACE")


@given(
    host=st.sampled_from(["CHEZ", "chez M.", "C/O", "Mme", "M. et Mme", "chez Mlle", "Famille"]),
    name=st.sampled_from(NAMES),
    before=st.sampled_from(["", "12 RUE DU PORT", "RES LES LILAS", "12, AV. FOCH -"]),
    after=st.sampled_from(["", "12 RUE DU PORT", "3 BIS AVENUE FOCH"]),
    column=st.sampled_from(["voie", "lieu_dit", "numero"]),
)
def test_no_host_is_ever_asked_about(
    host: str, name: str, before: str, after: str, column: str
) -> None:
    row = {"voie": "QUAI DES BRUMES"} | {column: f"{before} {host} {name} {after}".strip()}
    table, _ = questions(addresses(row), salt=SALT)
    words = {word for text in table["adresse"] for word in text.split()}
    assert not words & {"DUPONT", "MARTIN", "NEILL", "CHEMIN", "GALL", "NGUYEN", "PLACE"}


def answer(**other: str) -> dict[str, str]:
    sure = {
        "status": "ok",
        "type": "housenumber",
        "id": "31555_0001_00012",
        "score": "0.91",
        "housenumber": "12",
        "name": "12 Rue du Port",
        "street": "Rue du Port",
        "postcode": "31000",
        "city": "Toulouse",
        "citycode": "31555",
        "longitude": "1.44",
        "latitude": "43.6",
    }
    return dict.fromkeys(FIELDS, "") | sure | other


def taken(row: dict[str, str], said: dict[str, str]) -> pd.DataFrame:
    table, _ = questions(addresses(row), salt=SALT)
    return accepted(table, {str(table.index[0]): said})


PORT = {"numero": "12", "voie": "RUE DU PORT"}


def test_a_sure_answer_is_taken_in_the_geocoders_words() -> None:
    row = taken(PORT, answer()).iloc[0]
    assert row["result_type"] == "housenumber"
    assert (row["result_number"], row["result_street"]) == ("12", "Rue du Port")
    assert row["result_flags"] == "online"


@pytest.mark.parametrize(
    "other",
    [
        {"citycode": "31069"},
        {"citycode": ""},
        {"score": "0.79"},
        {"score": "nan"},
        {"score": "12"},
        {"type": "street"},
        {"type": "municipality"},
        {"housenumber": "14"},
        {"housenumber": "12bis"},
        {"housenumber": ""},
        {"longitude": ""},
        {"longitude": "0", "latitude": "0"},
        {"latitude": "1e9"},
        {"id": ""},
        {"status": "not-found", "type": "", "id": ""},
    ],
)
def test_other_answers_stay_for_a_person(other: dict[str, str]) -> None:
    assert taken(PORT, answer(**other)).empty


@pytest.mark.parametrize(
    ("row", "other"),
    [
        (PORT | {"insee": "75101"}, {"citycode": "75056"}),
        (PORT | {"insee": "69123"}, {"citycode": "69385"}),
        (PORT | {"insee": "49001"}, {"citycode": "49092", "oldcitycode": "49001"}),
        (PORT | {"numero": "12 B"}, {"housenumber": "12 bis"}),
        ({"lieu_dit": "LE BOURG"}, {"type": "locality", "housenumber": ""}),
    ],
)
def test_codes_and_repetitions_may_be_worded_otherwise(
    row: dict[str, str], other: dict[str, str]
) -> None:
    assert len(taken(row, answer(**other))) == 1


def test_answers_fill_only_what_was_not_placed() -> None:
    rows = addresses(PORT, PORT)
    table, key = questions(rows, salt=SALT)
    found = pd.DataFrame(
        {
            "result_type": ["housenumber", "street"],
            "result_id": ["a", "b"],
            "result_score": [0.9, 0.3],
            "result_longitude": [0.0, 0.0],
            "result_latitude": [0.0, 0.0],
            "result_flags": ["", ""],
            "result_street": ["x", "x"],
            "result_number": ["1", ""],
            "result_postcode": ["", ""],
            "result_city": ["", ""],
        }
    )
    sure = accepted(table, {str(table.index[0]): answer()})
    rest = pd.Series([False, True])
    filled = with_online_answers(found, key[rest], sure, rest=rest)
    assert filled["result_id"].tolist() == ["a", "31555_0001_00012"]
    assert found["result_id"].tolist() == ["a", "b"]


def test_answers_are_kept_for_their_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    AnswerFile(path).add({"a": answer(), "b": answer(city="Évry")})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = AnswerFile(path)
    assert dict(again) == {"a": answer(), "b": answer(city="Évry")}


@given(cut=st.integers(1, 300), junk=st.sampled_from([b"", b"{}\n", b"[1]\n", b"\xff\xfe\n"]))
def test_a_crash_costs_the_last_line_at_most(
    tmp_path_factory: pytest.TempPathFactory, cut: int, junk: bytes
) -> None:
    path = tmp_path_factory.mktemp("answers") / "answers.jsonl"
    AnswerFile(path).add({"a": answer()})
    first = path.stat().st_size
    AnswerFile(path).add({"b": answer()})
    whole = path.read_bytes()
    path.write_bytes(junk + whole[: max(len(whole) - cut, first)])
    kept = AnswerFile(path)
    assert set(kept) == ({"a", "b"} if cut == 1 else {"a"})
    kept.add({"c": answer()})
    assert set(AnswerFile(path)) == {*kept}
