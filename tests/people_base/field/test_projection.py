"""From the log to the state of the buildings: pure, and the same in any order."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from canvass.tables import CONCERNS, CONTACTS, COUNTS
from people_base.field.projection import project_all

Maker = Callable[..., pd.DataFrame]
UNDECIDED = pd.DataFrame(columns=["contact_id", "event_ids", "keep_event_id", "at"])
NOON = pd.Timestamp("2026-03-01 12:00", tz="UTC")
NOTHING_RAISED = CONCERNS.empty()


def project_contacts(*log: pd.DataFrame, **options: Any) -> pd.DataFrame:
    return project_all(*log, **options).buildings


def decided(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """Decisions in the order in which they were taken."""
    return pd.DataFrame(
        [(*row, NOON + timedelta(minutes=i)) for i, row in enumerate(rows)],
        columns=UNDECIDED.columns,
    )


def test_an_empty_log_is_an_empty_state() -> None:
    folded = project_all(CONTACTS.empty(), NOTHING_RAISED, UNDECIDED)
    assert folded.buildings.empty
    assert folded.conflicts.empty
    assert folded.concerns.empty
    assert folded.buildings.dtypes["knocked"] == "int64"


def test_contacts_of_a_building_add_up(contacts: Maker, concerns: Maker) -> None:
    log = contacts(
        [
            {"contact_id": "c1", "knocked": 10, "opened": 3, "absent": 7},
            {"contact_id": "c2", "knocked": 7, "opened": 2, "at": NOON + timedelta(days=1)},
            {"contact_id": "c3", "building_id": "b2", "leaflets": 4},
        ]
    )
    raised = concerns([("e0", "LOG", 2), ("e1", "LOG", 1), ("e1", "TRA", 1)])
    folded = project_all(log, raised, UNDECIDED)
    first = folded.buildings.loc["b1"]
    assert first[["visits", "knocked", "opened", "absent"]].tolist() == [2, 17, 5, 7]
    assert first["last_visit"] == NOON + timedelta(days=1)
    assert folded.concerns.loc[("b1", "LOG")].tolist() == [3, 2, 5]
    assert folded.concerns.loc[("b1", "TRA")].tolist() == [1, 1, 2]
    assert not folded.buildings["in_conflict"].any()


def test_one_contact_told_twice_counts_once_and_is_shown(contacts: Maker, concerns: Maker) -> None:
    log = contacts(
        [{"knocked": 5, "opened": 1}, {"knocked": 5, "opened": 2, "at": NOON + timedelta(hours=1)}]
    )
    folded = project_all(log, concerns([("e1", "LOG", 1)]), UNDECIDED)
    assert folded.buildings.loc["b1", ["visits", "knocked", "opened"]].tolist() == [1, 5, 2]
    assert folded.buildings.loc["b1", "in_conflict"]
    conflict = folded.conflicts.loc["c1"]
    assert conflict.tolist() == ["same_contact", "e0|e1", "b1", "at|opened|concerns"]


def test_a_decision_holds_for_the_versions_that_were_seen(contacts: Maker) -> None:
    log = contacts([{"opened": 1}, {"opened": 2}, {"opened": 3}])
    choice = decided(("c1", "e0|e1", "e0"))
    two = project_all(log.iloc[:2], NOTHING_RAISED, choice)
    assert two.buildings.loc["b1", "opened"] == 1
    assert two.conflicts.empty
    three = project_all(log, NOTHING_RAISED, choice)
    assert three.conflicts.loc["c1", "event_ids"] == "e0|e1|e2"
    again = project_all(
        log, NOTHING_RAISED, decided(("c1", "e0|e1", "e0"), ("c1", "e0|e1|e2", "e1"))
    )
    assert again.buildings.loc["b1", "opened"] == 2


def test_the_last_decision_is_the_one_that_holds(contacts: Maker) -> None:
    log = contacts([{"opened": 1}, {"opened": 2}])
    choices = decided(("c1", "e0|e1", "e0"), ("c1", "e0|e1", "e1"))
    assert project_contacts(log, NOTHING_RAISED, choices).loc["b1", "opened"] == 2
    assert project_contacts(log, NOTHING_RAISED, choices.iloc[::-1]).loc["b1", "opened"] == 2


def test_all_versions_may_have_happened(contacts: Maker) -> None:
    """A sheet used on two evenings tells two contacts under one id."""
    log = contacts([{"opened": 1}, {"opened": 2, "at": NOON + timedelta(days=1)}])
    state = project_contacts(log, NOTHING_RAISED, decided(("c1", "e0|e1", "")))
    assert state.loc["b1", ["visits", "opened", "in_conflict"]].tolist() == [2, 3, False]


def test_versions_that_disagree_on_the_place_dispute_both(contacts: Maker) -> None:
    log = contacts([{"opened": 1}, {"opened": 1, "building_id": "b2"}])
    state = project_contacts(log, NOTHING_RAISED, UNDECIDED)
    assert state["opened"].sum() == 1
    assert state["in_conflict"].tolist() == [True, True]
    kept = project_contacts(log, NOTHING_RAISED, decided(("c1", "e0|e1", "e0")))
    assert kept.index.tolist() == ["b1"]


@pytest.mark.parametrize(
    ("hours", "second", "is_conflict"),
    [
        (1, {"knocked": 10, "opened": 3}, True),
        (3, {"knocked": 10, "opened": 3}, False),
        (1, {"knocked": 6, "opened": 2}, False),
        (1, {"knocked": 7, "opened": 2}, True),
        (0, {"knocked": 10, "opened": 3}, True),
        (1, {"knocked": 10, "opened": 3, "building_id": "b2"}, False),
    ],
    ids=[
        "told twice",
        "much later",
        "the shut doors again",
        "one too many",
        "same time",
        "next door",
    ],
)
def test_two_tales_of_one_visit_are_shown(
    contacts: Maker, hours: int, second: dict[str, Any], is_conflict: bool
) -> None:
    """Of 10 doors 4 answered: only 6 are left to knock at within two hours."""
    log = contacts(
        [
            {"contact_id": "c1", "knocked": 10, "opened": 3, "refused": 1, "absent": 6},
            {"contact_id": "c2", "at": NOON + timedelta(hours=hours), **second},
        ]
    )
    folded = project_all(log, NOTHING_RAISED, UNDECIDED, doors=pd.Series({"b1": 10, "b2": 10}))
    assert folded.conflicts.index.tolist() == (["c1+c2"] if is_conflict else [])
    assert folded.buildings["knocked"].sum() == 10 + second["knocked"]


def test_two_teams_that_share_a_building_do_not_conflict(contacts: Maker) -> None:
    log = contacts(
        [
            {"contact_id": "c1", "knocked": 3, "opened": 3},
            {"contact_id": "c2", "knocked": 7, "opened": 2, "at": NOON + timedelta(hours=1)},
        ]
    )
    shared = project_all(log, NOTHING_RAISED, UNDECIDED, doors=pd.Series({"b1": 10}))
    assert shared.conflicts.empty
    unknown = project_all(log, NOTHING_RAISED, UNDECIDED)
    assert unknown.conflicts.index.tolist() == ["c1+c2"]


def test_the_tale_set_aside_does_not_count(contacts: Maker) -> None:
    told = {"knocked": 10, "opened": 4}
    log = contacts([{"contact_id": c, **told} for c in ("c1", "c2", "c3")])
    folded = project_all(log, NOTHING_RAISED, UNDECIDED)
    assert folded.conflicts.index.tolist() == ["c1+c2", "c1+c3", "c2+c3"]
    one = project_all(log, NOTHING_RAISED, decided(("c1+c2", "e0|e1", "e0")))
    assert one.conflicts.index.tolist() == ["c1+c3"]
    assert one.buildings.loc["b1", "knocked"] == 20
    both = decided(("c1+c2", "e0|e1", "e0"), ("c1+c3", "e0|e2", ""))
    assert project_contacts(log, NOTHING_RAISED, both).loc[
        "b1", ["knocked", "in_conflict"]
    ].tolist() == [
        20,
        False,
    ]


def test_contacts_without_building_are_kept_apart(contacts: Maker) -> None:
    log = contacts([{"contact_id": c, "building_id": "", "opened": 9} for c in ("c1", "c2")])
    folded = project_all(log, NOTHING_RAISED, UNDECIDED)
    assert folded.buildings.loc["", "opened"] == 18
    assert folded.conflicts.empty


EVENTS = st.lists(
    st.fixed_dictionaries(
        {
            "contact_id": st.sampled_from(["c1", "c2", "c3"]),
            "building_id": st.sampled_from(["b1", "b2"]),
            "at": st.integers(0, 5).map(lambda hours: NOON + timedelta(hours=hours)),
            "knocked": st.integers(0, 4),
            "opened": st.integers(0, 4),
        }
    ),
    max_size=7,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=EVENTS, shuffle=st.randoms(use_true_random=False))
def test_the_order_of_the_log_does_not_matter(contacts: Maker, rows: Any, shuffle: Any) -> None:
    log = contacts(rows)
    order = list(range(len(rows)))
    shuffle.shuffle(order)
    one = project_all(log, NOTHING_RAISED, UNDECIDED)
    two = project_all(log.iloc[order], NOTHING_RAISED, UNDECIDED)
    pd.testing.assert_frame_equal(one.buildings, two.buildings)
    pd.testing.assert_frame_equal(one.conflicts, two.conflicts)
    # each contact counts once: nothing is invented, nothing counts twice
    assert one.buildings["visits"].sum() == log["contact_id"].nunique()
    assert (one.buildings[list(COUNTS)] >= 0).all(axis=None)
