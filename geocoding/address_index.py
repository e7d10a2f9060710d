"""All addresses of a town or a département, compact and ready to be searched, kept on disk.

One index holds two tables: streets (and lieux-dits), and their numbers as one sorted integer key
``street << 32 | number << 12 | repetition`` found by binary search.
"""

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.feather
from numpy.typing import NDArray

from canvass.errors import BadInputError, Fault, MissingFileError
from canvass.progress import OnProgress, silent
from canvass.words import Words
from files.archives import refuse_large
from files.headers import header_key, known_names
from files.tables import header_of
from files.writing.new_folder import new_folder
from geocoding.address_text import plain_text
from geocoding.bal import read_bal
from geocoding.ban import (
    at_zero,
    in_territory,
    read_ban_addresses,
    read_ban_places,
    read_columns,
)
from geocoding.communes import city_of
from geocoding.street_keys import street_key

#: Changes whenever the layout or the reading of names does, so that old caches are left alone.
CACHE_VERSION = "5"
#: Addresses left aside that are listed one by one.
FAULTS_LISTED = 1000
STREET_SHIFT, NUMBER_SHIFT, REPETITION_MASK = 32, 12, 0xFFF


@dataclass(frozen=True, eq=False)
class AddressIndex:
    """Addresses of one or several files.

    ``streets``: one row a street or lieu-dit: ``street_id, name, postcode, insee, city, old_insee,
    old_city``, ``is_place`` (bool), ``type, words, literal`` (see ``street_keys.StreetKey``),
    ``lon, lat`` (of a real number near the middle). ``numbers``, sorted by ``key``: ``key, id,
    postcode, lon, lat``. ``repetitions``: ``bis``, ``ter``…, by code.
    """

    streets: pd.DataFrame
    numbers: pd.DataFrame
    repetitions: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def communes(self) -> dict[str, str]:
        """Name of each current commune by INSEE code."""
        found = self.streets.drop_duplicates("insee")
        return dict(zip(found["insee"], found["city"], strict=True))

    @cached_property
    def towns(self) -> pd.DataFrame:
        """Name and middle (``city, lon, lat``) of each town; arrondissements make one."""
        town = np.array([city_of(code) for code in self.streets["insee"]], dtype=object)
        return self.streets.groupby(town).agg({"city": "first", "lon": "median", "lat": "median"})

    @cached_property
    def keys(self) -> NDArray[np.int64]:
        """The numbers' sorted keys."""
        return self.numbers["key"].to_numpy()

    @cached_property
    def first(self) -> NDArray[np.int64]:
        """Position of each street's first number, and the end: ``len(streets) + 1`` values."""
        return np.searchsorted(
            self.keys, np.arange(len(self.streets) + 1, dtype=np.int64) << STREET_SHIFT
        )

    @cached_property
    def by_side(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Sorted ``(street * 2 + parity) << 20 | number`` of the numbers, and their positions."""
        number = numbers_of(self.keys)
        key = ((self.keys >> STREET_SHIFT) * 2 + (number & 1)) << 20 | number
        order = np.argsort(key, kind="stable")
        return key[order], order

    @cached_property
    def street_texts(self) -> dict[str, NDArray[np.object_]]:
        """The text columns of ``streets``, ready to be taken from many times."""
        texts = self.streets.select_dtypes(exclude=["number", "bool"])
        return {str(column): texts[column].to_numpy(dtype=object) for column in texts}

    def points(self) -> pd.DataFrame:
        """Return every address as ``id, numero, rep, street, postcode, insee, lon, lat``."""
        street = self.keys >> STREET_SHIFT
        names = self.streets[["name", "insee"]].take(street)
        repetition = np.array(self.repetitions, dtype=object)[self.keys & REPETITION_MASK]
        return pd.DataFrame(
            {
                "id": self.numbers["id"],
                "numero": numbers_of(self.keys).astype(str),
                "rep": pd.array(repetition, dtype="str"),
                "street": names["name"].to_numpy(),
                "postcode": self.numbers["postcode"],
                "insee": names["insee"].to_numpy(),
                "lon": self.numbers["lon"],
                "lat": self.numbers["lat"],
            }
        )


#: Columns of which each kind of address file has two at least.
_TELLING = {name: (header_key(name),) for name in (
    "numero", "nom_voie", "code_insee", "lon", "cle_interop", "voie_nom", "commune_insee", "long",
    "lat", "id",
)}  # fmt: skip


def numbers_of(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the house numbers held by keys."""
    return (keys >> NUMBER_SHIFT) & ((1 << (STREET_SHIFT - NUMBER_SHIFT)) - 1)


def load_index(
    addresses: Path | Sequence[Path],
    *,
    places: Path | Sequence[Path] | None = None,
    cache_dir: Path | None = None,
    on_progress: OnProgress = silent,
) -> AddressIndex:
    """Read BAN or BAL files into an index, or fetch it from the cache.

    Parameters
    ----------
    addresses
        BAN ``adresses-XX.csv[.gz]`` or BAL CSV files.
    places
        BAN ``lieux-dits-XX-beta.csv[.gz]`` files.
    cache_dir
        Where the ready index is kept; it is rebuilt when a file's size or date changes.

    Raises
    ------
    MissingFileError, BadInputError
        If a file is absent, is not an address file, or holds no address.
    """
    files = [addresses] if isinstance(addresses, Path) else list(addresses)
    others = [places] if isinstance(places, Path) else list(places or ())
    for path in (*files, *others):
        if not path.exists():
            raise MissingFileError(path)
        refuse_large(path)
    if cache_dir is None:
        return _build_from(files, others, on_progress)
    kept = cache_dir / f"addresses-{_fingerprint(files, others)}"
    index = _from_cache(kept)
    if index is None:
        index = _build_from(files, others, on_progress)
        _to_cache(index, kept)
    return index


def _build_from(
    files: Sequence[Path], others: Sequence[Path], on_progress: OnProgress
) -> AddressIndex:
    total = len(files) + len(others) + 1
    numbered, unnumbered = [], []
    for done, path in enumerate(files):
        on_progress(done, total)
        if _is_bal(path):
            addresses, toponyms = read_bal(path)
            numbered.append(addresses)
            unnumbered.append(toponyms)
        else:
            numbered.append(read_ban_addresses(path))
    for done, path in enumerate(others, start=len(files)):
        on_progress(done, total)
        unnumbered.append(read_ban_places(path))
    on_progress(total - 1, total)
    index = build_index(
        pd.concat(numbered, ignore_index=True),
        pd.concat(unnumbered, ignore_index=True) if unnumbered else None,
    )
    on_progress(total, total)
    return index


def left_out(path: Path) -> tuple[Fault, ...]:
    """List the addresses of a BAN or BAL file that no map can show.

    Returns
    -------
    tuple
        A fault for each row without position, at 0, 0 or outside the territory of its commune;
        beyond ``FAULTS_LISTED`` rows, the last one counts the others.
    """
    key, axis = ("cle_interop", "long") if _is_bal(path) else ("id", "lon")
    codes = ("commune_insee", "code_insee")
    table = read_columns(path, needs=(axis, "lat"), optional=(key, *codes))
    given = table[codes[0]].where(table[codes[0]] != "", table[codes[1]])
    table["insee"] = given.where(given != "", table[key].str[:5])
    zero, lost = at_zero(table), table["lon"].isna() | table["lat"].isna()
    rows = np.flatnonzero(~in_territory(table))
    why = {
        "lost": Words("adresse sans position", "address without a position"),
        "zero": Words("adresse placée en 0, 0", "address placed at 0, 0"),
        "away": Words(
            "adresse hors du territoire de sa commune",
            "address outside the territory of its commune",
        ),
    }
    faults = []
    for row in rows[:FAULTS_LISTED].tolist():
        told = why["lost" if lost.iloc[row] else "zero" if zero.iloc[row] else "away"]
        faults.append(
            Fault(
                Words(f"{told.fr}, laissée de côté", f"{told.en}, left aside"),
                path.name,
                int(table.index[row]),
            )
        )
    more = len(rows) - FAULTS_LISTED
    if more > 0:
        faults.append(
            Fault(
                Words(
                    "et {n:autre adresse|autres adresses} sans position utilisable, "
                    "{n:~laissée|laissées} de côté",
                    "and {n:more address|more addresses} without a usable position, left aside",
                    n=more,
                ),
                path.name,
            )
        )
    return tuple(faults)


def _is_bal(path: Path) -> bool:
    header = {header_key(name) for name in header_of(path, known_names(_TELLING))}
    return "nomvoie" not in header and bool({"cleinterop", "communeinsee"} & header)


def build_index(addresses: pd.DataFrame, places: pd.DataFrame | None = None) -> AddressIndex:
    """Make an index of tables shaped as ``ban.read_ban_addresses`` gives them.

    Raises
    ------
    BadInputError
        If there is no address at all.
    """
    if not len(addresses) and (places is None or not len(places)):
        raise BadInputError(
            Words("Le fichier ne contient aucune adresse.", "The file holds no address.")
        )
    street_of, streets = _group(addresses)
    streets["is_place"] = False
    if places is not None and len(places):
        own = set(zip(streets["insee"], streets["name"], strict=True))
        fresh = [key not in own for key in zip(places["insee"], places["name"], strict=True)]
        _, lieux = _group(places[fresh])
        streets = pd.concat([streets, lieux.assign(is_place=True)], ignore_index=True)
    numbers, repetitions = _numbers(addresses, street_of)
    _put_in_the_middle(streets, numbers)
    keys = [street_key(plain_text(name)) for name in streets["name"]]
    streets["type"] = pd.array([k.type for k in keys], dtype="str")
    streets["words"] = pd.array([k.name for k in keys], dtype="str")
    streets["literal"] = pd.array([k.literal for k in keys], dtype="str")
    return AddressIndex(streets, numbers, repetitions)


_STREET_COLUMNS = (
    *("street_id", "name", "postcode", "insee", "city", "old_insee", "old_city", "lon", "lat"),
)


def _group(table: pd.DataFrame) -> tuple[NDArray[np.int64], pd.DataFrame]:
    """Number the streets in order of appearance; give each row's street and the streets."""
    one = table["street_id"].str.cat(table["name"], sep="\x1f")
    codes, _ = pd.factorize(one)
    first = np.flatnonzero(~pd.Series(codes).duplicated().to_numpy())
    return codes.astype(np.int64), table.loc[:, list(_STREET_COLUMNS)].take(first).reset_index(
        drop=True
    )


def _numbers(
    addresses: pd.DataFrame, street: NDArray[np.int64]
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    repetition = addresses["repetition"].str.lower().str.replace(" ", "", regex=False)
    codes, names = pd.factorize(repetition)
    order = ["", *sorted(n for n in names if n)][: REPETITION_MASK + 1]
    place = {name: at for at, name in enumerate(order)}
    code = np.array([place.get(n, 0) for n in names], dtype=np.int64)[codes]
    key = (
        (street << STREET_SHIFT)
        | (addresses["number"].to_numpy(dtype=np.int64) << NUMBER_SHIFT)
        | code
    )
    numbers = pd.DataFrame(
        {
            "key": key,
            "id": addresses["id"],
            "postcode": addresses["postcode"],
            "lon": addresses["lon"],
            "lat": addresses["lat"],
        }
    )
    numbers = numbers.sort_values("key", kind="stable").drop_duplicates("key")
    return numbers.reset_index(drop=True), tuple(order)


def _put_in_the_middle(streets: pd.DataFrame, numbers: pd.DataFrame) -> None:
    """Place each street at its own number nearest to the mean, which a curved street avoids."""
    if not len(numbers):
        return
    street = numbers["key"].to_numpy() >> STREET_SHIFT
    points = numbers[["lon", "lat"]].to_numpy()
    mean = numbers.groupby(street)[["lon", "lat"]].transform("mean").to_numpy()
    away = ((points - mean) ** 2).sum(axis=1)
    nearest = np.lexsort((away, street))
    firsts = np.r_[True, np.diff(street[nearest]) != 0]
    chosen = nearest[firsts]
    streets.loc[street[chosen], ["lon", "lat"]] = points[chosen]


def _fingerprint(files: Sequence[Path], others: Sequence[Path]) -> str:
    sign = hashlib.sha256(CACHE_VERSION.encode())
    for path in (*files, *others):
        facts = path.stat()
        sign.update(f"|{path.resolve()}|{facts.st_size}|{facts.st_mtime_ns}".encode())
    return sign.hexdigest()[:20]


def _from_cache(kept: Path) -> AddressIndex | None:
    try:
        tables: list[Any] = [
            pyarrow.feather.read_feather(kept / f"{name}.feather")
            for name in ("streets", "numbers", "repetitions")
        ]
    except (OSError, ValueError):
        return None
    streets, numbers, repetitions = tables
    return AddressIndex(_as_text(streets), _as_text(numbers), tuple(repetitions["name"]))


def _as_text(table: pd.DataFrame) -> pd.DataFrame:
    text = [c for c in table.columns if not pd.api.types.is_numeric_dtype(table[c])]
    return table.astype(dict.fromkeys(text, "str"))


def _to_cache(index: AddressIndex, kept: Path) -> None:
    """Keep the index, whole, in place of an earlier one."""
    if kept.exists():
        shutil.rmtree(kept)
    with new_folder(kept) as making:
        pyarrow.feather.write_feather(index.streets, making / "streets.feather")
        pyarrow.feather.write_feather(index.numbers, making / "numbers.feather")
        pyarrow.feather.write_feather(
            pd.DataFrame({"name": list(index.repetitions)}), making / "repetitions.feather"
        )
