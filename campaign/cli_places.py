"""The command that brings in open data."""

from pathlib import Path
from typing import Annotated, Any

import typer

from campaign.cli_frame import perform, say

app = typer.Typer()

Folder = Annotated[
    Path, typer.Argument(help=say("Dossier de la campagne.", "The campaign's folder."))
]
_FILE: dict[str, Any] = {"exists": True, "dir_okay": False, "readable": True}


def _option(fr: str, en: str) -> Any:
    return typer.Option(**_FILE, help=say(fr, en))


@app.command(
    help=say("Importer adresses, bureaux, quartiers, rues, résultats.", "Import open data.")
)
def import_places(
    folder: Folder,
    addresses: Annotated[
        Path | None, _option("Adresses (BAN ou BAL).", "Addresses (BAN or BAL).")
    ] = None,
    lieux_dits: Annotated[
        Path | None, _option("Lieux-dits de la BAN.", "Lieux-dits of the BAN.")
    ] = None,
    bureaux: Annotated[
        Path | None, _option("Contours des bureaux de vote.", "Polling station areas.")
    ] = None,
    quartiers: Annotated[
        Path | None, _option("Contours des quartiers.", "Neighbourhood areas.")
    ] = None,
    streets: Annotated[
        Path | None, _option("Rues (OpenStreetMap).", "Streets (OpenStreetMap).")
    ] = None,
    results: Annotated[
        list[Path] | None, _option("Résultats par bureau.", "Results by polling station.")
    ] = None,
    declared_crs: Annotated[
        str | None,
        typer.Option(
            help=say(
                "Projection à croire à la place de celle du fichier (EPSG:4326…).",
                "CRS to believe instead of the file's own (EPSG:4326…).",
            )
        ),
    ] = None,
    bureau_streets: Annotated[
        Path | None,
        _option("Rues et leur bureau (sans contours).", "Streets with their station (no areas)."),
    ] = None,
    bureau_codes: Annotated[
        Path | None,
        _option(
            "Bureaux qui ont changé de code : ancien;nouveau.",
            "Stations whose code changed: old;new.",
        ),
    ] = None,
    bureau_column: Annotated[
        str | None,
        typer.Option(help=say("Colonne du code de bureau.", "Column of the station's code.")),
    ] = None,
) -> None:
    """Read and keep the open data."""
    from campaign.import_places import PlaceFiles
    from campaign.import_places import import_places as run

    files = PlaceFiles(
        addresses=addresses,
        lieux_dits=lieux_dits,
        bureaux=bureaux,
        quartiers=quartiers,
        streets=streets,
        results=tuple(results or ()),
        declared_crs=declared_crs,
        bureau_streets=bureau_streets,
        bureau_codes=bureau_codes,
        bureau_column=bureau_column,
    )
    perform(
        folder,
        say("Lieux", "Places"),
        lambda campaign, on_progress: run(campaign, files, on_progress=on_progress),
    )
