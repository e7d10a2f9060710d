"""A private addok with its Redis, loaded with the addresses of an index, for comparison.

The configuration is that of BaseAdresseNationale/addok-docker (``addok-importer/addok.conf``),
through a unix socket.
"""

import json
import os
import resource
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from geocoding.address_index import AddressIndex

CONFIG = """
REDIS = {{"unix_socket_path": "{socket}", "indexes": {{"db": 0}}, "documents": {{"db": 1}}}}
LOG_DIR = "{folder}"
EXTRA_FIELDS = [{{"key": "citycode"}}, {{"key": "oldcitycode"}}, {{"key": "oldcity"}}]
FILTERS = ["type", "citycode", "postcode"]
QUERY_PROCESSORS_PYPATHS = [
    "addok.helpers.text.check_query_length",
    "addok_france.extract_address",
    "addok_france.clean_query",
    "addok_france.remove_leading_zeros",
]
SEARCH_RESULT_PROCESSORS_PYPATHS = [
    "addok.helpers.results.match_housenumber",
    "addok_france.make_labels",
    "addok.helpers.results.score_by_importance",
    "addok.helpers.results.score_by_autocomplete_distance",
    "addok.helpers.results.score_by_ngram_distance",
    "addok.helpers.results.score_by_geo_distance",
]
PROCESSORS_PYPATHS = [
    "addok.helpers.text.tokenize",
    "addok.helpers.text.normalize",
    "addok_france.glue_ordinal",
    "addok_france.fold_ordinal",
    "addok_france.flag_housenumber",
    "addok.helpers.text.synonymize",
    "addok_fr.phonemicize",
]
"""


class Addok:
    """Started on entry, stopped on exit. ``load_cpu_s``: what loading took, all processes."""

    def __init__(self, python: Path, index: AddressIndex, folder: Path) -> None:
        self.python, self.index, self.folder = python, index, folder
        self.load_cpu_s = 0.0
        self.redis_mb = 0.0

    @staticmethod
    def is_there(python: Path | None) -> bool:
        """Tell whether that Python has addok and this machine has Redis."""
        if python is None or shutil.which("redis-server") is None or not python.exists():
            return False
        asked = [str(python), "-c", "import addok, addok_france, addok_fr"]
        return subprocess.run(asked, capture_output=True, check=False).returncode == 0

    def __enter__(self) -> "Addok":
        socket, config = self.folder / "redis.sock", self.folder / "addok.conf"
        config.write_text(CONFIG.format(socket=socket, folder=self.folder))
        self.environment = {**os.environ, "ADDOK_CONFIG_MODULE": str(config)}
        self.redis = subprocess.Popen(
            ["redis-server", "--unixsocket", str(socket), "--port", "0", "--save", ""],
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
        )
        while not socket.exists():
            time.sleep(0.05)
        try:
            self._load()
        except BaseException:
            self.redis.terminate()
            raise
        self.worker = subprocess.Popen(
            [str(self.python), str(Path(__file__).with_name("addok_peer.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=self.environment,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self.worker.communicate()
        self.redis.terminate()
        self.redis.wait()

    def ask(self, queries: Sequence[tuple[str, list[str]]]) -> tuple[list[list[object]], float]:
        """Return the answers (id, type, score) and the CPU seconds they took."""
        assert self.worker.stdin is not None
        assert self.worker.stdout is not None
        self.worker.stdin.write(json.dumps(queries) + "\n")
        self.worker.stdin.flush()
        told = json.loads(self.worker.stdout.readline())
        self.redis_mb = told["redis_mb"]
        return told["answers"], told["cpu_s"]

    def _load(self) -> None:
        documents = self.folder / "addresses.sjson"
        with documents.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(one) + "\n" for one in _documents(self.index))
        before = _children_cpu_s()
        command = [str(self.python), "-c", "from addok.bin import main; main()"]
        for step in (["batch", str(documents)], ["ngrams"]):
            subprocess.run([*command, *step], env=self.environment, capture_output=True, check=True)
        # Redis still runs: its own share comes from the process table.
        self.load_cpu_s = _children_cpu_s() - before + _cpu_of(self.redis.pid)


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _documents(index: AddressIndex) -> list[dict[str, object]]:
    """Lay streets, lieux-dits and communes out as BAN does for addok."""
    points = index.points()
    first = index.first
    number = points["numero"].str.cat(points["rep"], sep=" ").str.strip().tolist()
    ids, lons, lats = (points[c].tolist() for c in ("id", "lon", "lat"))
    out: list[dict[str, object]] = []
    for at, row in enumerate(index.streets.itertuples(index=False)):
        mine = range(first[at], first[at + 1])
        codes = [row.insee, "69123"] if "69381" <= row.insee <= "69389" else row.insee
        out.append(
            {
                "id": row.street_id,
                "type": "locality" if row.is_place else "street",
                "name": row.name,
                "postcode": row.postcode,
                "citycode": codes,
                "city": row.city,
                "oldcitycode": row.old_insee,
                "oldcity": row.old_city,
                "lon": row.lon,
                "lat": row.lat,
                "importance": 0.25 + 0.05 * np.log10(1 + len(mine)),
                "housenumbers": {
                    number[n]: {"id": ids[n], "lon": lons[n], "lat": lats[n]} for n in mine
                },
            }
        )
    for insee, name in index.communes.items():
        some = index.streets[index.streets["insee"] == insee].iloc[0]
        out.append(
            {
                "id": insee,
                "type": "municipality",
                "name": name,
                "postcode": some["postcode"],
                "citycode": insee,
                "city": name,
                "lon": some["lon"],
                "lat": some["lat"],
                "importance": 0.4,
            }
        )
    return out
