"""Papers that people keep or post: notices, registers, certificates, as PDF, Word and Markdown."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, get_args

from canvass.words import language
from files.writing.whole import write_whole

Kind = Literal["pdf", "docx", "md"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Heading:
    """A heading."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True)
class Items:
    """A list; ``tick`` makes each a box to tick."""

    lines: Sequence[str]
    tick: bool = False


@dataclass(frozen=True)
class Grid:
    """A table; every row is as wide as the header."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]


Block = Heading | Paragraph | Items | Grid


@dataclass(frozen=True)
class Document:
    """A paper: ``note`` stands small at the foot of every page."""

    title: str
    subtitle: str
    blocks: Sequence[Block]
    note: str = ""


def write_document(document: Document, path: Path) -> Path:
    """Write a paper in the format that the ending of ``path`` names (``.pdf .docx .md``)."""
    makers = {".pdf": document_pdf, ".docx": document_docx, ".md": document_markdown}
    write_whole(path, makers[path.suffix.casefold()](document), private=True)
    return path


def document_pdf(document: Document) -> bytes:
    """Lay a paper out as A4; every text goes to typst as JSON data, never as markup."""
    import typst

    data = {
        "lang": language.get(),
        "title": document.title,
        "subtitle": document.subtitle,
        "note": document.note,
        "blocks": [_plain(block) for block in document.blocks],
    }
    sources = {
        "main.typ": files("walklists.paper").joinpath("document.typ").read_bytes(),
        "data.json": json.dumps(data, ensure_ascii=False).encode(),
    }
    compiler: Any = typst.compile  # its stub omits the form that takes files by name
    pdf: bytes = compiler(sources)
    return pdf


def document_docx(document: Document) -> bytes:
    """Make a paper that a word processor opens, for a person to complete."""
    import docx

    book = docx.Document()
    book.core_properties.title = document.title
    book.core_properties.author = ""
    book.add_heading(document.title, level=0)
    if document.subtitle:
        book.add_paragraph(document.subtitle)
    for block in document.blocks:
        if isinstance(block, Heading):
            book.add_heading(block.text, level=1)
        elif isinstance(block, Paragraph):
            book.add_paragraph(block.text)
        elif isinstance(block, Items):
            for line in block.lines:
                box = "☐ " if block.tick else ""
                book.add_paragraph(box + line, style=None if block.tick else "List Bullet")
        else:
            _docx_table(book, block)
    book.sections[0].footer.paragraphs[0].text = document.note
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def document_markdown(document: Document) -> bytes:
    """Write a paper as Markdown."""
    lines = [f"# {document.title}", "", document.subtitle, ""]
    for block in document.blocks:
        if isinstance(block, Heading):
            lines += [f"## {block.text}", ""]
        elif isinstance(block, Paragraph):
            lines += [block.text, ""]
        elif isinstance(block, Items):
            lines += [f"- {'[ ] ' if block.tick else ''}{line}" for line in block.lines] + [""]
        else:
            rows = [block.header, ["---"] * len(block.header), *block.rows]
            lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in rows] + [""]
    return "\n".join([*lines, document.note, ""]).encode()


def _docx_table(book: Any, grid: Grid) -> None:
    table = book.add_table(rows=0, cols=len(grid.header))
    table.style = "Table Grid"
    for place, row in enumerate((grid.header, *grid.rows)):
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
            if not place:
                cell.paragraphs[0].runs[0].bold = True


def _plain(block: Block) -> dict[str, Any]:
    if isinstance(block, Grid):
        return {"kind": "grid", "header": list(block.header), "rows": [*map(list, block.rows)]}
    if isinstance(block, Items):
        return {"kind": "items", "lines": list(block.lines), "tick": block.tick}
    return {"kind": type(block).__name__.lower(), "text": block.text}


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
