"""Files made to harm, and texts that a spreadsheet would run, wherever a campaign meets a file."""

import csv
import gzip
import io
import json
import re
import resource
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from campaign.addresses.place_addresses import place_from_file
from campaign.base.backup import backup, restore
from campaign.commands.main import app
from campaign.folder import Campaign
from campaign.import_roll import import_roll
from campaign.places.import_places import PlaceFiles, import_places
from campaign.privacy.audit_log import read_audit_log
from campaign.report.report import _write
from campaign.review import read_review, write_review
from campaign.sheets.sent_register import load_sent
from campaign.wording.results import lines
from canvass.errors import BadInputError
from files import archives
from files.formulas import guarded_table, unguarded
from people_base.access.audit import audit_log

MakeCampaign = Callable[..., Campaign]
ARMED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
FORMULAS = ("=cmd|'/C calc'!A0", "+1", "-1+cmd", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1")


def cells(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [cell for row in csv.reader(file, delimiter=";") for cell in row]


def armed(path: Path) -> list[str]:
    """Return the cells that a spreadsheet would run; numbers and empty dashes are harmless."""
    harmless = re.compile(r"[-+]?[\d.,]+|-")
    return [c for c in cells(path) if c.startswith(ARMED) and not harmless.fullmatch(c)]


@pytest.fixture
def campaign(make_campaign: MakeCampaign) -> Campaign:
    return make_campaign()


def test_no_table_of_a_campaign_runs_anything(played: Campaign) -> None:
    # what canvassers send back is theirs, and what lies in places/ is open data as it came
    theirs = {"retours_simules", "places"}
    tables = [path for path in played.folder.rglob("*.csv") if path.parent.name not in theirs]
    assert len(tables) > 20
    assert not {path.name: found for path in tables if (found := armed(path))}


def test_reviews_are_disarmed_and_read_back_as_they_were(campaign: Campaign) -> None:
    rows = pd.DataFrame({"texte": FORMULAS, "=colonne": FORMULAS, "n": range(len(FORMULAS))})
    path = write_review(campaign, "essai.csv", rows)
    assert not armed(path)
    assert read_review(path).equals(rows.astype(str).astype(read_review(path).dtypes))


def test_reports_are_disarmed(tmp_path: Path) -> None:
    """Names of areas come from open data, names of concerns from the settings."""
    named = pd.DataFrame({"nom": FORMULAS, "=cmd": 1.5}, index=pd.Index(FORMULAS, name="turf_id"))
    _write(tmp_path / "t.csv", named, "turf")
    assert not armed(tmp_path / "t.csv")


def test_what_went_out_is_known_again_whatever_it_is_called(campaign: Campaign) -> None:
    sent = pd.DataFrame(
        {"turf_id": FORMULAS, "building_id": FORMULAS, "doors": 3},
        index=pd.Index([f"c{n}" for n in range(len(FORMULAS))], name="contact_id"),
    )
    old = campaign.walklists / "envois.csv"
    guarded_table(sent).to_csv(old, sep=";", lineterminator="\r\n")
    assert not armed(old)
    assert load_sent(campaign)["building_id"].tolist() == list(FORMULAS)
    assert not old.exists()
    assert load_sent(campaign)["turf_id"].tolist() == list(FORMULAS)


@given(st.lists(st.lists(st.text(max_size=6), min_size=2, max_size=2), max_size=5))
def test_the_guard_of_tables_is_undone_exactly(rows: list[list[str]]) -> None:
    table = pd.DataFrame(rows, columns=["a", "=b"], dtype=object)
    guarded = guarded_table(table)
    assert not [t for t in guarded.to_numpy().ravel() if t.startswith(ARMED)]
    assert guarded.map(unguarded).to_numpy().tolist() == table.to_numpy().tolist()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_review_saved_by_any_program_is_read(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(separator.join(["rue", "décision\r\nÉrables", "œuf\r\n"]).encode(encoding))
    read = read_review(path)
    assert read.to_dict("records") == [{"rue": "Érables", "décision": "œuf"}]


@pytest.mark.parametrize("content", [b"", b"\x00" * 99, b'a;b\n"x', b"a;b\n1;2;3;4\n1;2;3;4;5\n"])
def test_a_review_that_is_no_table_is_refused(
    campaign: Campaign, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(content)
    with pytest.raises(BadInputError):
        place_from_file(campaign, path)


def test_a_backup_that_swells_is_refused(campaign: Campaign, tmp_path: Path) -> None:
    """A gigabyte of nothing, as a file, as the name of a file, and after what is whole."""
    bombs = {}
    for kind in (tarfile.REGTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE):
        member = tarfile.TarInfo("sauvegarde.json")
        member.type, member.size = kind, 10**9
        bombs[kind] = member.tobuf(tarfile.GNU_FORMAT)
    for number, head in enumerate(bombs.values()):
        path = tmp_path / f"bomb-{number}"
        with gzip.open(path, "wb", compresslevel=1) as file:
            file.write(head)
            for _ in range(1000):
                file.write(bytes(10**6))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with pytest.raises(BadInputError, match="rien n'a été écrit"):
            restore(path, tmp_path / "back")
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        assert grown < 1_200_000  # kB: a hundredfold of a file of 4 MB, twice
        path.unlink()
    assert not (tmp_path / "back").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, b"3"])
def test_a_backup_with_links_and_devices_is_refused(
    campaign: Campaign, tmp_path: Path, kind: bytes
) -> None:
    backup(campaign, tmp_path / "kept")
    with tarfile.open(tmp_path / "kept") as archive:
        members = [(m, archive.extractfile(m).read()) for m in archive.getmembers()]
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for member, content in members:
            if member.name == "base.sqlite":
                member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member, io.BytesIO(content))
    (tmp_path / "kept").write_bytes(packed.getvalue())
    with pytest.raises(BadInputError, match="rien n'a été écrit"):
        restore(tmp_path / "kept", tmp_path / "back")
    assert not (tmp_path / "back").exists()


@pytest.mark.parametrize(
    "manifest",
    [
        {"format": 1, "files": []},
        {"format": 1, "files": {"base.sqlite": 3}},
        {"format": 1, "files": {"base.sqlite": {"size": "x", "sha256": 1}}},
        [],
        3,
        {"format": 1, "made_at": "never", "files": {"../x": {"size": 1, "sha256": ""}}},
    ],
)
def test_a_backup_whose_contents_lie_is_refused(tmp_path: Path, manifest: object) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        said = json.dumps(manifest).encode()
        for name, content in (("sauvegarde.json", said), ("base.sqlite", b"x")):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    (tmp_path / "kept").write_bytes(packed.getvalue())
    with pytest.raises(BadInputError, match="rien n'a été écrit"):
        restore(tmp_path / "kept", tmp_path / "back")
    assert not (tmp_path / "back").exists()


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


IMPORTS: dict[str, Callable[[Campaign, Path], object]] = {
    "roll": lambda campaign, path: import_roll(campaign, [path]),
    "bureaux": lambda campaign, path: import_places(campaign, PlaceFiles(bureaux=path)),
    "addresses": lambda campaign, path: import_places(campaign, PlaceFiles(addresses=path)),
}
HEADER = b"nom;prenoms;date de naissance;adresse\n"


@pytest.mark.parametrize(
    "members",
    [
        {"../../outside.csv": HEADER},
        {"/tmp/outside-of-it.csv": HEADER},
        {"a.csv": HEADER + b"x;" * 200_000_000},
        {"a.csv": HEADER, "b.csv": HEADER},
        {"inside.zip": b"PK\x03\x04"},
    ],
    ids=["up", "root", "bomb", "two", "nested"],
)
@pytest.mark.parametrize("place", ["roll", "bureaux", "addresses"])
def test_archives_made_to_harm_write_nothing(
    campaign: Campaign, tmp_path: Path, members: dict[str, bytes], place: str
) -> None:
    path = zipped(tmp_path / "given.zip", members)
    before = sorted(
        p for p in tmp_path.rglob("*") if p.suffix not in {".sqlite-wal", ".sqlite-shm"}
    )
    with pytest.raises(BadInputError):
        IMPORTS[place](campaign, path)
    after = sorted(p for p in tmp_path.rglob("*") if p.suffix not in {".sqlite-wal", ".sqlite-shm"})
    assert [p for p in after if p not in before and p.name != "base.sqlite"] == []
    assert not Path("/tmp/outside-of-it.csv").exists()


def test_a_bad_file_leaves_the_addresses_of_its_name_as_they_were(
    campaign: Campaign, tmp_path: Path
) -> None:
    kept = campaign.places / "adresses.csv"
    kept.write_text("kept")
    (tmp_path / "adresses.csv").write_text("bad")
    with pytest.raises(BadInputError):
        import_places(campaign, PlaceFiles(addresses=tmp_path / "adresses.csv"))
    assert kept.read_text() == "kept"
    assert [path.name for path in campaign.places.iterdir()] == ["adresses.csv"]


def test_a_refusal_is_in_the_journal_and_what_the_file_held_is_not(
    campaign: Campaign, tmp_path: Path
) -> None:
    """Nothing is noted before there is a base: a refused first import must not make one."""
    bad = tmp_path / "liste-DURAND.csv"
    bad.write_text("nom;DURAND\nDURAND;=cmd\n")
    command = ["import-roll", str(campaign.folder), str(bad)]
    assert CliRunner().invoke(app, command).exit_code == 1
    assert not (campaign.folder / "base.sqlite").exists()
    with campaign.base():
        pass
    assert CliRunner().invoke(app, command).exit_code == 1
    with campaign.base() as base:
        log = audit_log(base)
    assert log["what"].tolist() == ["refused import-roll"]
    assert log["count"].tolist() >= [1]
    assert "DURAND" not in log.to_string()
    assert str(lines(read_audit_log(campaign))[0]).endswith("refusé : import-roll (1)")


@pytest.mark.parametrize("place", ["roll", "addresses"])
def test_a_gigabyte_is_refused_before_it_is_read(
    campaign: Campaign, tmp_path: Path, place: str
) -> None:
    path = tmp_path / "liste.csv"
    with path.open("wb") as file:
        file.truncate(archives.MAX_FILE_BYTES + 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(BadInputError, match="coupez-le en plusieurs fichiers"):
        IMPORTS[place](campaign, path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


@pytest.mark.parametrize(
    "content",
    [
        b"\x00" * 5000,
        b"\xff\xfe\x00\xd8\x00",
        b"\x89PNG\r\n\x1a\n" + b"\x01" * 500,
        b"\xfe\xff\xd8",
    ],
    ids=["nul", "half utf-16", "picture", "odd utf-16"],
)
def test_rolls_that_are_no_text_are_refused(
    campaign: Campaign, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "liste.csv"
    path.write_bytes(content)
    with pytest.raises(BadInputError):
        import_roll(campaign, [path])


@pytest.mark.parametrize("day", ["01/01/1970", "1970-01-01", "01/01/0001", "31/12/2099"])
def test_days_that_no_canvasser_saw_are_listed(played: Campaign, tmp_path: Path, day: str) -> None:
    from campaign.contacts.import_responses import import_responses

    sheet = min((played.walklists / "retours_simules").glob("*.csv"))
    text = re.sub(r"\d\d/\d\d/20\d\d", day, sheet.read_text(encoding="cp1252"))
    path = tmp_path / "odd.csv"
    path.write_text(text, encoding="cp1252")
    done = import_responses(played, [path])
    assert done.new == 0
    assert len(done.faults) > 5
