"""Commands that hand the campaign over to other systems and take back from them."""

import getpass
from pathlib import Path
from typing import Annotated

import typer

from campaign.commands.runner import Column, existing, perform, say
from exchange.registry import REGISTRY, readable

_TITLES = ", ".join(one.title for one in REGISTRY.values())

Folder = Annotated[
    Path, typer.Argument(help=say("Dossier de la campagne.", "The campaign's folder."))
]
Who = Annotated[
    str,
    typer.Option(
        help=say("Qui le fait, pour le journal (par défaut : vous).", "Who does it, for the audit.")
    ),
]

app = typer.Typer()


@app.command(
    help=say(f"Exporter vers d'autres logiciels : {_TITLES}.", f"Export to others: {_TITLES}.")
)
def exchange_export(
    folder: Folder,
    format: Annotated[  # noqa: A002
        str,
        typer.Argument(metavar="FORMAT", help=f"{', '.join(REGISTRY)}."),
    ],
    out: Annotated[
        Path, typer.Argument(help=say("Fichier ou dossier à créer.", "File or folder to create."))
    ],
    table: Annotated[
        list[str] | None,
        typer.Option(
            help=say(
                "Pour csv et xlsx : table à écrire (répétable).",
                "For csv and xlsx: table to write (repeatable).",
            )
        ),
    ] = None,
    who: Who = "",
) -> None:
    """Write another system's files."""
    from campaign.exchange.export_people import export_to as run

    perform(
        folder,
        say("Export", "Export"),
        lambda campaign, on_progress: run(
            campaign, format, out, tables=table or (), who=who or _user(), on_progress=on_progress
        ),
    )


@app.command(
    help=say(
        "Reprendre passages et oppositions d'un autre logiciel.",
        "Take contacts and objections from another system.",
    )
)
def exchange_import(
    folder: Folder,
    format: Annotated[  # noqa: A002
        str,
        typer.Argument(metavar="FORMAT", help=f"{', '.join(readable())}."),
    ],
    file: Annotated[
        Path, typer.Argument(callback=existing, help=say("Fichier à lire.", "File to read."))
    ],
    who: Who = "",
    column: Column = None,
) -> None:
    """Read another system's file."""
    from campaign.exchange.import_file import import_from as run

    perform(
        folder,
        say("Import", "Import"),
        lambda campaign, on_progress: run(
            campaign,
            format,
            file,
            who=who or _user(),
            columns=column or (),
            on_progress=on_progress,
        ),
    )


def _user() -> str:
    """Name who is at the keyboard, as the machine knows them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
