"""The printed sheet: A4 PDF, map on the front, list on the back."""

import io
import json
import math
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from canvass.errors import BadInputError
from canvass.progress import OnProgress, silent, ticking
from canvass.text import without_accents
from canvass.words import Words, language
from files.writing.whole import write_whole
from walklists.floors import Floor, by_floor, spoken_label
from walklists.paper.map_picture import map_svg
from walklists.paper.qr_code import qr_svg
from walklists.walk_list import WalkList

#: Letters of flats that fit beside the house number, and flats that may need more than a page.
_NOTE = 24
_OVER_A_PAGE = 150
#: Doors on one side before it gets a heading of its own.
_A_WHILE = 4
#: Beyond this the lower bound says nothing about the walk, only about itself.
_TELLING = 0.25


def write_sheet(walk: WalkList, path: Path) -> None:
    """Write the sheet of one turf as PDF."""
    write_whole(path, sheet_pdf(walk), private=True, durable=False)


def write_sheets(
    walks: Sequence[WalkList],
    folder: Path,
    *,
    together: Path | None = None,
    earlier: Sequence[Path] = (),
    write: Callable[[WalkList, Path], bool] | None = None,
    on_progress: OnProgress = silent,
) -> list[Path]:
    """Write one PDF per turf in ``folder``, and all of them in one file if ``together`` is given.

    Parameters
    ----------
    earlier
        Sheets written before that go into the file of all too, unless they are written anew.
    write
        What writes one sheet instead of ``write_sheet``, and says whether it did; a sheet that was
        not written is left out of the file of all.

    Returns
    -------
    list of Path
        The files of the turfs that were written, in their order.

    Raises
    ------
    BadInputError
        If there is nothing to write, or two sheets would have the same file name.
    """
    paths = [folder / f"{file_name(walk)}.pdf" for walk in walks]
    if not walks or len({p.name.casefold() for p in paths}) < len(paths):
        raise BadInputError(
            Words(
                "Aucune feuille à écrire, ou deux feuilles du même secteur et du même numéro.",
                "No sheet to write, or two sheets of one turf with the same copy number.",
            )
        )
    written: dict[Path, str] = {}
    for walk, path in ticking(zip(walks, paths, strict=True), len(walks), on_progress):
        if write is None:
            write_sheet(walk, path)
        elif not write(walk, path):
            continue
        written[path] = walk.label
    labels = {path: path.stem for path in earlier} | written
    if together and labels:
        bound = _bound(dict(sorted(labels.items())) if earlier else labels)
        write_whole(together, bound, private=True, durable=False)
    return list(written)


def file_name(walk: WalkList) -> str:
    """Return the name of a turf's files, without ending: plain letters, safe on every disk."""
    return f"{plain_name(walk.turf_id)}-{walk.copy}"


def plain_name(turf_id: str) -> str:
    """Return a turf's id in letters that are safe on every disk."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", without_accents(turf_id)).strip("-") or "secteur"


def sheet_pdf(walk: WalkList) -> bytes:
    """Lay out the sheet of one turf.

    Every text goes to typst as JSON data, so that no name can be read as markup.
    """
    import typst

    data = {"lang": language.get(), "words": _words(), "sheet": _sheet(walk)}
    sources = {
        "main.typ": files("walklists.paper").joinpath("sheet.typ").read_bytes(),
        "data.json": json.dumps(data, ensure_ascii=False).encode(),
        "qr.svg": qr_svg(return_code(walk)),
    }
    if len(walk.stops) > 1:
        sources["map.svg"] = map_svg(walk).encode()
    compiler: Any = typst.compile  # its stub omits the form that takes files by name
    pdf: bytes = compiler(sources)
    return pdf


def _bound(labels: Mapping[Path, str]) -> bytes:
    """Bind the sheets in one file, with a bookmark a turf.

    Typst could lay them all out at once, but a hundred turfs then take 2 GB of memory.
    """
    from pypdf import PdfWriter

    book = PdfWriter()
    for path, label in labels.items():
        book.append(path, outline_item=label)
    book.compress_identical_objects()
    out = io.BytesIO()
    book.write(out)
    return out.getvalue()


def return_code(walk: WalkList) -> str:
    """Return what the QR code says: which turf of which export, and nothing about anyone."""
    return f"arpenteur:1:{walk.edition.export_id}:{walk.turf_id}:{walk.copy}"


def _sheet(walk: WalkList) -> dict[str, Any]:
    edition = walk.edition
    return {
        "campaign": edition.campaign,
        "label": f"{walk.turf_id} – {walk.label}" if walk.label != walk.turf_id else walk.label,
        "places": " · ".join(part for part in (walk.bureau, walk.quartier) if part),
        "facts": _facts(walk),
        "proof": proof_line(walk.gap),
        "start": walk.start,
        "notice": edition.notice,
        "return_by": str(
            Words(
                f"Exemplaire n° {walk.copy} · valable jusqu’au {_day(edition.expires)} · "
                "à rendre ou détruire",
                f"Copy no. {walk.copy} · valid until {_day(edition.expires)} · return or destroy",
            )
        ),
        "concerns": [{"code": c.code, "label": c.label} for c in edition.concerns],
        "blocks": _blocks(walk),
        "alone": len(walk.stops) == 1,
        "directions": [{"stops": stops, "text": text} for stops, text in walk.directions],
    }


def _facts(walk: WalkList) -> list[dict[str, str]]:
    minutes = round(walk.minutes)
    many, km = len(walk.stops), f"{walk.walk_m / 1000:.1f} km"
    facts: list[tuple[object, Words]] = [
        (walk.doors, Words("{n:~porte|portes}", "{n:~door|doors}", n=walk.doors)),
        (many, Words("{n:~adresse|adresses}", "{n:~address|addresses}", n=many)),
        (Words(km.replace(".", ","), km), Words("à pied", "on foot")),
        (f"{minutes // 60} h {minutes % 60:02d}", Words("temps estimé", "estimated time")),
    ]
    if many == 1:
        del facts[2]
    return [{"value": str(value), "label": str(label)} for value, label in facts]


def proof_line(gap: float | None) -> str:
    """Say how good the walking order is, or nothing where little is proved.

    The gap is rounded up, so that the sentence stays true.
    """
    if gap is None or gap > _TELLING:
        return ""
    if gap == 0.0:
        return str(Words("Parcours prouvé le plus court.", "Walk proved to be the shortest."))
    percent = f"{math.ceil(round(gap * 1000, 6)) / 10:g}"
    return str(
        Words(
            f"Parcours prouvé : au plus {percent.replace('.', ',')} % de plus que le plus court.",
            f"Proved walk: at most {percent} % longer than the shortest.",
        )
    )


def _blocks(walk: WalkList) -> list[dict[str, Any]]:
    """Return the list in blocks: a new one where the street changes, or its side for a while.

    Where the walk goes from side to side, one block holds both and each crossing is marked.
    """
    stops = walk.stops.assign(position=walk.stops.index)
    stretch = (stops["street"] != stops["street"].shift()) | stops["crossing"]
    stretches = [part for _, part in stops.groupby(stretch.cumsum())]
    blocks: list[dict[str, Any]] = []
    before = None
    for part in stretches:
        doors = [_door(stop) for stop in part.to_dict("records")]
        same = before is not None and before["street"].iloc[0] == part["street"].iloc[0]
        short = before is not None and min(len(part), len(before)) < _A_WHILE
        if same and short:
            blocks[-1]["lines"] += doors
            blocks[-1]["sides"] |= {*part["side"]}
        else:
            doors[0]["cross"] = False
            blocks.append(
                {
                    "name": part["street"].iloc[0]
                    or str(Words("Sans nom de rue", "No street name")),
                    "cross": same,
                    "sides": {*part["side"]},
                    "lines": doors,
                }
            )
        before = part
    return [block | {"sides": None, "side": _side(block["sides"])} for block in blocks]


def _side(sides: set[str]) -> str:
    """Name the side of a block of doors, or both."""
    if {"pair", "impair"} <= sides:
        return str(Words("des deux côtés", "both sides"))
    names = {"pair": Words("côté pair", "even side"), "impair": Words("côté impair", "odd side")}
    return ", ".join(str(names.get(side, side)) for side in sorted(sides) if side)


def _door(stop: Mapping[Hashable, Any]) -> dict[str, Any]:
    labels: tuple[str, ...] = stop["door_labels"]
    short = sum(map(len, labels)) <= _NOTE and len(labels) <= 2 and not by_floor(stop["floors"])
    return {
        "position": str(stop["position"]),
        "number": stop["number"] or "–",
        "cross": bool(stop["crossing"]),
        "note": ", ".join(map(spoken_label, labels)) if short else "",
        "groups": [] if short or by_floor(stop["floors"]) else flat_groups(labels),
        "floors": _floors(stop["floors"]) if by_floor(stop["floors"]) else [],
        "doors": int(stop["doors"]),
        "long": len(labels) + 3 * len(stop["floors"]) > _OVER_A_PAGE,
    }


def _floors(floors: Sequence[Floor]) -> list[dict[str, Any]]:
    """List a large building floor by floor, each with boxes of its own."""
    return [
        {"name": floor.name(), "groups": flat_groups(floor.flats), "several": floor.doors > 1}
        for floor in floors
    ]


def flat_groups(labels: Sequence[str]) -> list[dict[str, Any]]:
    """Say what flats share once: ``Bât. A appt 1``, ``Bât. A appt 2`` give ``Bât. A appt``, 1, 2.

    A label without a number stands under an empty name.
    """
    groups: dict[str, list[str]] = {}
    for label in map(spoken_label, labels):
        found = re.fullmatch(r"(.*?\D)\s*(\d+\s?[A-Za-z]?)", label)
        name, item = (found[1].strip(), found[2]) if found else ("", label)
        groups.setdefault(name, []).append(item)
    return [{"name": name, "items": items} for name, items in groups.items()]


def _words() -> dict[str, Any]:
    words: dict[str, Words | list[Words]] = {
        "start": Words("Départ :", "Start:"),
        "team": Words("Équipe", "Team"),
        "day": Words("Date", "Date"),
        "from": Words("De", "From"),
        "to": Words("à", "to"),
        "notice": Words("Information des habitants.", "Information for residents."),
        "position": Words("n°", "no."),
        "number": Words("Numéro", "Number"),
        "doors": Words("Portes", "Doors"),
        "counts": [
            Words("frappé", "knocked"),
            Words("ouvert", "opened"),
            Words("absent", "absent"),
            Words("refus", "refused"),
            Words("à revoir", "again"),
            Words("tract", "leaflet"),
        ],
        "concerns": Words("Préoccupations", "Concerns raised"),
        "boxes": Words("Cases :", "Boxes:"),
        "how": Words(
            "une croix pour une porte, un nombre quand il y en a plusieurs. "
            "N’écrivez ni nom ni opinion.",
            "a cross for one door, a number for several. Write no name and no opinion.",
        ),
        "cross": Words("traverser", "cross over"),
        "again": Words("(suite)", "(continued)"),
        "page": Words("page", "page"),
        "route": Words("Le chemin, rue par rue", "The way, street by street"),
        "map": Words("Plan du secteur et ordre de passage", "Map of the turf and walking order"),
        "code": Words("Code du secteur, pour le retour", "Code of the turf, for its return"),
    }
    return {
        key: [str(v) for v in value] if isinstance(value, list) else str(value)
        for key, value in words.items()
    }


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
