"""The command line: one command per use case, French unless ``ARPENTEUR_LANG=en``.

Only typer and rich are imported here; each command loads what it needs.
"""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from campaign.commands import (
    accounts,
    addresses,
    by_hand,
    consents,
    database,
    exchange,
    new,
    places,
    privacy,
    rights,
    turf,
    walks,
)
from campaign.commands.panels import Panels
from campaign.commands.runner import (
    Column,
    ask_passphrase,
    bar,
    existing,
    perform,
    say,
    spoken_errors,
)
from campaign.server.serve import PORT

app = typer.Typer(
    cls=Panels,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=say(
        "De la liste électorale à la feuille de route, et retour, sans réseau.",
        "From the electoral roll to the walk list and back, offline.",
    ),
)

for part in (
    new,
    places,
    addresses,
    database,
    exchange,
    turf,
    walks,
    by_hand,
    privacy,
    rights,
    consents,
    accounts,
):
    app.add_typer(part.app)

Folder = Annotated[
    Path, typer.Argument(help=say("Dossier de la campagne.", "The campaign's folder."))
]
_FILE: dict[str, Any] = {"callback": existing}


@app.command(help=say("Importer la liste électorale.", "Import the electoral roll."))
def import_roll(
    folder: Folder,
    files: Annotated[
        list[Path],
        typer.Argument(**_FILE, help=say("Fichiers d'une même remise.", "Files of one delivery.")),
    ],
    remove_left: Annotated[
        bool,
        typer.Option(
            "--remove-left",
            help=say(
                "Retirer les électeurs absents de ces fichiers.",
                "Remove voters that these files do not hold.",
            ),
        ),
    ] = False,
    list_type: Annotated[
        str | None,
        typer.Option(
            "--list",
            help=say(
                "LP, LCM ou LCE, si le fichier ne le dit pas.",
                "LP, LCM or LCE, where the file does not say.",
            ),
        ),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            help=say(
                "Colonne sous un autre nom : « nom de naissance=NOM » (répétable).",
                "Column under another name: “nom de naissance=NOM” (repeatable).",
            )
        ),
    ] = None,
) -> None:
    """Merge roll files into the base."""
    from campaign.import_roll import import_roll as run

    perform(
        folder,
        say("Liste électorale", "Electoral roll"),
        lambda campaign, on_progress: run(
            campaign,
            files,
            remove_left=remove_left,
            list_type=list_type,
            columns=column or (),
            on_progress=on_progress,
        ),
    )


@app.command(help=say("Placer les électeurs à leur porte.", "Find every voter's door."))
def geocode(folder: Folder) -> None:
    """Place the voters offline."""
    from campaign.addresses.geocode import geocode as run

    perform(
        folder,
        say("Adresses", "Addresses"),
        lambda campaign, on_progress: run(campaign, on_progress=on_progress),
    )


@app.command(help=say("Découper en secteurs.", "Cut turfs."))
def cut(
    folder: Folder,
    target: Annotated[
        float, typer.Option(help=say("Taille d'un secteur.", "Size of a turf."))
    ] = 50,
    unit: Annotated[
        str, typer.Option(help=say("doors (portes) ou minutes.", "doors or minutes."))
    ] = "doors",
    within: Annotated[
        str,
        typer.Option(help=say("none, bureau ou quartier.", "none, bureau or quartier.")),
    ] = "bureau",
    by: Annotated[
        str,
        typer.Option(
            help=say(
                "building, blockface (côté de rue) ou block (îlot).",
                "building, blockface or block.",
            )
        ),
    ] = "building",
    bureau: Annotated[
        list[str] | None,
        typer.Option(help=say("Seulement ces bureaux.", "Only these bureaux.")),
    ] = None,
    names: Annotated[
        str,
        typer.Option(help=say("Noms : streets (rues) ou quartier.", "Names: streets or quartier.")),
    ] = "streets",
    gap: Annotated[
        float,
        typer.Option(
            help=say(
                "Mètres à pied, au plus, d'une porte aux autres d'un secteur.",
                "Metres on foot, at most, from door to door of a turf.",
            )
        ),
    ] = 300,
    whole: Annotated[
        bool,
        typer.Option(
            "--whole",
            help=say(
                "Avec --by : ne jamais couper ces côtés de rue ou ces îlots, même hors tolérance.",
                "With --by: never cut these sides of streets or blocks, even outside the "
                "tolerance.",
            ),
        ),
    ] = False,
    seed: int = 0,
) -> None:
    """Cut the town, or some bureaux of it."""
    from campaign.turfs.cut import CutChoices
    from campaign.turfs.cut import cut as run

    with spoken_errors():
        choices = CutChoices.checked(
            target=target,
            unit=unit,
            within=within,
            by=by,
            bureaux=tuple(bureau or ()),
            seed=seed,
            names=names,
            gap_m=gap,
            whole=whole,
        )
    perform(
        folder,
        say("Découpage", "Cutting"),
        lambda campaign, on_progress: run(campaign, choices, on_progress=on_progress),
    )


@app.command(help=say("Écrire les feuilles de route.", "Write the walk lists."))
def export(
    folder: Folder,
    bureau: Annotated[
        list[str] | None,
        typer.Option(help=say("Seulement ces bureaux.", "Only these bureaux.")),
    ] = None,
    turf: Annotated[
        list[str] | None,
        typer.Option(help=say("Seulement ces secteurs.", "Only these turfs.")),
    ] = None,
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            help=say(
                "En plus du PDF, du CSV et du GeoJSON : xlsx (Excel), gpx (GPS).",
                "Besides PDF, CSV and GeoJSON: xlsx (Excel), gpx (GPS).",
            ),
        ),
    ] = None,
) -> None:
    """Write PDF, CSV and GeoJSON per turf, and what else is asked for."""
    from campaign.sheets.export import export_walk_lists as run

    asked = [name.strip() for told in formats or () for name in told.split(",")]
    perform(
        folder,
        say("Feuilles de route", "Walk lists"),
        lambda campaign, on_progress: run(
            campaign,
            bureaux=bureau or (),
            turfs=turf or (),
            formats=asked,
            on_progress=on_progress,
        ),
    )


@app.command(help=say("Reprendre les feuilles remplies.", "Take the filled sheets back."))
def import_responses(
    folder: Folder,
    files: Annotated[
        list[Path],
        typer.Argument(
            **_FILE,
            help=say("Tableaux remplis (CSV ou classeur).", "Filled tables (CSV or workbook)."),
        ),
    ],
    more_doors: Annotated[
        bool,
        typer.Option(
            "--more-doors",
            help=say(
                "Compter aussi bien plus de portes frappées que prévu : c'est vérifié.",
                "Count far more doors knocked than expected too: it was checked.",
            ),
        ),
    ] = False,
    on_day: Annotated[
        datetime | None,
        typer.Option(
            "--date",
            formats=["%Y-%m-%d", "%d/%m/%Y"],
            help=say("Date des lignes qui n'en ont pas.", "Day of the rows that have none."),
        ),
    ] = None,
    column: Column = None,
) -> None:
    """Record what came back."""
    from campaign.contacts.import_responses import import_responses as run

    perform(
        folder,
        say("Passages", "Contacts"),
        lambda campaign, on_progress: run(
            campaign,
            files,
            more_doors=more_doors,
            on_day=on_day.date() if on_day else None,
            columns=column or (),
            on_progress=on_progress,
        ),
    )


@app.command(help=say("Résumer le terrain : portes et préoccupations.", "Sum up the field."))
def report(folder: Folder) -> None:
    """Write the report files and print the totals."""
    from campaign.report.report import report as run

    perform(
        folder,
        say("Bilan", "Report"),
        lambda campaign, on_progress: run(campaign, on_progress=on_progress),
    )


@app.command(help=say("Toute la chaîne sur une ville.", "The whole chain on a town."))
def demo(
    data: Annotated[
        Path | None,
        typer.Option(
            help=say(
                "Dossier de données d'une ville (par défaut : Val-Fleuri, fictive).",
                "A town's data folder (default: Val-Fleuri, fictitious).",
            )
        ),
    ] = None,
    out: Annotated[
        Path, typer.Option(help=say("Où créer la campagne.", "Where to create the campaign."))
    ] = Path("demo"),
    bureau: Annotated[
        list[str] | None,
        typer.Option(help=say("Feuilles de ces bureaux.", "Sheets of these bureaux.")),
    ] = None,
) -> None:
    """Run every step and say what came out."""
    from campaign.demo import run_demo

    with spoken_errors():
        run_demo(data, out, bureaux=tuple(bureau or ()), show=typer.echo, bar=bar)


@app.command(name="app", help=say("Ouvrir l'application.", "Open the app."))
def open_app(
    folder: Folder,
    port: Annotated[int, typer.Option(help=say("Port local.", "Local port."))] = PORT,
    browser: Annotated[
        bool, typer.Option(help=say("Ouvrir le navigateur.", "Open the browser."))
    ] = True,
) -> None:
    """Serve the app on this machine only."""
    from campaign.server.serve import serve

    with spoken_errors():
        ask_passphrase(folder)
        serve(folder, port=port, browser=browser)


def run() -> None:
    """Entry point; UTF-8 out even where the terminal says otherwise."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app()
