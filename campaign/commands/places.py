"""The command that brings in open data."""

from pathlib import Path
from typing import Annotated, Any

import typer

from campaign.commands.runner import existing, perform, say, spoken_errors, tell
from campaign.commands.usage import yes_or_no

app = typer.Typer()

Folder = Annotated[
    Path, typer.Argument(help=say("Dossier de la campagne.", "The campaign's folder."))
]
_FILE: dict[str, Any] = {"callback": existing}


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
        list[Path] | None,
        _option(
            "Contours des quartiers, un fichier par commune.",
            "Neighbourhood areas, one file a commune.",
        ),
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
    column: Annotated[
        list[str] | None,
        typer.Option(
            help=say(
                "Colonne des résultats sous un autre nom : champ=COLONNE (répétable).",
                "Column of results under another name: field=COLUMN (repeatable).",
            )
        ),
    ] = None,
) -> None:
    """Read and keep the open data."""
    from campaign.places.import_places import PlaceFiles
    from campaign.places.import_places import import_places as run

    files = PlaceFiles(
        addresses=addresses,
        lieux_dits=lieux_dits,
        bureaux=bureaux,
        quartiers=tuple(quartiers or ()),
        streets=streets,
        results=tuple(results or ()),
        declared_crs=declared_crs,
        bureau_streets=bureau_streets,
        bureau_codes=bureau_codes,
        bureau_column=bureau_column,
        result_columns=tuple(column or ()),
    )
    perform(
        folder,
        say("Lieux", "Places"),
        lambda campaign, on_progress: run(campaign, files, on_progress=on_progress),
    )


@app.command(
    help=say(
        "Demander les rues à Overpass (OpenStreetMap), à défaut de fichier.",
        "Ask Overpass (OpenStreetMap) for the streets, where there is no file.",
    )
)
def fetch_streets(
    folder: Folder,
    yes: Annotated[
        bool, typer.Option("--yes", help=say("Envoyer sans demander.", "Send without asking."))
    ] = False,
    url: Annotated[
        str | None,
        typer.Option(help=say("Un autre serveur Overpass.", "Another Overpass server.")),
    ] = None,
) -> None:
    """Show what would leave this machine, ask, then fetch the streets."""
    from campaign.folder import open_campaign
    from campaign.places.fetch_streets import fetch, what_is_asked
    from routing.network.overpass import URL, Overpass

    service = Overpass(url=url or URL)
    with spoken_errors():
        tell(what_is_asked(open_campaign(folder), service=service))
    if not yes and not yes_or_no(say("Envoyer ?", "Send?")):
        raise typer.Abort
    perform(
        folder,
        say("Rues", "Streets"),
        lambda campaign, on_progress: fetch(campaign, service=service, on_progress=on_progress),
    )
