"""The words of the field: languages, numbers, projections, tables, faults, progress."""

import pickle
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pyproj
import pytest

from canvass import tables
from canvass.crs import LAMBERT_93, metric_crs
from canvass.errors import FAULTS_SHOWN, BadInputError, Fault
from canvass.outcomes import FACTS, Outcome
from canvass.progress import share, ticking
from canvass.tables import HOUSEHOLDS, Table, check
from canvass.words import Words, language


def test_a_sentence_follows_the_language() -> None:
    said = Words("Bonjour", "Hello")
    assert str(said) == "Bonjour"
    token = language.set("en")
    try:
        assert str(said) == "Hello"
    finally:
        language.reset(token)


def test_values_are_written_as_each_language_does() -> None:
    text = "{km:.1} · {part:.1%} · {day} · {day:HH:mm} · {names} · {names:2} · {who}"
    said = Words(
        text,
        text,
        km=1234567.891,
        part=0.9754,
        day=datetime(2027, 3, 1, 18, 5, tzinfo=UTC),
        names=["A", "B", "C"],
        who=Words("personne", "nobody"),
    )
    assert said.fr == (
        "1\u202f234\u202f567,9 · 97,5\u00a0% · 1er mars 2027 · 18:05 · A, B et C · A, B, … · "
        "personne"
    )
    assert said.en == ("1,234,567.9 · 97.5% · 1 March 2027 · 18:05 · A, B and C · A, B, … · nobody")


@pytest.mark.parametrize(
    ("count", "french", "english"),
    [
        (0, "0 porte est là", "0 doors are there"),
        (1, "1 porte est là", "1 door is there"),
        (2, "2 portes sont là", "2 doors are there"),
        (np.int64(1500), "1\u202f500 portes sont là", "1,500 doors are there"),
    ],
)
def test_counts_agree_in_both_languages(count: int, french: str, english: str) -> None:
    said = Words("{n:porte|portes} {n:~est|sont} là", "{n:door|doors} {n:~is|are} there", n=count)
    assert (said.fr, said.en) == (french, english)


def test_words_without_values_keep_their_braces_and_survive_a_pickle() -> None:
    assert Words("{a}", "{b}").fr == "{a}"
    said = Words("{n:porte|portes}", "{n:door|doors}", n=1)
    assert pickle.loads(pickle.dumps(said)) == said


@pytest.mark.parametrize(
    ("commune", "name"),
    [
        ("31555", "Lambert-93"),
        ("2A004", "Lambert-93"),
        ("97105", "UTM zone 20N"),
        ("97302", "UTM zone 22N"),
        ("97411", "UTM zone 40S"),
        ("97608", "UTM zone 38S"),
        ("98735", "UTM zone 6S"),
    ],
)
def test_each_territory_has_its_legal_projection(commune: str, name: str) -> None:
    assert name in pyproj.CRS(metric_crs([commune])).name


def test_two_territories_make_two_campaigns() -> None:
    assert metric_crs([]) == LAMBERT_93
    with pytest.raises(BadInputError):
        metric_crs(["31555", "97411"])


def test_every_table_accepts_no_rows() -> None:
    found = [t for t in vars(tables).values() if isinstance(t, Table)]
    assert len(found) > 8
    for table in found:
        check(table.empty(), table)


def test_all_faults_of_a_table_at_once() -> None:
    index = pd.Index(["a", "a"], name="household_id")
    frame = pd.DataFrame({"building_id": ["x", None], "voters": [1, 2]}, index=index)
    with pytest.raises(BadInputError) as caught:
        check(frame, HOUSEHOLDS)
    assert [fault.column for fault in caught.value.faults] == [None, "building_id", "door_label"]


def test_a_long_list_of_faults_is_counted() -> None:
    faults = [Fault(Words("vide", "empty"), "f.csv", row) for row in range(FAULTS_SHOWN + 5)]
    said = str(BadInputError(Words("À corriger :", "To correct:"), faults))
    assert "f.csv, ligne 3 : vide" in said
    assert "et 5 autres" in said
    assert said.count("\n") == FAULTS_SHOWN + 1


def test_progress_counts_what_is_done_and_can_be_a_part() -> None:
    told: list[tuple[int, int]] = []
    assert list(ticking("ab", 2, lambda done, total: told.append((done, total)))) == ["a", "b"]
    assert told == [(0, 2), (1, 2), (2, 2)]
    parts: list[float] = []
    inner = share(lambda done, total: parts.append(done / total), 0.5, 1.0)
    inner(1, 2)
    inner(0, 0)
    assert parts == [0.75, 1.0]


def test_every_outcome_has_its_names() -> None:
    assert set(FACTS) == set(Outcome)
