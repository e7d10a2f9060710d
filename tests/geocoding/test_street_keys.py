import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geocoding.ragged import Ragged
from geocoding.street_keys import CANONICAL, street_key
from geocoding.street_names import KINDS, Names
from geocoding.street_words import ARTICLES, MONTHS, TYPES
from geocoding.vocabulary import WordList

EMPTY = Names.of(np.zeros(0, np.int64), [], [], [])
words = st.one_of(
    *(st.sampled_from(sorted(some)) for some in (TYPES, CANONICAL, ARTICLES, MONTHS)),
    st.sampled_from(["GRANDE", "ROND", "POINT", "VIEUX", "BOULEVART", "RUEDU", "45", "8", "1945"]),
    st.text("ABDELRU19", min_size=1, max_size=6),
)
names = st.lists(words, min_size=1, max_size=6).map(" ".join)


def texts_of(words: Ragged, lexicon: WordList) -> list[str]:
    ends = words.start + words.count
    return [
        " ".join(lexicon.words[words.flat[a:b]]) for a, b in zip(words.start, ends, strict=True)
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AV DU GAL LECLERC", "AVENUE DU GENERAL LECLERC"),
        ("R STE URSULE", "RUE SAINTE URSULE"),
        ("CHE DE LA LOGE", "CHEMIN LOGE"),
        ("GRAND RUE", "GRANDE RUE"),
        ("RUE DU HUIT MAI 45", "RUE DU 8 MAI 1945"),
        ("PLACE HENRI IV", "PL HENRI 4"),
        ("RUE DU DIX NEUF MARS 1962", "RUE DU 19 MARS 1962"),
        ("BOULEVART FOCH", "BD FOCH"),
        ("BOULEVARDHENRI MARTIN", "BD HENRI MARTIN"),
        ("RUEE DES LILAS", "RUE DES LILAS"),
        ("QUAO DU CHATEAU", "QUAI DU CHATEAU"),
        ("ALLEES JEAN JAURES", "ALL JEAN JAURES"),
    ],
)
def test_two_spellings_of_one_street(one: str, other: str) -> None:
    left, right = street_key(one), street_key(other)
    assert (left.type, left.words) == (right.type, right.words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("R L DELIBES", ("L", "DELIBES")),
        ("RUE A MIR", ("A", "MIR")),
        ("RUE D ALBARET", ("ALBARET",)),
        ("RUE DE L HERS", ("HERS",)),
        ("CHEMIN A L EAU", ("EAU",)),
    ],
)
def test_an_initial_is_no_article(text: str, words: tuple[str, ...]) -> None:
    assert street_key(text).words == words


@pytest.mark.parametrize("text", ["GRANDE RUE", "RUE A", "DE LA", "RUE", "LE"])
def test_a_name_is_never_empty(text: str) -> None:
    assert street_key(text).words


def test_the_reference_is_not_repaired() -> None:
    assert street_key("RUELLES VERTES", repair=False).type == "RUELLE"
    assert street_key("BOULEVART FOCH", repair=False).type == ""


def test_articles_are_kept_apart() -> None:
    assert street_key("RUE DU BOIS").literal != street_key("RUE DES BOIS").literal
    assert street_key("RUE DU BOIS").words == street_key("RUE DES BOIS").words


@settings(max_examples=500, deadline=None)
@given(st.lists(names, max_size=8))
def test_many_names_are_read_like_each(texts: list[str]) -> None:
    found = Names.read(np.zeros(len(texts), np.int64), texts, EMPTY.lexicon)
    keys = [street_key(text) for text in texts]
    assert [KINDS[kind] for kind in found.type] == [key.type for key in keys]
    assert texts_of(found.words, found.lexicon) == [key.name for key in keys]
    assert texts_of(found.literal, found.lexicon) == [key.literal for key in keys]


@settings(max_examples=200, deadline=None)
@given(st.lists(names, min_size=2, max_size=8))
def test_names_share_keys_as_they_share_words(texts: list[str]) -> None:
    found = Names.read(np.zeros(len(texts), np.int64), texts, EMPTY.lexicon)
    keys = [street_key(text) for text in texts]
    for hashes, same in (
        (found.by_words(), [tuple(sorted(key.words)) for key in keys]),
        (found.by_glued(), ["".join(key.words) for key in keys]),
        (found.literal_key, [key.literal for key in keys]),
    ):
        assert len(set(hashes.tolist())) == len(set(same))
        assert len(set(zip(hashes.tolist(), same, strict=True))) == len(set(same))
