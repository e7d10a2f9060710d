"""Turfs made of chosen addresses, and undo that belongs to its author."""

import pandas as pd
import pytest

from campaign.folder import Campaign
from campaign.overview import turf_table
from campaign.server.accounts import act_as
from campaign.turfs.turf_by_hand import history, lock, merge, split, undo
from campaign.turfs.turf_of_choice import cut_alone, make, undo_own
from canvass.errors import BadInputError
from canvass.tables import BUILDINGS
from people_base.store import read
from people_base.turfs.turf_assignment import turf_assignment


def members(campaign: Campaign) -> "pd.Series[str]":
    with campaign.base() as base:
        return turf_assignment(base)


def of(campaign: Campaign, *turfs: str) -> list[str]:
    inside = members(campaign)
    return list(inside.index[inside.isin(turfs)])


def names(campaign: Campaign) -> list[str]:
    return list(map(str, turf_table(campaign).index))


@pytest.fixture(autouse=True)
def _as_whoever_is_here() -> None:
    act_as("camille")


def test_chosen_addresses_become_one_new_turf(town: Campaign) -> None:
    one, two = names(town)[:2]
    chosen = [*of(town, one)[:3], *of(town, two)[:2]]
    before = set(members(town))
    done = make(town, chosen)
    now = members(town)
    (new,) = set(now) - before
    assert set(now.index[now == new]) == set(chosen)
    assert done.said.fr == f"{new} : 5 adresses choisies"
    assert set(done.turfs.index) == {one, two, new}


def test_addresses_of_locked_turfs_stay(town: Campaign) -> None:
    one, two = names(town)[:2]
    lock(town, [one])
    held = of(town, one)
    make(town, [*held, *of(town, two)[:2]])
    assert of(town, one) == held
    for refused in (held, ["nowhere"], []):
        with pytest.raises(BadInputError):
            make(town, refused)


def test_a_choice_is_cut_alone_in_one_step(town: Campaign) -> None:
    before = members(town)
    chosen = of(town, *names(town)[:3])
    done = cut_alone(town, chosen)
    now = members(town)
    inside = now.index.isin(chosen)
    assert now[~inside].equals(before[~inside])
    assert not set(now[inside]) & set(before)
    assert now[inside].nunique() == len(done.turfs)
    with town.base() as base:
        doors = read(base, BUILDINGS, columns=["doors"])["doors"][chosen].sum()
    assert now[inside].nunique() == round(doors / 50)
    assert done.turfs["connected"].all()
    undo(town)
    assert members(town).equals(before)


def test_a_small_choice_is_one_turf(town: Campaign) -> None:
    chosen = of(town, names(town)[0])[:2]
    cut_alone(town, chosen)
    assert len(set(members(town)[chosen])) == 1


def test_each_undoes_their_own(town: Campaign) -> None:
    """Camille's step goes although Noa did one since elsewhere; Noa's stays."""
    first, *_, last = names(town)
    before = members(town)
    split(town, first)
    act_as("noa")
    split(town, last)
    both = members(town)
    done = undo_own(town, "camille")
    now = members(town)
    assert done.said.fr.startswith(f"Annulé : Découpe de {first}")
    assert set(now[now != both].index) == set(both[both != before].index) & set(
        of_series(before, first)
    )
    assert [by.fr.partition(",")[0] for by in history(town).signed] == ["noa"]
    undo_own(town, "noa")
    assert members(town).equals(before)


def of_series(inside: "pd.Series[str]", turf: str) -> list[str]:
    return list(inside.index[inside == turf])


def test_nobody_undoes_what_others_built_upon(town: Campaign) -> None:
    one, two = names(town)[:2]
    split(town, one)
    act_as("noa")
    merge(town, [one, two])
    held = members(town)
    with pytest.raises(BadInputError, match="noa"):
        undo_own(town, "camille")
    assert members(town).equals(held)


def test_a_lock_under_others_is_not_taken_back(town: Campaign) -> None:
    first, *_, last = names(town)
    lock(town, [first])
    act_as("noa")
    split(town, last)
    with pytest.raises(BadInputError):
        undo_own(town, "camille")
    assert history(town).locked == [first]


def test_whoever_did_nothing_undoes_nothing(town: Campaign) -> None:
    split(town, names(town)[0])
    with pytest.raises(BadInputError, match="Rien de vous"):
        undo_own(town, "noa")
