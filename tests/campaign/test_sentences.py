"""What results and errors say: plurals in both languages, and only the edge names its means."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

import pytest

from app_pages.shared.next_steps import app_edge
from app_pages.shared.pages import PAGES
from campaign.commands.messages import sentences, template
from campaign.commands.next_steps import COMMAND_LINE
from canvass.next_step import NextStep
from canvass.words import Edge, InFolder, Words, edge

ROOT = Path(__file__).parents[2]
NOW = datetime(2027, 3, 14, 18, 5, tzinfo=UTC)
#: A command or an option of the command line.
COMMAND = re.compile(
    r"(?<![\w-])--[a-z]|\blancez\b|\barpenteur [a-z]|\((?:cut|plan|geocode|publish)\b"
)
#: A file of the campaign's folder, in braces of the sentence or not.
FILE = re.compile(r"\b(?:review|walklists|report|places)/|\bsecret\.key\b")
#: A page or a button of the app.
BUTTON = re.compile(r"\bpage [«“]|\bbouton\b|\bbutton\b|\bcliquez\b|\bclick\b", re.IGNORECASE)
APP = app_edge({name: page.title for name, page in PAGES.items()})
#: A bare word for many after a bare number of one: "1 portes", "1 doors".
MANY_OF_ONE = re.compile(
    r"(?<![\d\u202f,.])1 (?:portes|secteurs|adresses|électeurs|contours|équipes|lignes|fichiers"
    r"|personnes|doors|turfs|addresses|buildings|voters|teams|areas|rows|files|people|autres)\b"
)

#: An expression that counts.
COUNT = re.compile(r"count|more|repeated|len\(.*\)|.*\.size")


def found() -> list[tuple[str, str, str, bool]]:
    return [(str(s.place), s.fr, s.en, s.filled) for s in sentences()]


def outside(*rooms: str) -> Iterator[tuple[str, str]]:
    for place, french, english, _ in found():
        if not place.startswith(rooms):
            yield place, f"{french} | {english}"


def test_only_the_command_line_names_commands_and_options() -> None:
    wrong = [told for told in outside("campaign/commands/") if COMMAND.search(told[1])]
    assert not wrong


def test_only_the_app_names_its_pages() -> None:
    wrong = [told for told in outside("app_pages/", "app_streamlit") if BUTTON.search(told[1])]
    assert not wrong


def test_results_and_pages_name_no_file_of_the_folder() -> None:
    wrong = [
        (place, told)
        for place, told in outside("campaign/commands/")
        if place.startswith(("campaign/wording/", "app_pages/")) and FILE.search(told)
    ]
    assert not wrong


@pytest.mark.parametrize("count", [0, 1, 2])
def test_every_counted_sentence_agrees_in_both_languages(count: int) -> None:
    checked = 0
    for place, french, english, filled in found():
        if not filled:
            continue
        names = [_names(text) for text in (french, english)]
        values: dict[str, object] = dict.fromkeys(names[0] | names[1], count)
        values |= {name: NOW for name in values if f"{{{name}:HH" in french}
        said = Words(french, english, **values)
        for text in (said.fr, said.en):
            assert not MANY_OF_ONE.search(text), (place, text)
            assert "|" not in text, (place, text)
        if "|" in french:
            checked += 1
            assert names[0] == names[1], place
    assert checked > 60


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("step", list(NextStep))
def test_every_step_has_its_command(step: NextStep) -> None:
    assert step in COMMAND_LINE.where


@pytest.mark.parametrize(
    ("speaking", "said"),
    [
        (COMMAND_LINE, "découpez d'abord (cut) (review/a.csv)"),
        (APP, "découpez d'abord (page « 4. Découpage »)"),
    ],
)
def test_each_edge_names_its_own_means(speaking: Edge, said: str) -> None:
    token = edge.set(speaking)
    try:
        text = "{step}{file}"
        assert Words(text, text, step=NextStep.CUT, file=InFolder("review/a.csv")).fr == said
    finally:
        edge.reset(token)


def _said() -> Iterator[tuple[str, ast.Call]]:
    for room in ("app_pages", "campaign", "canvass", "electoral_rolls", "exchange", "files",
                 "geocoding", "maps", "people_base", "routing", "turf", "walklists"):  # fmt: skip
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                called = node.func if isinstance(node, ast.Call) else None
                if isinstance(called, ast.Name) and called.id in {"Words", "words", "say"}:
                    yield f"{path.relative_to(ROOT)}:{called.lineno}", node


def test_values_are_given_to_constant_sentences_only() -> None:
    """A value put into the text itself could hold braces."""
    wrong = [
        place
        for place, call in _said()
        if call.keywords and any(isinstance(arg, ast.JoinedStr) for arg in call.args)
    ]
    assert not wrong


def test_counts_are_values_so_that_their_word_agrees() -> None:
    """Put into the text itself, a count of one stands before a word for many."""
    wrong = [
        place
        for place, call in _said()
        for part in ast.walk(call)
        if isinstance(part, ast.FormattedValue) and COUNT.fullmatch(ast.unparse(part.value))
    ]
    assert not wrong


def test_translators_get_every_sentence(tmp_path: Path) -> None:
    from babel.messages.pofile import read_po

    target = tmp_path / "arpenteur.po"
    template(target)
    with target.open("rb") as file:
        catalogue = read_po(file)
    message = catalogue.get("{n:secteur|secteurs}, {doors:porte|portes}") or next(
        one for one in catalogue if "{n:équipe|équipes} sans secteur" in str(one.id)
    )
    assert message.auto_comments[0].startswith("en: ")
    assert "python-brace-format" in message.flags
    assert len(catalogue) > 1000
