"""The rows of the review files, in words: addresses where the base has ids."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from canvass.words import Words

REASONS: Mapping[str, Words] = {
    "islet": Words("isolée, trop peu de portes", "isolated, too few doors"),
    "too_small_zone": Words(
        "trop peu de portes dans ce bureau ou quartier", "too few doors in this area"
    ),
    "unreached": Words("aucun chemin à pied", "no way on foot"),
}


def left_out_rows(left_out: pd.DataFrame, buildings: pd.DataFrame) -> pd.DataFrame:
    """Word the buildings outside any turf (columns ``building_id, reason``).

    Returns
    -------
    DataFrame
        ``adresse, bureau, portes, raison, adresse_id, code``; the last is the reason's code, for
        programs.
    """
    at = buildings.loc[left_out["building_id"]]
    address = (at["number"] + " " + at["street"]).str.strip()
    return pd.DataFrame(
        {
            "adresse": address.to_numpy(),
            "bureau": at["bureau_id"].map(short_bureau).to_numpy(),
            "portes": at["doors"].to_numpy(),
            "raison": [str(REASONS.get(code, code)) for code in left_out["reason"]],
            "adresse_id": left_out["building_id"].to_numpy(),
            "code": left_out["reason"].to_numpy(),
        }
    )


def homonym_rows(voters: pd.DataFrame) -> pd.DataFrame:
    """Point at people of one name and birth date by address, bureau and order number.

    Parameters
    ----------
    voters
        Rows of VOTERS. Those of one ``groupe`` share name and date; who they are is not repeated.
    """
    if voters.empty:
        return pd.DataFrame()
    parts = zip(voters["birth_name"], voters["first_names"], voters["birth_date"], strict=True)
    same = [" ".join(" ".join(part).casefold().split()) for part in parts]
    street = voters["street_raw"].where(voters["street_raw"] != "", voters["place_name"])
    rows = pd.DataFrame(
        {
            "groupe": pd.factorize(np.array(same, dtype=object), sort=True)[0] + 1,
            "adresse": (voters["house_number_raw"] + " " + street).str.strip(),
            "bureau": voters["bureau_id"].map(short_bureau),
            "numero_ordre": voters["order_number"],
        }
    )
    return rows.sort_values(["groupe", "bureau", "numero_ordre"], kind="stable")


#: People whose birth date no rule could read: the next roll may not know them again.
UNREAD_DATES = "dates_de_naissance_non_lues.csv"


def unread_date_rows(voters: pd.DataFrame) -> pd.DataFrame:
    """Point at people whose birth date was not read, by bureau and order number.

    Parameters
    ----------
    voters
        Rows of VOTERS; a date that is not written at all is not among them.
    """
    unread = voters[(voters["birth_date"] != "") & (voters["birth_year"] == 0)]
    rows = pd.DataFrame(
        {
            "bureau": unread["bureau_id"].map(short_bureau),
            "numero_ordre": unread["order_number"],
        }
    )
    return rows.sort_values(["bureau", "numero_ordre"], kind="stable")


def short_bureau(bureau_id: str) -> str:
    """Return a bureau's code within its commune as people write it: ``12``, ``136A``."""
    return bureau_id.partition("_")[2].lstrip("0") or bureau_id
