"""What a bad disk does: damaged pages, no space left. Nothing is lost in silence."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from campaign.base.backup import backup
from campaign.folder import Campaign, open_campaign
from canvass.errors import ArpenteurError
from people_base.access.audit import audit_log
from people_base.engine import cipher as _cipher

PAGE = 4096


def _damage(path: Path) -> None:
    """Overwrite every page after the first few."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        for place in range(8 * PAGE, size, PAGE):
            file.seek(place)
            file.write(b"\xa5" * PAGE)


def test_a_damaged_base_is_not_backed_up_as_if_it_were_whole(
    make_campaign: Callable[..., Campaign], tmp_path: Path
) -> None:
    campaign = make_campaign()
    with campaign.base() as base:
        audit_log(base)
    _damage(campaign.folder / "base.sqlite")
    with pytest.raises(ArpenteurError, match=r"abîmée|damaged"):
        backup(campaign, tmp_path / "b.tar.gz")
    assert not (tmp_path / "b.tar.gz").exists()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte, where this user may make one."""
    place = tmp_path / "small"
    place.mkdir()
    mount = shutil.which("mount")
    made = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], capture_output=True, check=False
    )
    if not made or made.returncode:
        pytest.skip("this user cannot make a small disk")
    yield place
    subprocess.run(["umount", "-l", place], check=False)


def test_a_full_disk_is_said_and_leaves_no_half_copy(
    make_campaign: Callable[..., Campaign], small_disk: Path
) -> None:
    campaign = make_campaign()
    with campaign.base() as base:
        audit_log(base)
    (small_disk / "full").write_bytes(bytes(900_000))
    with pytest.raises(ArpenteurError, match="disque"):
        _cipher.copy_file(campaign.folder / "base.sqlite", small_disk / "copy")
    assert [path.name for path in small_disk.iterdir()] == ["full"]
    with suppress(OSError), (small_disk / "full").open("ab", buffering=0) as file:
        while file.write(bytes(4096)):
            pass
    with pytest.raises((ArpenteurError, OSError)):
        backup(campaign, small_disk / "b.tar.gz")
    assert [path.name for path in small_disk.iterdir()] == ["full"]
    assert open_campaign(campaign.folder).settings == campaign.settings
