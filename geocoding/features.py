"""What speaks for and against each (line, street) pair, as numbers that the choice weighs.

One column a fact; ``FACTS`` names them in order. The weights are in ``calibration.py``.
"""

import numpy as np
from numpy.typing import NDArray

from geocoding.address_rows import Rows
from geocoding.candidates import Candidates, Finder
from geocoding.categorical import Categorical
from geocoding.communes import ARRONDISSEMENTS
from geocoding.house_numbers import (
    EXACT,
    NO_LETTER,
    OTHER_SPELLING,
    SOME_LETTER,
    Held,
    interpolate,
)
from geocoding.parse_variants import Reading
from geocoding.ragged import Ints

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

FACTS = (
    # The name.
    *("exact", "literal", "words_over_50", "words_over_70", "words_over_85"),
    *("glued_over_60", "glued_over_80", "asked_unfound", "own_unasked", "lightly_differs"),
    *("slips_over_1", "slips_in_a_crowd", "other_words", "more", "clash"),
    # The type.
    *("type_differs", "type_missing"),
    # The number.
    *("held", "held_other_spelling", "held_no_letter", "held_some_letter"),
    *("between", "near", "beyond", "unnumbered", "size_without_number"),
    # The town.
    *("postcode_same", "postcode_differs", "district_same", "district_differs"),
    *("former_same", "former_differs", "former_name_same"),
    *("former_name_differs", "former_place_differs", "other_town"),
    # How the text was read.
    *("without_town", "repaired", "shorter", "without_place", "without_tail"),
    *("place_for_typed", "place_for_numbered", "from_place_column"),
)


#: Slips come as shares of a word's letters: up to these, they are one, or an abbreviation.
_ONE_SLIP, _NO_SLIP = 1.2, 0.7


def features(
    finder: Finder, rows: Rows, row: Ints, c: Candidates, held: Held, number: Ints, by_place: Bools
) -> Floats:
    """Return the facts of each pair: one row a pair, one column for each of ``FACTS``."""
    # "12 LE BOURG" may well be a place without numbers; "12 RUE DU BOURG" may not.
    street_asked = np.where(by_place, rows.text.filled[row], c.typed).astype(bool)
    facts = {
        **_of_name(c, finder.search.crowd[c.street]),
        **_of_number(finder, c, held, number, street_asked),
        **_of_town(finder, rows, row, c.street),
        **_of_reading(finder, c, number, by_place, street_asked),
    }
    table = np.empty((len(row), len(FACTS)), order="F")
    for column, name in enumerate(FACTS):
        table[:, column] = facts[name]
    return table


def _of_name(c: Candidates, crowd: Floats) -> dict[str, NDArray[np.generic]]:
    both, glued = c.both, c.glued
    return {
        "exact": c.exact,
        "literal": c.literal & c.exact,
        "words_over_50": np.maximum(both - 0.5, 0),
        "words_over_70": np.maximum(both - 0.7, 0),
        "words_over_85": np.maximum(both - 0.85, 0),
        "glued_over_60": np.maximum(glued - 0.6, 0),
        "glued_over_80": np.maximum(glued - 0.8, 0),
        "asked_unfound": 1 - c.asked,
        "own_unasked": 1 - c.own,
        "slips_over_1": np.maximum(c.slips - _ONE_SLIP, 0),
        # The more streets a town has, the more of them are alike by chance.
        "slips_in_a_crowd": np.maximum(c.slips - _NO_SLIP, 0) * crowd,
        "other_words": c.other_words,
        "more": c.more,
        "clash": c.more & c.less,
        "lightly_differs": c.lightly & ~c.exact,
        "type_differs": c.type_state == 2,
        "type_missing": c.type_state == 1,
    }


def _of_number(
    finder: Finder, c: Candidates, held: Held, number: Ints, street_asked: Bools
) -> dict[str, NDArray[np.generic]]:
    first = finder.index.first
    size = first[c.street + 1] - first[c.street]
    open_ = (number > 0) & (held.position < 0)
    kind = np.zeros(len(number), dtype=np.int64)
    kind[open_] = interpolate(finder.index, c.street[open_], number[open_]).kind
    return {
        "held": held.value == EXACT,
        "held_other_spelling": held.value == OTHER_SPELLING,
        "held_no_letter": held.value == NO_LETTER,
        "held_some_letter": held.value == SOME_LETTER,
        "between": open_ & (kind == 2),
        "near": open_ & (kind == 1),
        "beyond": open_ & (kind == 0) & (size > 0),
        "unnumbered": open_ & (size == 0) & street_asked,
        "size_without_number": np.where(number == 0, np.log1p(size), 0.0),
    }


def _of_town(finder: Finder, rows: Rows, row: Ints, street: Ints) -> dict[str, NDArray[np.generic]]:
    own = finder.street_towns

    def same(asked: Categorical, known: Categorical) -> Bools:
        return np.asarray(asked.numbered_as(known)[row] == known.of[street])

    coded = rows.postcode.filled[row] & own.postcode.filled[street]
    district = rows.insee.each(ARRONDISSEMENTS.__contains__).astype(bool)[row]
    former = rows.insee.each(finder.towns.former.__contains__).astype(bool)[row]
    same_postcode = coded & same(rows.postcode, own.postcode)
    same_district, same_former = same(rows.insee, own.insee), same(rows.insee, own.old_insee)
    same_city, same_old = same(rows.city_key, own.city), same(rows.city_key, own.old_city)
    named = own.old_city.filled[street]
    is_old = rows.city_key.filled & (rows.city_key.numbered_as(own.old_city) >= 0)
    elsewhere = is_old[row] & ~same_city
    return {
        "postcode_same": same_postcode,
        "postcode_differs": coded & ~same_postcode,
        "district_same": district & same_district,
        "district_differs": district & ~same_district,
        "former_same": former & same_former,
        "former_differs": former & ~same_former,
        "former_name_same": named & same_old,
        # A contact address in another town, under the code of the town of the roll.
        "other_town": rows.elsewhere[row] & ~same_postcode,
        "former_name_differs": named & ~same_old & elsewhere,
        "former_place_differs": named & rows.former.filled[row] & ~same(rows.former, own.old_city),
    }


def _of_reading(
    finder: Finder, c: Candidates, number: Ints, by_place: Bools, street_asked: Bools
) -> dict[str, NDArray[np.generic]]:
    is_place = finder.index.streets["is_place"].to_numpy()[c.street]
    return {
        "without_town": c.reading == Reading.WITHOUT_TOWN,
        "repaired": c.reading == Reading.REPAIRED,
        "shorter": np.isin(c.reading, (Reading.SHORTER, Reading.OTHER_STREET)),
        "without_place": c.reading == Reading.WITHOUT_PLACE,
        "without_tail": c.reading == Reading.WITHOUT_TAIL,
        "place_for_typed": is_place & c.typed & ~by_place,
        "place_for_numbered": is_place & (number > 0) & street_asked,
        "from_place_column": by_place,
    }
