"""The tables that pass from one room of the house to the next.

Every table is a (Geo)DataFrame with the index named; ids are text; geometry is in the metric CRS
of the territory. A schema lists what a table must hold; more columns never hurt.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from canvass.errors import BadInputError, Fault
from canvass.words import Words

Kind = Literal["text", "int", "float", "bool", "time", "geometry"]
#: Index levels that are numbers; every other one is an id, thus text.
INT_INDEX = frozenset({"position"})


@dataclass(frozen=True)
class Table:
    """Name, index and columns of a table.

    ``columns`` maps a name to its kind; text may be empty (``""``) but never missing unless the
    name stands in ``optional``.
    """

    name: str
    index: tuple[str, ...]
    columns: Mapping[str, Kind]
    optional: frozenset[str] = frozenset()

    def empty(self) -> pd.DataFrame:
        """Return a frame of no rows with the right index and columns."""
        frame = pd.DataFrame({c: pd.Series(dtype=_DTYPES[k]) for c, k in self.columns.items()})
        levels = [pd.Index([], dtype="str", name=n) for n in self.index]
        frame.index = levels[0] if len(levels) == 1 else pd.MultiIndex.from_arrays(levels)
        return frame


_DTYPES: dict[Kind, str] = {
    "text": "str",
    "int": "int64",
    "float": "float64",
    "bool": "bool",
    "time": "datetime64[us, UTC]",
    "geometry": "object",
}

#: One person of the roll. ``voter_id`` is a salted hash; ``list_types`` is ``LP``, ``LCM``, ``LCE``
#: or several joined by ``|``; ``birth_date`` is kept as given, ``birth_year`` is 0 if unknown.
#: Place of birth and nationality are never kept (CNIL: no sorting by either).
VOTERS = Table(
    "voters",
    ("voter_id",),
    {
        "commune_id": "text",
        "bureau_id": "text",
        "order_number": "text",
        "list_types": "text",
        "birth_name": "text",
        "usage_name": "text",
        "first_names": "text",
        "sex": "text",
        "birth_date": "text",
        "birth_year": "int",
        "date_uncertain": "bool",
        "house_number_raw": "text",
        "street_raw": "text",
        "compl1": "text",
        "compl2": "text",
        "place_name": "text",
        "postcode": "text",
        "city_raw": "text",
    },
)

#: Where a voter was found, one row a voter: BAN's own vocabulary.
#: ``result_type``: ``housenumber``, ``interpolation``, ``street``, ``locality``, ``municipality``
#: or empty. Coordinates are WGS 84. ``result_flags`` joined by ``|``.
PLACEMENTS = Table(
    "placements",
    ("voter_id",),
    {
        "result_type": "text",
        "result_id": "text",
        "result_score": "float",
        "result_longitude": "float",
        "result_latitude": "float",
        "result_flags": "text",
    },
)

#: What the geocoder takes: any address file, one row an address.
ADDRESS_COLUMNS = ("numero", "voie", "complement", "lieu_dit", "code_postal", "commune", "insee")

#: One address point. ``building_id`` is the BAN id; ``doors`` counts the places to knock.
#: ``door_source``: ``roll`` where the roll names flats, ``estimated`` otherwise.
BUILDINGS = Table(
    "buildings",
    ("building_id",),
    {
        "number": "text",
        "street": "text",
        "postcode": "text",
        "commune_id": "text",
        "bureau_id": "text",
        "quartier_id": "text",
        "households": "int",
        "doors": "int",
        "door_source": "text",
        "voters": "int",
        "placed_by": "text",
        "geometry": "geometry",
    },
)

#: The voters behind one door. ``door_label`` is the flat or staircase as the roll words it.
HOUSEHOLDS = Table(
    "households",
    ("household_id",),
    {"building_id": "text", "door_label": "text", "voters": "int"},
)

BUREAUX = Table(
    "bureaux",
    ("bureau_id",),
    {"label": "text", "commune_id": "text", "geometry": "geometry"},
)

QUARTIERS = Table(
    "quartiers",
    ("quartier_id",),
    {"label": "text", "geometry": "geometry"},
)

#: Results by bureau, long: one row per bureau and candidate.
RESULTS = Table(
    "results",
    ("election", "bureau_id", "candidate"),
    {
        "registered": "int",
        "voted": "int",
        "blank": "int",
        "spoilt": "int",
        "cast": "int",
        "votes": "int",
    },
)

#: One outing. ``minutes`` = walk plus the time at the doors. ``status``: ``draft``, ``published``.
#: ``geometry`` is the outline around its doors, for maps only.
TURFS = Table(
    "turfs",
    ("turf_id",),
    {
        "label": "text",
        "bureau_id": "text",
        "quartier_id": "text",
        "buildings": "int",
        "doors": "int",
        "voters": "int",
        "minutes": "float",
        "walk_m": "float",
        "walk_s": "float",
        "lower_bound_s": "float",
        "proof": "text",
        "status": "text",
        "geometry": "geometry",
    },
)

#: One line of a walk list. ``leg_m``/``leg_s``: the walk from the stop before.
STOPS = Table(
    "stops",
    ("turf_id", "position"),
    {"building_id": "text", "leg_m": "float", "leg_s": "float"},
)

#: What is counted in a contact: the one list that sheets, base, maps and reports take it from.
COUNTS = ("knocked", "opened", "absent", "refused", "come_back", "leaflets")
#: What happened, append-only. ``contact_id`` is a UUID made where the sheet or the phone list was
#: made; the same id with the same content counts once, with other content it is a conflict.
CONTACTS = Table(
    "contacts",
    ("event_id",),
    {
        "contact_id": "text",
        "turf_id": "text",
        "building_id": "text",
        "at": "time",
        "team": "text",
        **dict.fromkeys(COUNTS, "int"),
        "source": "text",
    },
)

#: How often a concern of the campaign's list was raised in one contact.
CONCERNS = Table(
    "concerns",
    ("event_id", "concern"),
    {"count": "int"},
)


def check(frame: pd.DataFrame, table: Table) -> None:
    """Refuse a frame that is not of the table's shape, with every fault at once.

    Raises
    ------
    BadInputError
        Naming the wrong index, the missing columns, the missing values and the repeated ids.
    """
    faults = [*_index_faults(frame, table), *_column_faults(frame, table)]
    if faults:
        raise BadInputError(
            Words(f"Table « {table.name} » inutilisable.", f"Table “{table.name}” cannot be used."),
            faults,
        )


def _index_faults(frame: pd.DataFrame, table: Table) -> list[Fault]:
    if tuple(frame.index.names) != table.index:
        wanted = ", ".join(table.index)
        return [Fault(Words(f"l'index doit être {wanted}", f"the index must be {wanted}"))]
    repeated = int(frame.index.duplicated().sum())
    if repeated:
        said = Words(
            "{n:identifiant répété|identifiants répétés}",
            "{n:repeated id|repeated ids}",
            n=repeated,
        )
        return [Fault(said)]
    return []


def _column_faults(frame: pd.DataFrame, table: Table) -> list[Fault]:
    faults = []
    for column, kind in table.columns.items():
        if column not in frame.columns:
            faults.append(Fault(Words("colonne absente", "missing column"), column=column))
        elif kind in {"text", "int", "bool"} and column not in table.optional:
            missing = int(frame[column].isna().sum())
            if missing:
                faults.append(
                    Fault(
                        Words(
                            "{n:valeur manquante|valeurs manquantes}",
                            "{n:missing value|missing values}",
                            n=missing,
                        ),
                        column=column,
                    )
                )
    return faults
