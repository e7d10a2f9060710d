"""Write a ``.po`` template of every sentence: ``python -m campaign.commands.messages FILE``.

The French sentence is the id, the English one a comment, for who translates into a third language.
"""

import ast
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from files.writing.whole import write_whole

ROOT = Path(__file__).parents[2]
_CALLS = frozenset({"Words", "words", "say"})
_NOT_OURS = frozenset({"tests", "benchmarks", "data", "node_modules", "build"})


@dataclass(frozen=True)
class Sentence:
    """A sentence of the source; ``filled``: its braces are values that ``Words`` writes."""

    place: Path
    line: int
    fr: str
    en: str
    filled: bool


def sentences() -> Iterator[Sentence]:
    """Find every call of ``Words``, ``words`` and ``say`` with both texts."""
    for path in sorted(ROOT.rglob("*.py")):
        place = path.relative_to(ROOT)
        if place.parts[0] in _NOT_OURS or place.parts[0].startswith("."):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _CALLS:
                texts = [_text(arg) for arg in node.args]
                if len(texts) == 2 and texts[0] and texts[1]:
                    yield Sentence(place, node.lineno, texts[0], texts[1], bool(node.keywords))


def _text(node: ast.expr) -> str:
    """Return a text as it stands, what is put into it in braces; empty where it is none."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        parts = (
            str(part.value) if isinstance(part, ast.Constant) else ast.unparse(part)[2:-1]
            for part in node.values
        )
        return "".join(parts)
    return ""


def template(target: Path) -> None:
    """Write the template."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    catalogue = Catalog(project="Arpenteur", charset="utf-8")
    for one in sentences():
        catalogue.add(
            one.fr,
            locations=[(one.place.as_posix(), one.line)],
            auto_comments=[f"en: {one.en}"],
            flags=["python-brace-format"] if one.filled else [],
        )
    content = io.BytesIO()
    write_po(content, catalogue, sort_by_file=True)
    write_whole(target, content.getvalue())


if __name__ == "__main__":
    template(Path(sys.argv[1] if len(sys.argv) > 1 else "arpenteur.po"))
