"""The two files of data.gouv.fr: totals (``general_results``) and votes (``candidats_results``).

They hold all elections since 1999 and are read in batches, of which the wanted rows are kept;
the source of the columns is the pipeline that writes them (datagouvfr_data_pipelines,
``data_processing/elections``).
"""

import math
from collections.abc import Collection, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.dataset

from canvass.codes import (
    bureau_id,
    commune_of,
    plain_code,
    spellings,
    whole_bureau_id,
)
from canvass.errors import BadInputError, Fault, MissingFileError
from canvass.tables import RESULTS
from canvass.words import Words
from files.headers import find_columns, header_key

#: Field -> column names before and after the pipeline's rename.
KEYS: dict[str, tuple[str, ...]] = {
    "election": ("idelection",),
    "whole": ("idbrutmiom",),
    "department": ("codedepartement", "codedudepartement"),
    "commune": ("codecommune", "codedelacommune"),
    "bureau": ("codebv", "codedubvote"),
}
TOTALS: dict[str, tuple[str, ...]] = {
    "registered": ("inscrits",),
    "voted": ("votants",),
    "blank": ("blancs",),
    "spoilt": ("nuls",),
    "cast": ("exprimes",),
}
VOTES: dict[str, tuple[str, ...]] = {
    "panel": ("nopanneau", "npanneau", "numerodepanneau"),
    "votes": ("voix",),
    "nuance": ("nuance",),
    "surname": ("nom",),
    "first_name": ("prenom",),
    "short_list": ("libelleabregeliste", "liste"),
    "long_list": ("libelleetenduliste", "binome"),
}


def pair_of(paths: Sequence[Path]) -> list[Path]:
    """Return the files that are those of data.gouv.fr, by their column of elections."""
    return [path for path in paths if "idelection" in _first_keys(path)]


def read_pair(
    paths: Sequence[Path], *, election: str | None, communes: Collection[str]
) -> tuple[pd.DataFrame, list[Fault]]:
    """Join totals and votes, keeping the election and the communes asked for.

    Returns
    -------
    tuple
        A RESULTS table with ``nuance``, ``label`` and ``panel`` besides, and the faults.

    Raises
    ------
    BadInputError
        If one of the two files is missing.
    """
    general = [path for path in paths if TOTALS["registered"][0] in _first_keys(path)]
    votes = [path for path in paths if VOTES["votes"][0] in _first_keys(path)]
    if len(general) != 1 or len(votes) != 1:
        raise BadInputError(
            Words(
                "Donnez les deux fichiers ensemble : general_results et candidats_results.",
                "Give both files together: general_results and candidats_results.",
            )
        )
    totals = _read(general[0], TOTALS, election, communes)
    totals = totals.drop_duplicates(["election", "bureau_id"]).set_index(["election", "bureau_id"])
    scores = _read(votes[0], VOTES, election, communes)
    scores["candidate"] = _candidates(scores)
    scores["label"] = _first_filled(scores, ["long_list", "short_list", "candidate"])
    table = scores.join(totals, on=["election", "bureau_id"])
    alone = table["cast"].isna()
    counts = [*TOTALS, "votes"]
    kept = table[~alone].astype(dict.fromkeys(counts, "int64"))
    kept = kept[[*RESULTS.index, *counts, "nuance", "label", "panel"]]
    faults = _unjoined(totals, table, alone, votes[0].name)
    return kept.set_index(list(RESULTS.index)), [*faults, *_wrong_sums(kept, votes[0].name)]


def _read(
    path: Path, wanted: dict[str, tuple[str, ...]], election: str | None, communes: Collection[str]
) -> pd.DataFrame:
    """Read some columns of some rows: text, but for the counts."""
    data = _dataset(path)
    names = data.schema.names
    positions, _ = find_columns(names, {**KEYS, **wanted})
    chosen = None
    if election and "election" in positions:
        chosen = pc.field(names[positions["election"]]) == election
    if communes and "whole" in positions:
        whole = pc.field(names[positions["whole"]])
        ours = pc.starts_with(whole, pattern="\n")
        for commune in sorted(spellings(communes)):
            ours = ours | pc.starts_with(whole, pattern=f"{commune}_")
        chosen = ours if chosen is None else chosen & ours
    columns = {field: names[position] for field, position in positions.items()}
    try:
        table = data.to_table(columns=list(columns.values()), filter=chosen)
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(path) from error
    raw = table.to_pandas()
    frame = pd.DataFrame(index=raw.index)
    for field in (*KEYS, *wanted):
        values = raw[columns[field]] if field in columns else [""] * len(raw)
        frame[field] = pd.Series([_text(v) for v in values], index=raw.index, dtype="str")
    frame["bureau_id"] = pd.Series(
        [
            whole_bureau_id(row.whole)
            or bureau_id(commune_of(row.department, row.commune), row.bureau)
            for row in frame[list(KEYS)].itertuples()
        ],
        index=frame.index,
        dtype="str",
    )
    for field in {"votes", *TOTALS} & set(wanted):
        frame[field] = pd.to_numeric(frame[field].map(plain_code), errors="coerce").fillna(0)
    return frame[["election", "bureau_id", *wanted]]


def _text(value: object) -> str:
    missing = value is None or (isinstance(value, float) and math.isnan(value))
    return "" if missing else " ".join(str(value).split())


def _candidates(scores: pd.DataFrame) -> pd.Series:
    person = scores["surname"].str.cat(scores["first_name"], sep=" ").str.strip()
    named = _first_filled(
        scores.assign(person=person), ["short_list", "long_list", "person", "nuance", "panel"]
    )
    twice = scores.assign(named=named).duplicated(["election", "bureau_id", "named"], keep=False)
    return named.where(~twice, named + " (n° " + scores["panel"] + ")")


def _first_filled(frame: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    filled = frame[columns[0]]
    for column in columns[1:]:
        filled = filled.where(filled != "", frame[column])
    return filled


def _unjoined(
    totals: pd.DataFrame, table: pd.DataFrame, alone: pd.Series, name: str
) -> list[Fault]:
    with_votes = pd.MultiIndex.from_frame(table[["election", "bureau_id"]])
    silent_ones = totals.index[~totals.index.isin(with_votes)]
    orphans = table.loc[alone, "bureau_id"].unique()
    return [
        *(
            Fault(Words(f"{i} : voix sans totaux", f"{i}: votes without totals"), file=name)
            for i in orphans
        ),
        *(
            Fault(Words(f"{i} : totaux sans voix", f"{i}: totals without votes"), file=name)
            for _, i in silent_ones
        ),
    ]


def _wrong_sums(kept: pd.DataFrame, name: str) -> list[Fault]:
    grouped = kept.groupby(["election", "bureau_id"])
    votes, cast = grouped["votes"].sum(), grouped["cast"].first()
    sums = pd.DataFrame({"votes": votes, "cast": cast}).reset_index()
    return [
        Fault(
            Words(
                f"{row.bureau_id} : {row.votes} voix en tout pour {row.cast} exprimés",
                f"{row.bureau_id}: {row.votes} votes in all for {row.cast} cast",
            ),
            file=name,
        )
        for row in sums[sums["votes"] != sums["cast"]].itertuples()
    ]


def _first_keys(path: Path) -> set[str]:
    if not path.exists():
        raise MissingFileError(path)
    return {header_key(name) for name in _column_names(path)}


def _column_names(path: Path) -> list[str]:
    if path.suffix.lower() == ".parquet":
        return list(_dataset(path).schema.names)
    first = _first_line(path)
    return [name.strip('"') for name in first.split(_separator(first))]


def _first_line(path: Path) -> str:
    """Return the header without reading a file of 2 GB."""
    try:
        with path.open("rb") as stream:
            return stream.readline(65536).decode("utf-8-sig", "replace").strip("\r\n")
    except OSError as error:
        raise _unreadable(path) from error


def _separator(line: str) -> str:
    return max(";,\t", key=line.count)


def _dataset(path: Path) -> pyarrow.dataset.Dataset:
    try:
        if path.suffix.lower() == ".parquet":
            return pyarrow.dataset.dataset(path, format="parquet")
        names = _column_names(path)
        separator = _separator(_first_line(path))
        as_text = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
        parse = pyarrow.csv.ParseOptions(delimiter=separator)
        layout = pyarrow.dataset.CsvFileFormat(parse_options=parse, convert_options=as_text)
        return pyarrow.dataset.dataset(path, format=layout)
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(path) from error


def _unreadable(path: Path) -> BadInputError:
    return BadInputError(
        Words(
            f"{path.name} n'est pas un fichier de résultats lisible.",
            f"{path.name} is not a readable file of results.",
        )
    )
