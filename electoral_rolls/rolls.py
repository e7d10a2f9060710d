"""Electoral rolls: any file that a mairie or a préfecture hands over, as one table of voters."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from canvass.errors import BadInputError, Fault
from canvass.next_step import NextStep
from canvass.progress import OnProgress, share, silent
from canvass.tables import VOTERS, check
from canvass.words import Words
from electoral_rolls.identity import People, exports_of_one_list, identities, tell_apart
from electoral_rolls.roll_layouts import (
    FIELDS,
    LIST_TYPES,
    NameFacts,
    Plan,
    facts_of_name,
    fields_given,
    plan_for,
)
from electoral_rolls.roll_rows import FileRows, rows_of
from files.birth_dates import births_within
from files.headers import known_names
from files.moments import Calendar
from files.rows import Cells
from files.tables import Sheet, open_sheets

#: A file of which more than this part of the dates is not read is refused.
MOSTLY_UNREAD = 0.5
#: Of fewer rows, each is listed for a person to look at instead.
_FEW_ROWS = 10
DUPLICATE = Words("ligne en double", "duplicate row")


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Where rows come from.

    ``sha256`` is that of the file as handed over; ``rows`` counts its rows without the header and
    blank rows; ``layout`` is ``""`` for a sheet of a workbook that is no roll. ``commune`` and
    ``list_type`` are those of its rows, joined by ``|`` if several; ``export_date`` is ISO, from
    the file name, or ``""``. ``notes`` says how the file was read where
    that is not plain: under another kind than its name tells, with titles above the header.
    """

    name: str
    sha256: str
    layout: str
    encoding: str
    separator: str
    rows: int
    commune: str
    list_type: str
    export_date: str
    notes: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Roll:
    """What was read; ``rows of all files = len(voters) + merged + len(rejected)``.

    ``voters`` is a VOTERS table. ``rejected`` has the columns ``file``, ``row`` (1 = header) and
    ``reason``, without any personal value. ``homonyms`` are the ids of people of the same name,
    birth date and list, kept apart, for a person to look at. ``merged`` counts the second
    listings of people on several lists.
    """

    voters: pd.DataFrame
    rejected: pd.DataFrame
    homonyms: tuple[str, ...]
    files: tuple[FileFacts, ...]
    merged: int


def read_roll(
    paths: Path | Sequence[Path],
    *,
    salt: bytes,
    default_commune: str | None = None,
    default_list_type: str | None = None,
    columns: Mapping[str, str] | None = None,
    today: date | None = None,
    on_progress: OnProgress = silent,
) -> Roll:
    """Read one or several files of a roll into one table of voters.

    Parameters
    ----------
    paths
        Files in REU, e-listelec or INSEE layout, in any form that ``files.tables`` reads.
    salt
        Secret of the campaign, under which names are hashed into ids.
    default_commune
        INSEE code, for files that have it neither in a column nor in their name.
    default_list_type
        ``LP``, ``LCM`` or ``LCE``, likewise.
    columns
        Field of ``roll_layouts.FIELDS``, or its French name in ``roll_layouts.SHOWN_AS``, -> column
        of the files, where a name is not recognised.
    today
        The day of the import, for years of two digits; the present day by default.
    on_progress
        Called with thousandths of the work.

    Raises
    ------
    MissingFileError
        If a file is not there.
    BadInputError
        If any file is no roll or has no usable row; carries the faults of all files.
    """
    files = [paths] if isinstance(paths, Path) else list(paths)
    default = NameFacts(default_commune or "", default_list_type or "")
    births = births_within((today or datetime.now(UTC).date()).year)
    given = fields_given(columns or {})
    read: dict[Path, tuple[list[tuple[FileRows | None, FileFacts]], list[Fault]]] = {}
    # The largest file proves best in what order dates are written; it speaks for the others.
    for number, path in enumerate(sorted(dict.fromkeys(files), key=_size, reverse=True)):
        progress = share(on_progress, 0.8 * number / len(files), 0.8 * (number + 1) / len(files))
        read[path] = _read_file(path, default, given, births, progress)
        births = _as_proven(births, read[path][0])
    found = [pair for path in files for pair in read[path][0]]
    tables = [rows for rows, _ in found if rows]
    facts = [file_facts for _, file_facts in found]
    faults = [fault for path in files for fault in read[path][1]]
    if not files:
        faults.append(Fault(Words("aucun fichier donné", "no file given")))
    if faults:
        raise BadInputError(
            Words(
                "La liste électorale ne peut pas être lue ; rien n'est importé.",
                "The electoral roll cannot be read; nothing is imported.",
            ),
            faults,
        )
    roll = _one_roll(tables, tuple(facts), salt, share(on_progress, 0.8, 1.0))
    check(roll.voters, VOTERS)
    return roll


def _read_file(
    path: Path,
    default: NameFacts,
    given: Mapping[str, str],
    births: Calendar,
    on_progress: OnProgress,
) -> tuple[list[tuple[FileRows | None, FileFacts]], list[Fault]]:
    """Read the sheets of a file, or say all that is wrong with it."""
    try:
        sheets: Sequence[Sheet] = open_sheets(path, known_names(FIELDS, given))
    except BadInputError as error:
        return [], [Fault(error.message, file=path.name), *error.faults]
    plans = [(sheet, *plan_for(sheet.header, sheet.name, given)) for sheet in sheets]
    usable = [(sheet, plan) for sheet, plan, _ in plans if plan]
    if not usable:
        return [], [fault for _, _, faults in plans for fault in faults]
    named = facts_of_name(path.name)
    facts = NameFacts(
        commune=named.commune or default.commune,
        list_type=named.list_type or default.list_type,
        export_date=named.export_date,
    )
    found: list[tuple[FileRows | None, FileFacts]] = [
        (None, _facts_of_no_roll(sheet)) for sheet, plan, _ in plans if plan is None
    ]
    faults: list[Fault] = []
    for number, (sheet, plan) in enumerate(usable):
        part = share(on_progress, number / len(usable), (number + 1) / len(usable))
        lacking = _lacking(plan, facts, sheet.name)
        faults += lacking
        if not lacking:
            cells = sheet.read(plan.positions.values(), part)
            within = replace(births, epoch=sheet.epoch)
            rows = rows_of(cells, plan, facts, name=sheet.name, births=within)
            faults += _no_rows(rows, sheet.name) or unread_dates(rows, sheet.name)
            found.append((rows, _facts(sheet, plan, cells, rows, facts)))
            births = _as_proven(births, found[-1:])
    return found, faults


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _as_proven(births: Calendar, found: Sequence[tuple[FileRows | None, FileFacts]]) -> Calendar:
    """Suppose for the next file the order of day and month that the last one proves."""
    orders = [rows.date_order for rows, _ in found if rows and rows.date_order]
    return replace(births, order=orders[0]) if orders else births


def _lacking(plan: Plan, facts: NameFacts, name: str) -> list[Fault]:
    """Say what stands neither in a column nor in the name of the file."""
    faults = []
    if "commune" not in plan.positions and not facts.commune:
        faults.append(
            Fault(
                Words(
                    "aucune colonne de commune : indiquez le code INSEE de la commune",
                    "no commune column: give the INSEE code of the commune",
                ),
                file=name,
            )
        )
    known_list = facts.list_type in LIST_TYPES or plan.layout == "etalab"
    if "list_type" not in plan.positions and not known_list:
        faults.append(
            Fault(
                Words(
                    "aucune colonne de type de liste : {step}",
                    "no column of list type: {step}",
                    step=NextStep.NAME_LIST_TYPE,
                ),
                file=name,
            )
        )
    return faults


def _no_rows(rows: FileRows, name: str) -> list[Fault]:
    if len(rows.voters):
        return []
    none = Words("aucune ligne utilisable", "no usable row")
    return [Fault(none, file=name), *rows.faults]


def unread_dates(rows: FileRows, name: str) -> list[Fault]:
    """Refuse a file of which most birth dates are not read: nobody would be known again.

    Forms are told by their shape (``99999``), never by a value.
    """
    written = rows.voters[rows.voters["birth_date"] != ""]
    unread = written.loc[written["birth_year"] == 0, "birth_date"]
    if len(written) < _FEW_ROWS or len(unread) <= MOSTLY_UNREAD * len(written):
        return []
    shapes = unread.map(shape_of).value_counts().index[:3]
    forms = ", ".join(shapes)
    return [
        Fault(
            Words(
                "dates de naissance : {n} sur {written} ne se lisent pas (de la forme {forms}). "
                "Mettez la colonne au format Date JJ/MM/AAAA dans le tableur, ou demandez l'export "
                "d'origine",
                "birth dates: {n} of {written} cannot be read (of the form {forms}). Give the "
                "column the format Date DD/MM/YYYY in the spreadsheet, or ask for the original "
                "export",
                n=len(unread),
                written=len(written),
                forms=forms,
            ),
            file=name,
        )
    ]


def shape_of(text: str) -> str:
    """Return the shape of a text: digits are 9, letters A, and no value can be told from it."""
    return re.sub(r"[^\W\d_]+", "A", re.sub(r"\d", "9", text))[:20]


def _facts(sheet: Sheet, plan: Plan, cells: Cells, rows: FileRows, named: NameFacts) -> FileFacts:
    return FileFacts(
        name=sheet.name,
        sha256=sheet.sha256,
        layout=plan.layout,
        encoding=cells.encoding,
        separator=sheet.separator,
        rows=len(rows.voters) + len(rows.faults),
        commune="|".join(sorted(rows.voters["commune_id"].unique())),
        list_type="|".join(sorted(rows.voters["list_types"].unique())),
        export_date=named.export_date,
        notes=sheet.notes,
    )


def _facts_of_no_roll(sheet: Sheet) -> FileFacts:
    """List a sheet of notes beside the sheets of the roll, so that it is not passed over."""
    return FileFacts(
        name=sheet.name,
        sha256=sheet.sha256,
        layout="",
        encoding="",
        separator="",
        rows=0,
        commune="",
        list_type="",
        export_date="",
    )


def _one_roll(
    tables: Sequence[FileRows], files: tuple[FileFacts, ...], salt: bytes, on_progress: OnProgress
) -> Roll:
    """Put the rows of all files together: duplicates out, people told apart."""
    faults = [fault for table in tables for fault in table.faults]
    people: list[People] = []
    for anonymous in (False, True):
        frames = [table.voters for table in tables if table.anonymous is anonymous]
        if frames:
            found, doubles = _people(pd.concat(frames, ignore_index=True), salt, anonymous)
            people.append(found)
            faults += doubles
        on_progress(1 + anonymous, 2)
    rejected = pd.DataFrame(
        [(f.file, f.row, str(f.message)) for f in faults], columns=["file", "row", "reason"]
    )
    return Roll(
        voters=pd.concat([found.kept for found in people])[list(VOTERS.columns)],
        rejected=rejected.astype({"file": "str", "row": "int64", "reason": "str"}),
        homonyms=tuple(sorted(i for found in people for i in found.homonyms)),
        files=files,
        merged=sum(found.merged for found in people),
    )


def _people(rows: pd.DataFrame, salt: bytes, anonymous: bool) -> tuple[People, list[Fault]]:
    if anonymous:
        # Without names two equal rows are two neighbours, not one person listed twice.
        home = ["commune_id", "bureau_id", "house_number_raw", "street_raw", "place_name"]
        keys = rows["commune_id"].str.cat(rows[home[1:]], sep="\x1f")
        return replace(tell_apart(rows, keys, salt), homonyms=()), []
    keys = identities(rows)
    namesakes = rows[keys.duplicated(keep=False)]
    double = namesakes.drop(columns=["file", "row"]).duplicated()
    doubles = namesakes[double]
    faults = [
        Fault(DUPLICATE, file=file, row=int(row))
        for file, row in zip(doubles["file"], doubles["row"], strict=True)
    ]
    if not rows["file"].eq(rows["file"].iloc[0]).all():
        _refuse_two_exports(rows, keys)
    rows = rows.drop(index=doubles.index)
    return tell_apart(rows, keys.drop(index=doubles.index), salt), faults


def _refuse_two_exports(rows: pd.DataFrame, keys: pd.Series) -> None:
    """Refuse two states of one list: all who moved between them would count twice."""
    files = exports_of_one_list(rows, keys)
    if files:
        raise BadInputError(
            Words(
                "Une même liste est donnée à deux dates différentes : "
                "ne donnez que l'export le plus récent.",
                "One list is given as of two different dates: give the latest export only.",
            ),
            [
                Fault(
                    Words(
                        "la plupart de ses électeurs figurent, changés, dans un autre fichier",
                        "most of its voters stand, changed, in another file",
                    ),
                    file=file,
                )
                for file in files
            ],
        )
