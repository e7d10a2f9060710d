"""Election results by bureau, from the files of the Interior, of data.gouv.fr or of a town."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path

import pandas as pd

from canvass.codes import is_bureau_of, plain_code
from canvass.errors import BadInputError, Fault
from canvass.tables import RESULTS, check
from canvass.words import Words
from electoral_rolls.results.result_layouts import (
    ELECTION,
    ResultLayout,
    Score,
    election_of,
    first_name,
    known_result_names,
    result_layout,
    round_of,
)
from electoral_rolls.results.result_pairs import pair_of, read_pair
from files.archives import file_bytes, head, unpack
from files.headers import header_key
from files.rows import Record
from files.tables import open_sheets

_NO_BUREAU = Words(
    "commune ou bureau manquant ; si le fichier n'a pas de code INSEE complet, indiquez la commune",
    "commune or bureau missing; if the file has no complete INSEE code, give the commune",
)
TOTALS = ("registered", "voted", "blank", "spoilt", "cast")
#: Rows that are looked at to tell the layout.
_GLANCE = 50


@dataclass(frozen=True)
class _Asked:
    """What a person says of the files."""

    election: str | None
    default_commune: str
    columns: Mapping[str, str]


@dataclass(frozen=True)
class _Sheet:
    """A table of results: ``file`` and ``title`` may each tell the election."""

    name: str
    file: str
    title: str
    header: Sequence[str]
    records: Iterator[Record]


@dataclass
class _Bureau:
    """What the rows of one bureau say together: a row a bureau, or one a candidate."""

    row: int
    counts: list[int]
    votes: int = 0
    panels: dict[str, str] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Results:
    """What was read.

    ``table`` is a RESULTS table with the columns ``nuance``, ``label`` and ``panel`` besides.
    ``faults`` lists the rows left aside and the sums that do not add up (those rows are kept).
    """

    table: pd.DataFrame
    faults: tuple[Fault, ...]


def read_results(
    path: Path | Sequence[Path],
    *,
    election: str | None = None,
    communes: Collection[str] = (),
    default_commune: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Results:
    """Read results by bureau.

    Parameters
    ----------
    path
        File or files: text files of the Interior without a header (2002 to 2012), its wide files
        (2012 on), one row a candidate, a town's columns (``liste_…``, ``… - votes``, or any
        whose counts add up to the votes cast), or ``general_results`` and ``candidats_results``
        of data.gouv.fr together. Each sheet of a workbook is read; its title may tell the round.
    election
        Id such as ``2026_muni_t1``, where neither columns nor file name tell; in the files of
        data.gouv.fr, which hold all elections, the one to keep.
    communes
        INSEE codes to keep; all if empty.
    default_commune
        INSEE code, where the file has none that is complete.
    columns
        Field of ``result_layouts`` -> the column that a person names for it.

    Raises
    ------
    MissingFileError
        If a file is not there.
    BadInputError
        If the layout is unknown, the election cannot be told, or no row can be used.
    """
    if election is not None and not ELECTION.fullmatch(election):
        raise BadInputError(
            Words(
                f"Élection « {election} » : écrivez par exemple 2026_muni_t1.",
                f"Election “{election}”: write for example 2026_muni_t1.",
            )
        )
    paths = [path] if isinstance(path, Path) else list(path)
    pair = pair_of(paths)
    asked = _Asked(election, default_commune or "", columns or {})
    parts = [_read_file(p, asked) for p in paths if p not in pair]
    if pair:
        parts.insert(0, read_pair(pair, election=election, communes=communes))
    table = pd.concat([t for t, _ in parts]) if parts else RESULTS.empty()
    faults = [fault for _, wrong in parts for fault in wrong]
    if communes:
        bureaux = table.index.get_level_values("bureau_id")
        table = table[bureaux.map({b: is_bureau_of(b, communes) for b in bureaux.unique()})]
    repeated = table.index.duplicated()
    if repeated.any():
        faults.append(Fault(_repeated(int(repeated.sum()))))
        table = table[~repeated]
    if table.empty:
        raise BadInputError(
            Words("Aucun résultat utilisable dans ces fichiers.", "No usable result in the files."),
            faults,
        )
    check(table, RESULTS)
    return Results(table, tuple(faults))


def _repeated(count: int) -> Words:
    return Words(
        "{n:résultat présent deux fois, gardé|résultats présents deux fois, gardés} une fois",
        "{n:result|results} found twice, kept once",
        n=count,
    )


def _read_file(path: Path, asked: _Asked) -> tuple[pd.DataFrame, list[Fault]]:
    """Read every sheet of results; the others are named, unless there is none."""
    parts: list[tuple[pd.DataFrame, list[Fault]]] = []
    refused: list[tuple[str, BadInputError]] = []
    for sheet in _tables(path):
        begun = list(islice(sheet.records, _GLANCE))
        rows = [values for _, values in begun if not isinstance(values, Words)]
        try:
            layout = result_layout(sheet.header, sheet.name, rows=rows, columns=asked.columns)
        except BadInputError as error:
            refused.append((sheet.name, error))
        else:
            whole = replace(sheet, records=chain(begun, sheet.records))
            parts.append(_read_sheet(whole, layout, asked))
    if not parts:
        raise refused[0][1]
    not_read = Words("feuille sans résultats, non lue", "sheet without results, not read")
    faults = [Fault(not_read, file=name) for name, _ in refused]
    faults += [fault for _, wrong in parts for fault in wrong]
    return pd.concat([table for table, _ in parts]), faults


def _read_sheet(
    sheet: _Sheet, layout: ResultLayout, asked: _Asked
) -> tuple[pd.DataFrame, list[Fault]]:
    name = sheet.name
    faults: list[Fault] = []
    rows: list[tuple[str | int, ...]] = []
    bureaux: dict[tuple[str, str], _Bureau] = {}
    for row, values in sheet.records:
        if isinstance(values, Words):
            faults.append(Fault(values, file=name, row=row))
            continue
        found = _row_of(layout, values, len(sheet.header), asked.default_commune)
        if isinstance(found, Words):
            faults.append(Fault(found, file=name, row=row))
            continue
        bureau, counts, scores = found
        which = asked.election or _election(layout, values, sheet)
        together = bureaux.setdefault((which, bureau), _Bureau(row, counts))
        rows += [
            (which, bureau, candidate, *counts, votes, score.nuance, score.label, score.panel)
            for candidate, score, votes in _named(together, scores)
        ]
    for together in bureaux.values():
        wrong = _sums(layout, together.counts, together.votes)
        faults += [Fault(reason, file=name, row=together.row) for reason in wrong]
    columns = [*RESULTS.index, *TOTALS, "votes", "nuance", "label", "panel"]
    table = pd.DataFrame(rows, columns=columns).astype(
        {c: "int64" if c in (*TOTALS, "votes") else "str" for c in columns}
    )
    if (table["election"] == "").any():
        raise BadInputError(
            Words(
                f"{name} : ni les colonnes ni le nom du fichier ne disent de quelle élection "
                "il s'agit : indiquez-la, par exemple 2026_muni_t1.",
                f"{name}: neither columns nor file name tell which election this is: "
                "give it, for example 2026_muni_t1.",
            )
        )
    return table.set_index(list(RESULTS.index)), faults


def _election(layout: ResultLayout, values: Sequence[str], sheet: _Sheet) -> str:
    whole = layout.get(values, "election")
    if ELECTION.fullmatch(whole):
        return whole
    return election_of(
        # a workbook of both rounds names them in its sheets
        name=sheet.file,
        kind=layout.get(values, "type"),
        year=layout.get(values, "year"),
        number=layout.get(values, "round") or round_of(sheet.title),
    )


def _row_of(
    layout: ResultLayout, values: Sequence[str], width: int, default_commune: str
) -> tuple[str, list[int], list[tuple[Score, int]]] | Words:
    """Return bureau, totals and votes of a row, or why it cannot be read and is left aside."""
    if not layout.right_width(values, width):
        return Words(
            "{n:champ|champs}, nombre inattendu",
            "{n:field|fields}, not the number expected",
            n=len(values),
        )
    bureau = layout.bureau(values, default_commune)
    if not bureau:
        return _NO_BUREAU
    totals = [_count(layout.get(values, field)) for field in TOTALS]
    scores = layout.scores(values)
    votes = [_count(score.votes) for score in scores]
    if None in totals or None in votes or not scores:
        return Words("nombre illisible ou aucun candidat", "unreadable number or no candidate")
    counts = [count or 0 for count in totals]
    return bureau, counts, [(s, vote or 0) for s, vote in zip(scores, votes, strict=True)]


def _named(
    together: _Bureau, scores: Sequence[tuple[Score, int]]
) -> Iterator[tuple[str, Score, int]]:
    """Name the candidates of a row apart from each other, and from those of the rows before.

    A row that says again what one said before adds nothing to the votes.
    """
    names = _distinct([score for score, _ in scores])
    for name, (score, votes) in zip(names, scores, strict=True):
        before = together.panels.setdefault(name, score.panel)
        told = name if before == score.panel else f"{name} (n° {score.panel})"
        if told not in together.told:
            together.told.add(told)
            together.votes += votes
        yield told, score, votes


def _sums(layout: ResultLayout, counts: Sequence[int], votes: int) -> list[Words]:
    registered, voted, blank, spoilt, cast = counts
    wrong = []
    if votes != cast:
        wrong.append(
            Words(
                f"{votes} voix en tout pour {cast} exprimés",
                f"{votes} votes in all for {cast} cast",
            )
        )
    known = {"blank", "spoilt"} <= set(layout.fields)
    if known and blank + spoilt + cast != voted:
        wrong.append(
            Words(
                f"blancs + nuls + exprimés = {blank + spoilt + cast} pour {voted} votants",
                f"blank + spoilt + cast = {blank + spoilt + cast} for {voted} voters",
            )
        )
    if voted > registered:
        wrong.append(
            Words(
                f"{voted} votants pour {registered} inscrits",
                f"{voted} voters for {registered} registered",
            )
        )
    return wrong


def _distinct(scores: Sequence[Score]) -> list[str]:
    """Name candidates apart by their panel where two have one name."""
    names = [score.candidate for score in scores]
    return [
        f"{score.candidate} (n° {score.panel or place})"
        if names.count(score.candidate) > 1
        else score.candidate
        for place, score in enumerate(scores, start=1)
    ]


def _count(text: str) -> int | None:
    """Read a whole number as files write it (``1 056``, ``128.0``); nothing at all is 0."""
    code = plain_code(text)
    if not code:
        return 0
    return int(code) if code.isascii() and code.isdecimal() else None


def _tables(path: Path) -> list[_Sheet]:
    """Open text, a workbook or a JSON list of records.

    Some converters name the columns FIELD1… and leave the header as the first row; files of 2002
    to 2012 have none, and their first row is one of results.
    """
    start = head(path, 64) if path.exists() else b""
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        header, records = _json_table(unpack(file_bytes(path), path.name), path.name)
        return [_Sheet(path.name, path.name, "", *_numbered(header, records))]
    found = []
    for sheet in open_sheets(path, known_result_names):
        rows = sheet.rows()
        if first_name(sheet.header):
            rows = chain([(sheet.header_row, sheet.header)], rows)
        found.append(_Sheet(sheet.name, path.name, sheet.title, *_numbered(sheet.header, rows)))
    return found


def _numbered(
    header: Sequence[str], records: Iterator[Record]
) -> tuple[Sequence[str], Iterator[Record]]:
    if not all(header_key(column).startswith("field") for column in header):
        return header, records
    first = next(records, (0, Words("", "")))[1]
    return [] if isinstance(first, Words) else list(first), records


def _json_table(content: bytes, name: str) -> tuple[list[str], Iterator[Record]]:
    try:
        records = json.loads(content)
        header = list(records[0])
        rows = [[str(r.get(key) or "") for key in header] for r in records]
    except (ValueError, IndexError, AttributeError, TypeError, RecursionError) as error:
        raise BadInputError(
            Words(
                f"{name} n'est pas une liste d'enregistrements JSON.",
                f"{name} is not a JSON list of records.",
            )
        ) from error
    return header, iter(enumerate(rows, start=2))
