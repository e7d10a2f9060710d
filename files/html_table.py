"""Tables of a web page, which some programs save under the name of a workbook."""

from html.parser import HTMLParser

from canvass.errors import BadInputError
from canvass.words import Words
from files.encodings import decode

#: More cells than any roll has; a page that claims more by spans is not followed.
MAX_SPAN = 200


def html_tables(content: bytes, name: str) -> dict[str, list[list[str]]]:
    """Read the tables of a page: ``1``, ``2``… -> rows of cells.

    Raises
    ------
    BadInputError
        If the page holds no table.
    """
    parser = _Tables()
    parser.feed(decode(content, name).content.decode())
    parser.close()
    if not parser.tables:
        raise BadInputError(
            Words(
                f"{name} est une page web sans tableau : téléchargez le fichier lui-même.",
                f"{name} is a web page without a table: download the file itself.",
            )
        )
    return {str(number): rows for number, rows in enumerate(parser.tables, start=1)}


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._cell: list[str] | None = None
        self._span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self._end_cell()
            self.tables[-1].append([])
        elif tag in {"td", "th"} and self.tables:
            self._end_cell()
            self._cell = []
            span = dict(attrs).get("colspan") or "1"
            self._span = min(int(span), MAX_SPAN) if span.isdecimal() else 1
        elif tag == "br" and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th", "tr", "table"}:
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        if not self.tables[-1]:
            self.tables[-1].append([])
        self.tables[-1][-1] += [" ".join("".join(self._cell).split()), *[""] * (self._span - 1)]
        self._cell = None
