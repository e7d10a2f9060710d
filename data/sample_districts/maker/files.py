"""The files of the town, in the layouts in which towns publish theirs."""

import gzip
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from shapely.geometry import Polygon
from shapely.geometry.polygon import orient

from . import plan, roll, spelling
from .addresses import COMMUNE, Address
from .areas import Area, commune_line
from .people import place_id
from .project import lambert, lonlat, lonlats

CITY = "Val-Fleuri"
BAN_COLUMNS = (
    "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;"
    "code_insee_ancienne_commune;nom_ancienne_commune;x;y;lon;lat;type_position;alias;nom_ld;"
    "libelle_acheminement;nom_afnor;source_position;source_nom_voie;certification_commune;"
    "cad_parcelles"
)
PLACE_COLUMNS = (
    "id;nom_lieu_dit;code_postal;code_insee;nom_commune;code_insee_ancienne_commune;"
    "nom_ancienne_commune;x;y;lon;lat;source_position;source_nom_voie"
)


def save(folder: Path, name: str, text: str) -> None:
    """Write UTF-8 with bare line feeds; a name in ``.gz`` is compressed, without a date."""
    data = text.encode()
    if name.endswith(".gz"):
        packed = io.BytesIO()
        with gzip.GzipFile(filename="", mode="wb", fileobj=packed, mtime=0) as out:
            out.write(data)
        data = packed.getvalue()
    (folder / name).write_bytes(data)


def addresses(found: Sequence[Address]) -> str:
    """Write the numbers as the national address base does."""
    lines = [BAN_COLUMNS]
    for a in found:
        x, y = lambert(a.point)
        lon, lat = lonlat(a.point, digits=6)
        certified = "0" if a.position == "segment" else "1"
        lines.append(
            f"{a.id};{a.street_id};{a.number};{a.rep};{a.street};{roll.POSTCODE};{COMMUNE};{CITY};"
            f";;{x:.2f};{y:.2f};{lon:.6f};{lat:.6f};{a.position};;{a.place};VAL-FLEURI;"
            f"{_afnor(a.street)};commune;commune;{certified};"
        )
    return "\n".join(lines) + "\n"


def _afnor(name: str) -> str:
    return spelling.plain(name).replace("'", " ").replace("-", " ")


def places() -> str:
    """Write the named places as the national address base does."""
    lines = [PLACE_COLUMNS]
    for i, (name, at) in enumerate(plan.PLACES):
        x, y = lambert(at)
        lon, lat = lonlat(at, digits=6)
        lines.append(
            f"{place_id(i)};{name};{roll.POSTCODE};{COMMUNE};{CITY};;;{x:.2f};{y:.2f};"
            f"{lon:.6f};{lat:.6f};commune;commune"
        )
    return "\n".join(lines) + "\n"


def electoral_roll(rows: Sequence[roll.Row], bureaux: Sequence[Area]) -> str:
    """Write the roll: every field quoted but the last, an empty one being nothing at all."""
    labels = {b.code: b.name for b in bureaux}
    lines = [_quoted(roll.COLUMNS)]
    lines += [_quoted(roll.fields(row, labels)) for row in rows]
    return "\n".join(lines) + "\n"


def _quoted(fields: Sequence[str]) -> str:
    shown = ['"' + f.replace('"', '""') + '"' if f else "" for f in fields[:-1]]
    return ";".join([*shown, fields[-1]])


def truth(rows: Sequence[roll.Row]) -> str:
    """Write where every line of the roll really lives; empty where the line cannot tell."""
    lines = ["bureau;numero_ordre;adresse_id;lon;lat"]
    for row in rows:
        bureau = f"{COMMUNE}_{row.bureau}" if row.bureau else ""
        order = row.order or ""
        if row.written.found:
            lon, lat = lonlat(row.elector.home.point, digits=6)
            lines.append(f"{bureau};{order};{row.elector.home.id};{lon:.6f};{lat:.6f}")
        else:
            lines.append(f"{bureau};{order};;;")
    return "\n".join(lines) + "\n"


def bureaux(areas: Sequence[Area]) -> str:
    """Write the areas of the bureaux with the property names of the national proposal."""
    return _collection(
        "bureaux",
        (
            ({
                "id_bv": f"{COMMUNE}_{int(a.code)}", "codeBureauVote": f"{COMMUNE}_{a.code}",
                "numeroBureauVote": a.code, "nomBureauVote": a.name, "codeCommune": COMMUNE,
                "nomCommune": CITY, "codeDepartement": "99", "codeCirconscription": "9901",
            }, a.shape)
            for a in areas
        ),
    )  # fmt: skip


def quartiers(areas: Sequence[Area]) -> str:
    """Write the quartiers."""
    rows = (({"quartier": str(int(a.code)), "nom_quartier": a.name}, a.shape) for a in areas)
    return _collection("quartiers", rows)


def commune() -> str:
    """Write the outline of the commune."""
    properties = {"code": COMMUNE, "nom": CITY, "codeDepartement": "99"}
    return _collection("commune", [(properties, Polygon(commune_line()))])


def _collection(name: str, rows: Iterable[tuple[dict[str, str], Polygon]]) -> str:
    features = [
        json.dumps(
            {"type": "Feature", "properties": properties, "geometry": _geometry(shape)},
            ensure_ascii=False,
        )
        for properties, shape in rows
    ]
    body = ",\n".join(features)
    return f'{{"type": "FeatureCollection", "name": "{name}", "features": [\n{body}\n]}}\n'


def _geometry(shape: Polygon) -> dict[str, object]:
    shape = orient(shape)
    rings = [shape.exterior, *shape.interiors]
    return {"type": "Polygon", "coordinates": [lonlats(r.coords, digits=6) for r in rings]}


def write_all(folder: Path, parts: dict[str, str]) -> None:
    """Write every file of the town."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in parts.items():
        save(folder, name, text)
