"""A private PostgreSQL with PostGIS, as it comes: what it acknowledges is on its disk."""

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path


def programs() -> Path | None:
    """Return the folder of a PostgreSQL that has PostGIS; Debian keeps it off the path."""
    for found in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        control = f"/usr/share/postgresql/{found.parent.name}/extension/postgis.control"
        if Path(control).is_file():
            return found
    return None


class PostGis:
    """Started on entry, gone on exit; ``url`` names an empty database."""

    def __init__(self, folder: Path) -> None:
        self.programs = folder
        self.url = ""

    def __enter__(self) -> "PostGis":
        self.folder = Path(tempfile.mkdtemp(prefix="arpenteur-bench-"))
        # PostgreSQL refuses to run as root
        self.user = "postgres" if os.getuid() == 0 else None
        if self.user:
            shutil.chown(self.folder, self.user, self.user)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        where = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        data = self.folder / "data"
        self._run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8")
        self._run("pg_ctl", "-D", data, "-w", "-l", self.folder / "log", "-o", where, "start")
        ask = ("psql", "-q", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "-c")
        self._run(*ask, "CREATE DATABASE arpenteur")
        self.url = f"postgresql://postgres@127.0.0.1:{port}/arpenteur"
        return self

    def __exit__(self, *_: object) -> None:
        self._run("pg_ctl", "-D", self.folder / "data", "-w", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: object) -> None:
        subprocess.run(
            [str(self.programs / program), *map(str, arguments)],
            check=True, stdout=subprocess.DEVNULL, cwd=self.folder,
            user=self.user, group=self.user,
        )  # fmt: skip
