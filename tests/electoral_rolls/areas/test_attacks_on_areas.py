"""Files called contours that make their reader look elsewhere."""

import http.server
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import box

from campaign.places.drawn_shapes import drawn
from canvass.errors import BadInputError
from electoral_rolls.areas.area_files import read_shapes

SHAPES = gpd.GeoDataFrame({"nom": ["Centre"]}, geometry=[box(1, 43, 2, 44)], crs="EPSG:4326")
MARK = "PERSONNE-NE-DOIT-LIRE"


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """A server that notes what it is asked; its port is the first thing in the list."""
    said: list[str] = []

    class Noting(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said.append(self.path)
            self.send_error(404)

        def do_HEAD(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Noting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    said.append(str(server.server_port))
    yield said
    server.shutdown()


def virtual(source: str) -> str:
    return (
        f"<OGRVRTDataSource><OGRVRTLayer name='secret'><SrcDataSource>{source}</SrcDataSource>"
        "<GeometryType>wkbPolygon</GeometryType><GeometryField encoding='WKT' field='WKT'/>"
        "</OGRVRTLayer></OGRVRTDataSource>"
    )


def command(source: str) -> str:
    return (
        '{"type": "gdal_streamed_alg", "features": "FeatureCollection", '
        f'"command_line": "gdal vector pipeline ! read {source} ! write a --of=stream"}}'
    )


def written(folder: Path, name: str, text: str) -> Path:
    if name.endswith(".zip"):
        with zipfile.ZipFile(folder / name, "w") as archive:
            archive.writestr(name.removesuffix(".zip"), text)
    else:
        (folder / name).write_text(text)
    return folder / name


@pytest.mark.parametrize("make", [virtual, command])
@pytest.mark.parametrize(
    "name", ["a.geojson", "a.gpkg", "a.shp", "a.json.zip", "a.shp.zip", "a.vrt.zip", "a.txt"]
)
def test_no_file_makes_its_reader_open_another(
    tmp_path: Path, name: str, make: object, asked: list[str]
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text(f'nom,WKT\n{MARK},"POLYGON((1 43,2 43,2 44,1 43))"\n')
    for source in (str(secret), f"/vsicurl/http://127.0.0.1:{asked[0]}/x.geojson"):
        path = written(tmp_path, name, make(source))  # type: ignore[operator]
        for read in (read_shapes, lambda p: drawn(p, kinds=["Polygon"])):
            with pytest.raises(BadInputError) as refused:
                read(path)
            assert MARK not in str(refused.value)
    assert len(asked) == 1


def test_an_archive_is_refused_for_any_virtual_member(tmp_path: Path) -> None:
    SHAPES.to_file(tmp_path / "good.geojson")
    with zipfile.ZipFile(tmp_path / "mixed.zip", "w") as archive:
        archive.write(tmp_path / "good.geojson", "good.geojson")
        archive.writestr("a.vrt", virtual("/etc/passwd"))
    with pytest.raises(BadInputError):
        read_shapes(tmp_path / "mixed.zip")


@pytest.mark.parametrize("kind", ["geojson", "gpkg", "shp"])
@pytest.mark.parametrize("packed", [False, True])
def test_plain_files_are_read(tmp_path: Path, kind: str, packed: bool) -> None:
    path = tmp_path / f"a.{kind}"
    SHAPES.to_file(path)
    if packed:
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            for part in tmp_path.glob("a.*"):
                if part.suffix != ".zip":
                    archive.write(part, part.name)
            if kind == "shp":
                archive.writestr("a.shp.xml", "<metadata>IGN</metadata>")
        path = tmp_path / "a.zip"
    assert read_shapes(path)["nom"].tolist() == ["Centre"]
    with_mark = tmp_path / "b.geojson"
    SHAPES.to_file(tmp_path / "c.geojson")
    with_mark.write_bytes(b"\xef\xbb\xbf \n" + (tmp_path / "c.geojson").read_bytes())
    assert len(read_shapes(with_mark)) == 1
