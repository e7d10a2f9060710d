"""Tables on the screen: plain words for the columns, numbers to the right, shares as bars."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from canvass.labels import LABELS
from canvass.words import Words

#: Names of columns, ours and those of the review files -> what a person reads.
HEADERS: Mapping[str, Words] = {
    **LABELS,
    "account_id": Words("Compte", "Account"),
    "adresse": Words("Adresse", "Address"),
    "adresse_id": Words("Adresse (code BAN)", "Address (BAN code)"),
    "area": Words("Code", "Code"),
    "at": Words("Quand (UTC)", "When (UTC)"),
    "asked": Words("Adresse sur la liste", "Address on the roll"),
    "bureau": Words("Bureau", "Station"),
    "bureau_adresse": Words("Bureau de l'adresse", "Station of the address"),
    "bureau_id": Words("Bureau", "Station"),
    "bureau_liste": Words("Bureau de la liste", "Station on the roll"),
    "candidat_1": Words("1", "1"),
    "candidat_2": Words("2", "2"),
    "candidat_3": Words("3", "3"),
    "code_postal": Words("Code postal", "Postcode"),
    "colonne": Words("Colonne", "Column"),
    "commune": Words("Commune", "Commune"),
    "complement": Words("Complément", "Complement"),
    "compte": Words("Compte", "Account"),
    "count": Words("Lignes", "Rows"),
    "debut": Words("De", "From"),
    "etat": Words("État", "State"),
    "fin": Words("À", "To"),
    "role": Words("Rôle", "Role"),
    "what": Words("Quoi", "What"),
    "who": Words("Qui", "Who"),
    "contour": Words("Contour sur la carte", "Area on the map"),
    "donnee": Words("Donnée", "Data"),
    "electeurs": Words("Électeurs", "Voters"),
    "fichier": Words("Fichier", "File"),
    "file": Words("Fichier", "File"),
    "groupe": Words("Même personne ?", "Same person?"),
    "insee": Words("Code INSEE", "INSEE code"),
    "lieu_dit": Words("Lieu-dit", "Lieu-dit"),
    "ligne": Words("Ligne", "Row"),
    "numero": Words("Numéro", "Number"),
    "numero_ordre": Words("N° d'ordre", "Order number"),
    "part": Words("Part du bureau", "Share of the station"),
    "part_du_bureau": Words("Part du bureau", "Share of the station"),
    "part_du_contour": Words("Part du contour", "Share of the area"),
    "portes": Words("Portes", "Doors"),
    "position": Words("N°", "No."),
    "raison": Words("Raison", "Reason"),
    "reason": Words("Raison", "Reason"),
    "remarque": Words("Remarque", "Remark"),
    "remarques": Words("Remarque", "Remark"),
    "row": Words("Ligne", "Row"),
    "score": Words("Certitude", "Certainty"),
    "secteur": Words("Secteur", "Turf"),
    "type": Words("Trouvé", "Found"),
    "voie": Words("Voie", "Street"),
}
#: Codes in the tables -> what a person reads; several in one cell are joined by ``|``.
CODES: Mapping[str, Words] = {
    "ambiguous_homonym": Words("plusieurs rues de ce nom", "several streets of that name"),
    "from_lieu_dit": Words("par le lieu-dit", "by the lieu-dit"),
    "housenumber": Words("numéro", "number"),
    "interpolation": Words("entre deux numéros", "between two numbers"),
    "locality": Words("lieu-dit", "lieu-dit"),
    "municipality": Words("commune seule", "commune only"),
    "number_interpolated": Words("entre deux numéros", "between two numbers"),
    "number_missing": Words("numéro absent de la base", "number not in the address base"),
    "range": Words("plusieurs numéros", "several numbers"),
    "repetition_differs": Words("bis ou ter différent", "bis or ter differs"),
    "street": Words("rue sans numéro", "street, no number"),
    "type_differs": Words("rue ou avenue ?", "rue or avenue?"),
}
_CODED = ("remarques", "type", "reason")
_WHOLE = ("electeurs", "groupe", "ligne", "portes", "row")
_SHARES = ("share_covered", "score", "part", "part_du_bureau", "part_du_contour")


@dataclass(frozen=True)
class Headed:
    """A table and how each of its columns looks."""

    table: pd.DataFrame
    looks: dict[str, Any]


def show_table(
    table: pd.DataFrame, *, columns: Sequence[str] = (), aligned: Sequence[str] = ()
) -> None:
    """Show a table without its index, under words that a person reads.

    Parameters
    ----------
    columns
        Those to show, in order; all by default.
    aligned
        Columns of words among figures, to the right as figures are.
    """
    shown = headed(table, columns or list(table.columns))
    right = {
        name: st.column_config.TextColumn(str(HEADERS.get(name, name)), alignment="right")
        for name in aligned
    }
    st.dataframe(shown.table, hide_index=True, width="stretch", column_config=shown.looks | right)


def concern_editor(concerns: Mapping[str, str]) -> dict[str, str]:
    """Let a person edit concerns; gives code -> words, rows left empty left out."""
    table = pd.DataFrame({"code": concerns.keys(), "words": concerns.values()}, dtype="str")
    edited = st.data_editor(
        table,
        num_rows="dynamic",
        hide_index=True,
        column_config={
            "code": st.column_config.TextColumn(str(Words("Code", "Code")), max_chars=4),
            "words": st.column_config.TextColumn(str(Words("Mot", "Word")), max_chars=40),
        },
    ).fillna("")
    return {
        str(code): str(text)
        for code, text in zip(edited["code"], edited["words"], strict=True)
        if str(code).strip() or str(text).strip()
    }


def headed(table: pd.DataFrame, columns: Sequence[str]) -> Headed:
    """Put the columns of a table in words, and codes and figures in a form that is read."""
    shown = _readable(table[list(columns)])
    looks = {name: _look(shown, name, str(HEADERS.get(name, name))) for name in shown.columns}
    return Headed(shown, looks)


def _readable(table: pd.DataFrame) -> pd.DataFrame:
    """Put codes in words, and figures read from a file back to numbers."""
    shown = table.copy()
    for name in shown.columns.intersection(list(_CODED)):
        shown[name] = shown[name].map(_in_words)
    for name in shown.columns.intersection(list(_WHOLE)):
        shown[name] = pd.to_numeric(shown[name], errors="coerce").astype("Int64")
    for name in shown.columns.intersection(["minutes", "walk_m", "leg_m"]):
        shown[name] = shown[name].round().astype("Int64")
    if "share_covered" in shown:
        shown["share_covered"] = shown["share_covered"].round(2)
    for name in shown.columns.intersection(list(_SHARES[1:])):
        shown[name] = pd.to_numeric(shown[name], errors="coerce")
    return shown


def _in_words(codes: str) -> str:
    return ", ".join(str(CODES.get(code, code)) for code in str(codes).split("|") if code)


def _look(shown: pd.DataFrame, name: str, label: str) -> Any:
    if name in _SHARES:
        return st.column_config.ProgressColumn(
            label, format="percent", min_value=0.0, max_value=1.0, width="small"
        )
    if pd.api.types.is_numeric_dtype(shown[name]):
        return st.column_config.NumberColumn(label, format="localized")
    return st.column_config.TextColumn(label)
