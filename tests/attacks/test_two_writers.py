"""Two writers of one campaign at once: both are heard, or one is told to try again."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaign.folder import Campaign
from campaign.import_roll import import_roll
from campaign.privacy.find_person import PersonQuery
from campaign.privacy.oppose import oppose
from campaign.server.accounts import add_account, list_accounts
from canvass.errors import ArpenteurError
from canvass.tables import VOTERS
from people_base.access.audit import audit_log, audit_note
from people_base.integrity import check_base
from people_base.store import read

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


def at_once(*deeds: Callable[[], object]) -> list[BaseException]:
    """Do things at one moment; return what they raised."""
    start = threading.Barrier(len(deeds))
    raised: list[BaseException] = []

    def run(deed: Callable[[], object]) -> None:
        start.wait()
        try:
            deed()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test looks at it
            raised.append(error)

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_notes_of_many_at_once_are_all_there(make_campaign: Callable[..., Campaign]) -> None:
    campaign = make_campaign()

    def note(who: str) -> None:
        for _ in range(10):
            with campaign.base() as base:
                audit_note(base, who, "noted", 1, AT)

    assert not at_once(*(lambda who=f"w{n}": note(who) for n in range(6)))  # type: ignore[misc]
    with campaign.base() as base:
        log = audit_log(base)
    assert (log["what"] == "noted").sum() == 60


def test_one_name_is_given_to_one_account(make_campaign: Callable[..., Campaign]) -> None:
    campaign = make_campaign()
    phrase = "une phrase de passe longue"
    add_account(campaign, "first", "organiser", phrase)
    raised = at_once(*(lambda: add_account(campaign, "camille", "leader", phrase),) * 4)
    assert len(raised) == 3
    assert all(isinstance(error, ArpenteurError) for error in raised)
    assert sorted(list_accounts(campaign).table.index) == ["camille", "first"]


@pytest.mark.parametrize("number", ["1", "2"])
def test_who_objects_while_the_roll_comes_again_does_not_come_back(
    make_campaign: Callable[..., Campaign], val_fleuri: Path, number: str
) -> None:
    campaign = make_campaign()
    roll = val_fleuri / "liste_electorale.csv"
    import_roll(campaign, [roll])
    with campaign.base() as base:
        before = read(base, VOTERS, columns=["bureau_id", "order_number"])
    who = before[before["order_number"] == number].iloc[0]
    sought = PersonQuery(bureau=str(who["bureau_id"]), number=number)
    raised = at_once(
        lambda: import_roll(campaign, [roll]), lambda: oppose(campaign, sought, channel="mail")
    )
    assert all(isinstance(error, ArpenteurError) for error in raised)
    if raised:
        # whoever was told to try again does
        import_roll(campaign, [roll])
    with campaign.base() as base:
        after = read(base, VOTERS, columns=["bureau_id"])
        assert check_base(base).faults == ()
    assert set(before.index) - set(after.index) == {who.name}
