"""All that must be known to go on is in the base: two organisers of one base see one campaign."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from campaign.addresses.geocode import geocode
from campaign.base.backup import backup, restore
from campaign.base.database import move
from campaign.contacts.import_responses import import_responses
from campaign.contacts.simulated_answers import fill_sheet
from campaign.folder import Campaign, new_campaign, open_campaign
from campaign.import_roll import import_roll
from campaign.old_files import OUTDATED, PLACED, SENT, TURF_LOG, WALKS
from campaign.overview import overview, turf_table
from campaign.places.import_places import PlaceFiles, import_places
from campaign.settings import UNDERTAKING, Controller, Provenance, Settings
from campaign.sheets.export import export_walk_lists
from campaign.sheets.sent_register import load_sent
from campaign.turfs.cut import cut
from campaign.turfs.cut_choices import CutChoices
from campaign.turfs.publish import withdraw
from campaign.turfs.turf_by_hand import history, lock, merge, undo
from campaign.turfs.turf_session import keep, open_turf_session
from campaign.walks.plan_walks import plan_walks
from campaign.walks.walk_choices import WalkChoices, load_choices, usual
from canvass.errors import BadInputError
from people_base.access.audit import acting, audit_log
from people_base.field.sent import send_out
from people_base.turfs.turf_assignment import turf_assignment
from people_base.turfs.turf_log import fingerprint
from turf.assignment import lock as locked

NOW = datetime(2026, 2, 20, 9, tzinfo=UTC)
BUREAU = "99001_0003"
SETTINGS = Settings(
    name="Essai",
    election_date=date(2027, 3, 14),
    communes=("99001",),
    provenance=Provenance(
        requester="Camille Exemple",
        received_on=date(2026, 11, 2),
        undertaking=UNDERTAKING,
        signed_at=datetime(2026, 11, 2, tzinfo=UTC),
    ),
    controller=Controller(name="Liste Exemple", contact="droits@exemple.fr"),
)


@pytest.fixture(scope="module")
def folder(val_fleuri: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign whose voters are placed; nothing is cut yet."""
    made = new_campaign(tmp_path_factory.mktemp("truth") / "val-fleuri", SETTINGS)
    import_roll(made, [val_fleuri / "liste_electorale.csv"])
    import_places(
        made,
        PlaceFiles(
            addresses=val_fleuri / "adresses-99.csv.gz",
            bureaux=val_fleuri / "bureaux.geojson",
            streets=val_fleuri / "rues.osm",
        ),
    )
    geocode(made)
    return made.folder


@pytest.fixture
def mine(folder: Path, tmp_path: Path) -> Campaign:
    return open_campaign(Path(shutil.copytree(folder, tmp_path / "alice")))


@pytest.fixture
def worked(mine: Campaign) -> Campaign:
    """Cut, changed by hand, planned and sent out on one machine, by Alice."""
    return _work(mine)


@pytest.fixture(autouse=True)
def nobody() -> Iterator[None]:
    token = acting.set("")
    yield
    acting.reset(token)


def _work(campaign: Campaign) -> Campaign:
    acting.set("alice")
    cut(campaign, CutChoices(bureaux=(BUREAU,), target=60.0))
    first, second, third, *_ = turf_table(campaign).index
    merge(campaign, [first, second])
    lock(campaign, [third])
    plan_walks(campaign)
    plan_walks(campaign, turfs=[third], choices=_choices(campaign))
    export_walk_lists(campaign, turfs=[first, third], now=NOW)
    return campaign


def _choices(campaign: Campaign) -> WalkChoices:
    return replace(usual(campaign), sides="one_by_one", reentry_s=12.0)


def _known(campaign: Campaign) -> dict[str, object]:
    """Return what somebody must know to go on."""
    log = history(campaign)
    seen = overview(campaign)
    with campaign.base() as base:
        choices = load_choices(base)
    return {
        "status": turf_table(campaign)["status"].to_dict(),
        "log": ([s.fr for s in log.done], [s.fr for s in log.signed], log.locked),
        "sent": load_sent(campaign).to_dict("index"),
        "walks": {turf: asdict(one) for turf, one in choices.items()},
        "seen": (seen.turfs, seen.planned, seen.sent, seen.places_newer, seen.buildings),
    }


def _filled(folder: Path, out: Path, turf: str) -> Path:
    """Fill the table of a turf as somebody does after a round."""
    sheet = next(folder.glob(f"{turf}-*.csv"))
    fill_sheet(sheet, out / sheet.name, day=NOW.date(), team="A", seed=1)
    return out / sheet.name


def test_two_machines_on_one_server_see_one_campaign(
    mine: Campaign, ready_postgis: Callable[[], str], tmp_path: Path
) -> None:
    move(mine, ready_postgis())
    alice = open_campaign(mine.folder)
    # the other machine: the settings, the key and the open data, and nothing else
    for name in ("campaign.toml", "secret.key", "places"):
        source, goal = alice.folder / name, tmp_path / "bob" / name
        goal.parent.mkdir(exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copyfile)(source, goal)
    for room in ("review", "walklists", "report"):
        (tmp_path / "bob" / room).mkdir()
    bob = open_campaign(tmp_path / "bob")
    _work(alice)
    assert _known(bob) == _known(alice)
    assert all(said.fr.startswith("alice, ") for said in history(bob).signed)
    first, third = sorted(set(load_sent(bob)["turf_id"]))
    assert set(history(bob).locked) == {first, third}
    # the answers of Alice's sheets come in on Bob's machine
    acting.set("bob")
    day = next(alice.walklists.glob("2*"))
    told = import_responses(bob, [_filled(day, tmp_path, third)], now=NOW, on_day=NOW.date())
    assert told.new > 0
    assert told.faults == ()
    # what is out does not change; once withdrawn, Bob undoes Alice's steps, the last one first
    undo(bob)
    with pytest.raises(BadInputError, match="publié"):
        undo(bob)
    withdraw(bob, [first, third])
    undo(bob)
    assert history(alice).done == []
    assert [said.fr.split()[0] for said in history(alice).undone] == ["Verrou", "Fusion"]
    assert _known(bob) == _known(alice)


def test_a_step_decided_on_what_somebody_changed_is_refused(worked: Campaign) -> None:
    turf = turf_table(worked).index[-1]
    with worked.base() as base:
        desk = open_turf_session(worked, base)
        lock(worked, [turf])
        with pytest.raises(BadInputError, match="vient de changer"):
            keep(desk, locked(desk.assignment, [turf]))
    assert turf in history(worked).locked


def test_sheets_of_turfs_that_somebody_changed_do_not_go_out(worked: Campaign) -> None:
    sent = load_sent(worked)
    with worked.base() as base:
        before = len(audit_log(base))
        other = sent.assign(turf_id=sent["turf_id"].iloc[::-1].to_numpy())
        with pytest.raises(BadInputError, match="viennent d'être changés"):
            send_out(base, other, publish=[], sheets=1, at=NOW)
        assert len(audit_log(base)) == before


def test_what_cannot_be_noted_does_not_go_out(
    worked: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lines, the status and the note are one transaction, and before any file."""
    drafts = turf_table(worked).query("status == 'draft'").index
    before = _known(worked)

    def broken(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("people_base.field.sent._keep_lines", broken)
    later = NOW.replace(day=21)
    with worked.base() as base:
        notes = len(audit_log(base))
    with pytest.raises(OSError, match="no space"):
        export_walk_lists(worked, turfs=[drafts[0]], now=later)
    assert _known(worked) == before
    assert not (worked.walklists / "2026-02-21").exists()
    with worked.base() as base:
        wrote = audit_log(base)["what"].iloc[notes:]
        assert not wrote.str.startswith("export").any()


def test_nothing_is_lost_in_a_move_a_backup_and_a_restore(
    worked: Campaign, new_postgis: Callable[[], str], tmp_path: Path
) -> None:
    before = _known(worked)
    backup(worked, tmp_path / "s.tar.gz")
    restore(tmp_path / "s.tar.gz", tmp_path / "back", now=NOW)
    back = open_campaign(tmp_path / "back")
    assert _known(back) == before
    move(worked, new_postgis())
    there = open_campaign(worked.folder)
    assert _known(there) == before
    undo(back)
    assert len(history(back).undone) == 1


def _old_files(campaign: Campaign) -> dict[str, object]:
    """Write the files of an older version: what is in the base goes from it into them."""
    known = _known(campaign)
    with campaign.base() as base:
        members = turf_assignment(base)
        with base.engine.begin() as connection:
            for table in ("sent_contacts", "turf_cuts", "turf_steps", "turf_locks"):
                connection.exec_driver_sql(f"DELETE FROM {table}")
            connection.exec_driver_sql("DELETE FROM walk_choices")
            connection.exec_driver_sql("DELETE FROM facts WHERE name LIKE 'placing%'")
            connection.exec_driver_sql("DELETE FROM facts WHERE name = 'placed_with'")
    sent = pd.DataFrame.from_dict(known["sent"], orient="index").rename_axis("contact_id")
    sent.to_csv(campaign.folder / SENT, sep=";", lineterminator="\r\n")
    (campaign.folder / WALKS).write_text(json.dumps(known["walks"]))
    moved = members.index[members == members.iloc[0]]
    log = {
        "choices": {"target": 60.0, "bureaux": []},
        "membership": fingerprint(members),
        "locked": [max(set(members))],
        "reasons": {members.iloc[0]: "bureau"},
        "done": [
            {
                "fr": "Fusion de deux", "en": "Merge of two",
                "before": {"T900": list(moved)}, "after": {members.iloc[0]: list(moved)},
                "locked_before": [], "locked_after": [max(set(members))],
            }
        ],
        "undone": [],
    }  # fmt: skip
    (campaign.folder / TURF_LOG).write_text(json.dumps(log))
    (campaign.folder / PLACED).write_text(json.dumps({"placing": {"addresses": "x"}}))
    return known


def test_the_files_of_older_versions_are_taken_in(worked: Campaign) -> None:
    known = _old_files(worked)
    now = _known(worked)
    assert now["sent"] == known["sent"]
    assert now["walks"] == known["walks"]
    assert [said.fr for said in history(worked).done] == ["Fusion de deux"]
    assert turf_table(worked).index[-1] in history(worked).locked
    assert overview(worked).places_newer
    assert not [name for name in (SENT, WALKS, TURF_LOG, PLACED) if (worked.folder / name).exists()]


def test_a_log_that_does_not_hold_is_put_aside(worked: Campaign) -> None:
    before = _known(worked)
    kept = {"membership": "another", "locked": ["T001"], "reasons": {}, "done": [], "undone": []}
    (worked.folder / TURF_LOG).write_text(json.dumps(kept))
    assert _known(worked) == before
    assert json.loads((worked.folder / OUTDATED).read_text()) == kept


@pytest.mark.parametrize("name", [SENT, WALKS, TURF_LOG, PLACED])
@pytest.mark.parametrize("content", [b"{", b"\xff\xfe\x00", b"a;b\n1;2\n", b"[1]"])
def test_a_file_that_cannot_be_read_is_named_and_stays(
    make_campaign: Callable[..., Campaign], name: str, content: bytes
) -> None:
    campaign = make_campaign()
    (campaign.folder / name).write_bytes(content)
    with pytest.raises(BadInputError) as caught, campaign.base():
        pass
    assert Path(name).name in str(caught.value)
    assert (campaign.folder / name).read_bytes() == content
