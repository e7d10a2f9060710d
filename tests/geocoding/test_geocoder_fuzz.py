"""Whatever a roll holds, every row gets one row of answers, and the same one every time."""

from functools import lru_cache

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from canvass.tables import ADDRESS_COLUMNS
from geocoding.address_index import AddressIndex, build_index
from geocoding.address_text import ParsedLine, parse_line, parse_lines, plain_text, variants
from geocoding.geocoder import geocode
from geocoding.street_keys import street_key

TYPES = {"housenumber", "interpolation", "street", "locality", "municipality", ""}
WORDS = (
    *("RUE", "R.", "AV", "CHE", "GRANDE", "DU", "DE", "L'", "LES", "PORT", "ÉGLISE", "St", "GAL"),
    *("12", "12-14", "BIS", "B", "BAT", "APT 3", "CHEZ M X", "RES", "8", "MAI", "1945", "IV", ","),
    *(
        "LIEU-DIT",
        "LE BOURG",
        "CEDEX",
        "œ",
        "ß",
        "\x00",
        "\x1f",
        "😀",
        "ｱ",
        "²",
        "/",
        "-",
        "000000",
    ),
)
texts = st.one_of(
    st.text(max_size=30), st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), st.none()
)
codes = st.sampled_from(["01001", "1001", "01002", "", "99999", "abc", None])
rows = st.fixed_dictionaries({**dict.fromkeys(ADDRESS_COLUMNS, texts), "insee": codes})


@lru_cache(maxsize=1)
def index() -> AddressIndex:
    names = [
        "Rue du Port",
        "Rue de l'Église",
        "Grande Rue",
        "Avenue du 8 Mai 1945",
        "Le Bourg",
        "R",
    ]
    table = [
        {
            "id": f"{insee}_{at:04d}_{number:05d}",
            "street_id": f"{insee}_{at:04d}",
            "number": number,
            "repetition": "bis" if number == 12 else "",
            "name": name,
            "postcode": "01000",
            "insee": insee,
            "city": f"Ville {insee}",
            "old_insee": "",
            "old_city": "",
            "lon": 5.0,
            "lat": 46.0,
        }
        for insee in ("01001", "01002")
        for at, name in enumerate(names)
        for number in (1, 2, 12)
    ]
    return build_index(pd.DataFrame(table))


@settings(max_examples=150, deadline=None)
@given(st.lists(rows, max_size=8), st.sets(st.sampled_from(ADDRESS_COLUMNS), max_size=3))
def test_rows_in_are_rows_out(lines: list[dict[str, str | None]], absent: set[str]) -> None:
    asked = pd.DataFrame(lines, columns=list(ADDRESS_COLUMNS)).drop(columns=list(absent))
    asked.index = pd.Index([f"v{n}" for n in range(len(asked))], name="voter_id")
    found = geocode(asked, index())
    assert found.index.equals(asked.index)
    assert set(found["result_type"]) <= TYPES
    assert found["result_score"].between(0, 1).all()
    placed = found["result_type"] != ""
    assert (found["result_id"] != "").equals(placed)
    assert found["result_longitude"].notna().equals(placed)
    assert geocode(asked, index()).equals(found)


@settings(max_examples=100, deadline=None)
@given(st.lists(rows, min_size=2, max_size=6))
def test_a_row_does_not_depend_on_the_others(lines: list[dict[str, str | None]]) -> None:
    asked = pd.DataFrame(lines, columns=list(ADDRESS_COLUMNS))
    together = geocode(asked, index())
    alone = pd.concat([geocode(asked.iloc[[at]], index()) for at in range(len(asked))])
    columns = ["result_type", "result_id", "result_flags", "result_street", "result_number"]
    assert together[columns].equals(alone[columns])


@settings(max_examples=300, deadline=None)
@given(texts, texts)
def test_any_line_is_read(line: str | None, number: str | None) -> None:
    found = parse_line(line or "", number or "")
    assert 0 <= found.number <= 99999
    assert found.text == plain_text(found.text)
    for text, inner, _ in variants(found.text):
        assert 0 <= inner <= 99999
        assert street_key(text).words or not text
    assert bool(street_key(found.text).words) == bool(found.text)


@settings(max_examples=300, deadline=None)
@given(st.lists(texts.map(lambda text: text or ""), max_size=6))
def test_many_lines_are_read_like_each(lines: list[str]) -> None:
    found = parse_lines(lines)
    columns = (found.number, found.repetition, found.text, found.ranged)
    read = [ParsedLine(*line) for line in zip(*columns, strict=True)]
    assert read == [parse_line(line) for line in lines]
