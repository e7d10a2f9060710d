"""Reader of a Base Adresse Locale, versions 1.3, 1.4 and 1.5.

Layout: BaseAdresseNationale/validateur-bal, ``lib/schema/fields.ts`` and ``profiles``.
"""

from pathlib import Path

import pandas as pd

from canvass.errors import BadInputError, Fault
from canvass.words import Words
from geocoding.address_text import plain_text
from geocoding.ban import read_columns, refuse_elsewhere, street_id_of, usable

#: A toponym without numbers, in a column that must hold an integer.
NO_NUMBER = 99999
_OPTIONAL = (
    *("cle_interop", "id_ban_adresse", "id_ban_toponyme", "voie_nom", "toponyme", "suffixe"),
    *("commune_insee", "commune_nom", "commune_deleguee_insee", "commune_deleguee_nom"),
    "position",
)


def read_bal(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read a BAL file as (addresses, places), both shaped as ``ban.read_ban_addresses`` gives them.

    Where an address has several positions its entrance is kept.

    Raises
    ------
    MissingFileError, BadInputError
        If the file is absent, is not CSV, or lacks columns.
    """
    table = read_columns(path, needs=("numero", "long", "lat"), optional=_OPTIONAL)
    table = _with_house_names(table)
    if len(table) and not (table["name"] != "").any():
        raise BadInputError(
            Words(f"{path.name} ne nomme aucune voie.", f"{path.name} names no street."),
            [Fault(Words("colonne absente", "missing column"), path.name, 1, "voie_nom")],
        )
    refuse_elsewhere(table, path.name)
    is_place = table["number"] == NO_NUMBER
    numbered = table["number"].between(0, NO_NUMBER - 1)
    entrance_first = table.assign(
        other=~table["position"].str.lower().str.startswith("entr")
    ).sort_values("other", kind="stable")
    addresses = entrance_first.drop_duplicates(["street_id", "name", "number", "repetition"])
    return (
        usable(addresses.sort_index(), numbered).drop(columns=["other", "position"]),
        usable(table, is_place).drop(columns=["number", "repetition", "position"]),
    )


def _with_house_names(table: pd.DataFrame) -> pd.DataFrame:
    keys = table["cle_interop"]
    insee = table["commune_insee"].where(table["commune_insee"] != "", keys.str[:5])
    name = table["voie_nom"].where(table["voie_nom"] != "", table["toponyme"])
    known = keys.str.contains(r"^[0-9][0-9AB][0-9]{3}_(?!0000|xxxx)[0-9a-z]{4}", regex=True)
    street_id = street_id_of(keys).where(known, insee + "_" + name.map(_slug))
    number = pd.to_numeric(table["numero"], errors="coerce").fillna(-1).astype("int64")
    repetition = table["suffixe"].str.lower()
    made = street_id + "_" + number.astype(str).str.zfill(5)
    made = made.where(repetition == "", made + "_" + repetition)
    return pd.DataFrame(
        {
            # Keys of streets without a code ("31591_xxxx_00009") are shared by all of them.
            "id": keys.where(known, made),
            "street_id": street_id,
            "number": number,
            "repetition": repetition,
            "name": name,
            "postcode": "",
            "insee": insee,
            "city": table["commune_nom"],
            "old_insee": table["commune_deleguee_insee"],
            "old_city": table["commune_deleguee_nom"],
            "lon": table["lon"],
            "lat": table["lat"],
            "position": table["position"],
        }
    )


def _slug(name: str) -> str:
    return plain_text(name).lower().replace(" ", "-")
