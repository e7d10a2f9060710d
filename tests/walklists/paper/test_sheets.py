"""The printed sheet, read back from the PDF."""

import io
import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader

from canvass.errors import BadInputError
from canvass.words import language
from walklists.floors import floors_of
from walklists.paper.map_picture import map_svg
from walklists.paper.sheets import (
    _blocks,
    file_name,
    flat_groups,
    proof_line,
    return_code,
    sheet_pdf,
    write_sheet,
    write_sheets,
)
from walklists.walk_list import WalkList

Make = Callable[..., WalkList]


def pages_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


@pytest.fixture(scope="module")
def pages(walk: WalkList) -> list[str]:
    return pages_of(sheet_pdf(walk))


def test_the_front_says_what_the_outing_is(pages: list[str]) -> None:
    front = pages[0]
    for part in ("Fougères 7 – Forgerons", "Saint-Exemple en commun", "125", "72", "1,5 km",
                 "2 h 14", "au plus 1,8 % de plus", "liste électorale", "DÉPART",
                 "Équipe"):  # fmt: skip
        assert part in front
    assert "Rue des Forgerons" in front


def test_every_page_can_be_put_back_in_its_pile(pages: list[str]) -> None:
    for number, page in enumerate(pages, start=1):
        assert f"page {number} / {len(pages)}" in page
        assert "Fougères 7 – Forgerons" in page
        assert "Exemplaire n° 1" in page
        assert "20/03/2027" in page
        assert "à rendre ou détruire" in page


def test_list_pages_repeat_heads_and_streets(pages: list[str]) -> None:
    for page in pages[1:]:
        assert "frappé" in page
        assert re.search(r"Rue de l’Épeautre|Rue des Forgerons|Impasse du Cèdre-Œillet", page)
    whole = "\n".join(pages[1:])
    assert whole.count("traverser") >= 3
    assert "LOG" in whole
    assert "Pouvoir d’achat" in whole


def test_every_door_is_on_the_list_once(walk: WalkList, pages: list[str]) -> None:
    lines = re.findall(r"^(\d+) (\d+) \d+ LOG", "\n".join(pages[1:]), flags=re.MULTILINE)
    wanted = [(str(p), number) for p, number in walk.stops["number"].items()]
    assert lines == wanted


def test_no_birth_date_no_voter_count(walk: WalkList, pages: list[str]) -> None:
    assert not re.search(r"\b(18|19)\d\d\b", "\n".join(pages))
    assert "électeurs" not in "\n".join(pages[1:])


def test_hostile_texts_are_only_texts(make_walk: Make) -> None:
    nasty = '#panic("x") $a$ *b* \\ <a&b> @c "d" // e [f'
    walk = make_walk(campaign=nasty, notice=nasty)
    stops = walk.stops.copy()
    stops["street"] = nasty
    streets = walk.streets.assign(name=nasty)
    pages = pages_of(sheet_pdf(replace(walk, label=nasty, stops=stops, streets=streets)))
    assert '#panic("x")' in pages[0]
    assert '#panic("x")' in pages[1]


def test_english(walk: WalkList) -> None:
    token = language.set("en")
    try:
        pages = pages_of(sheet_pdf(walk))
    finally:
        language.reset(token)
    assert "return or destroy" in pages[0]
    assert "1.5 km" in pages[0]
    assert "cross over" in "\n".join(pages)


def test_the_code_holds_no_one(walk: WalkList) -> None:
    assert return_code(walk) == "arpenteur:1:E-2027-001:T-07:1"


def test_the_gap_is_never_understated() -> None:
    assert proof_line(None) == ""
    assert "prouvé le plus court" in proof_line(0.0)
    assert "0,1 %" in proof_line(0.0001)
    assert "1,9 %" in proof_line(0.0181)
    assert "2 %" in proof_line(0.02)


def test_one_file_a_turf_and_all_in_one(make_walk: Make, tmp_path: Path) -> None:
    walks = [make_walk(copy=c, houses=4, flats=()) for c in (1, 2, 3)]
    ticks: list[tuple[int, int]] = []
    paths = write_sheets(
        walks,
        tmp_path,
        together=tmp_path / "tout.pdf",
        on_progress=lambda d, t: ticks.append((d, t)),
    )
    assert [p.name for p in paths] == ["T-07-1.pdf", "T-07-2.pdf", "T-07-3.pdf"]
    assert ticks[0] == (0, 3)
    assert ticks[-1] == (3, 3)
    each = [len(pages_of(p.read_bytes())) for p in paths]
    together = pages_of((tmp_path / "tout.pdf").read_bytes())
    assert len(together) == sum(each)
    assert f"page 1 / {each[0]}" in together[each[0]]
    assert "Exemplaire n° 2" in together[each[0]]
    with pytest.raises(BadInputError):
        write_sheets([walks[0], walks[0]], tmp_path)
    with pytest.raises(BadInputError):
        write_sheets([], tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(
        [*(p.name for p in paths), "tout.pdf"]
    )


def test_file_names_are_safe_on_every_disk(walk: WalkList) -> None:
    assert file_name(replace(walk, turf_id="Été/7: «a»")) == "Ete-7-a-1"
    assert file_name(replace(walk, turf_id="..")) == "secteur-1"


def test_long_buildings_and_one_house_both_fit(make_walk: Make, tmp_path: Path) -> None:
    for walk in (make_walk(houses=1, flats=()), make_walk(houses=40, flats=(400, 150))):
        write_sheet(walk, tmp_path / "s.pdf")
        pages = pages_of((tmp_path / "s.pdf").read_bytes())
        assert f"page {len(pages)} / {len(pages)}" in pages[-1]


def test_one_address_is_one_page_without_a_map(walk: WalkList) -> None:
    alone = replace(walk, stops=walk.stops.iloc[:1], legs=walk.legs.iloc[:0], doors=1)
    (page,) = pages_of(sheet_pdf(alone))
    assert "DÉPART" not in page
    assert "Le chemin, rue par rue" not in page
    assert re.search(r"\badresse\b", page)
    assert not re.search(r"\b1 (adresses|portes)\b", page.replace("\n", " "))
    for part in ("frappé", "à revoir", "Information des habitants", "Départ"):
        assert part in page


def test_a_tower_has_boxes_floor_by_floor(walk: WalkList) -> None:
    labels = [f"Bât {b}, étage {f}, apt {f}{k}" for b in "AB" for f in range(4) for k in range(3)]
    row = walk.stops.index[3]
    stops = walk.stops.copy()
    stops.loc[row, "doors"] = len(labels)
    stops["floors"] = [floors_of(labels, len(labels)) if i == row else () for i in stops.index]
    tower = replace(walk, stops=stops)
    (line,) = [line for block in _blocks(tower) for line in block["lines"] if line["floors"]]
    assert [floor["name"] for floor in line["floors"]][:2] == [
        "Bât A, rez-de-chaussée (3 portes)",
        "Bât A, étage 1 (3 portes)",
    ]
    assert len(line["floors"]) == 8
    assert line["groups"] == []
    plain = replace(walk, stops=stops.assign(floors=[() for _ in stops.index]))
    without, with_floors = (" ".join(pages_of(sheet_pdf(one))) for one in (plain, tower))
    assert "Bât B, étage 3 (3 portes)" in with_floors
    assert "étage 3" not in without
    token = language.set("en")
    try:
        told = " ".join(pages_of(sheet_pdf(tower)))
    finally:
        language.reset(token)
    assert "Block B, floor 3 (3 doors)" in told
    assert "étage" not in told


def test_without_walked_lines_the_map_says_so_by_dashes(make_walk: Make) -> None:
    walk = make_walk()
    assert "stroke-dasharray" in map_svg(replace(walk, legs=walk.legs.iloc[:0]))


def test_fast_enough_for_a_city(make_walk: Make) -> None:
    walk = make_walk()
    sheet_pdf(walk)
    start = time.process_time()
    for _ in range(5):
        sheet_pdf(walk)
    assert (time.process_time() - start) / 5 < 0.6


def test_expiry_is_a_day_people_read(make_walk: Make) -> None:
    assert "01/02/2027" in pages_of(sheet_pdf(make_walk(expires=date(2027, 2, 1))))[0]


def blocks_of(walk: WalkList, crossings: set[int]) -> list[tuple[str, bool, int, list[bool]]]:
    stops = walk.stops.iloc[:24].copy()
    stops["crossing"] = [p in crossings for p in stops.index]
    stops["side"] = [
        "pair" if sum(c <= p for c in crossings) % 2 else "impair" for p in stops.index
    ]
    return [
        (b["side"], b["cross"], len(b["lines"]), [line["cross"] for line in b["lines"]])
        for b in _blocks(replace(walk, stops=stops))
    ]


def test_one_side_then_the_other_has_two_headings(walk: WalkList) -> None:
    assert blocks_of(walk, {13}) == [
        ("côté impair", False, 12, [False] * 12),
        ("côté pair", True, 12, [False] * 12),
    ]


def test_from_side_to_side_has_one_heading_and_marks(walk: WalkList) -> None:
    ((side, cross, count, marks),) = blocks_of(walk, {3, 5, 6})
    assert (side, cross, count) == ("des deux côtés", False, 24)
    assert [i for i, mark in enumerate(marks, start=1) if mark] == [3, 5, 6]


def test_flats_are_grouped_by_what_they_share() -> None:
    assert flat_groups(("Bât. A appt 1", "Bât. A appt 2", "Bât. B 3 bis", "Loge", "12")) == [
        {"name": "Bât. A appt", "items": ["1", "2"]},
        {"name": "", "items": ["Bât. B 3 bis", "Loge", "12"]},
    ]


def test_rows_are_high_enough_for_a_pen_with_cold_fingers(walk: WalkList) -> None:
    heights: dict[str, float] = {}

    def note(text: str, _cm: list[float], tm: list[float], _font: object, _size: float) -> None:
        if text.strip().isdecimal():
            heights.setdefault(text.strip(), tm[5] or _cm[5])

    page = PdfReader(io.BytesIO(sheet_pdf(walk))).pages[1]
    page.extract_text(visitor_text=note)
    rows = [heights[str(even)] for even in (8, 10, 12)]  # even: no house number on this side
    steps = [abs(a - b) * 25.4 / 72 for a, b in pairwise(rows)]
    assert all(18 <= step < 22 for step in steps), steps
