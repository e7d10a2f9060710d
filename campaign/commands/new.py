"""The command that creates a campaign."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from campaign.commands.runner import new_passphrase, say, spoken_errors
from campaign.commands.usage import yes_or_no

app = typer.Typer()

Folder = Annotated[
    Path, typer.Argument(help=say("Dossier de la campagne.", "The campaign's folder."))
]


def _asked_commune(given: list[str]) -> list[str]:
    """Ask for the commune where none was given: an option of several values has no prompt."""
    return given or [typer.prompt(say("Code INSEE de la commune", "INSEE code of the commune"))]


@app.command(help=say("Créer une campagne.", "Create a campaign."))
def new(
    folder: Folder,
    name: Annotated[
        str,
        typer.Option(
            prompt=say("Nom de la campagne", "Name of the campaign"),
            help=say("Nom de la campagne.", "Name of the campaign."),
        ),
    ],
    election_date: Annotated[
        datetime,
        typer.Option(
            formats=["%Y-%m-%d", "%d/%m/%Y"],
            prompt=say("Date du dernier tour (JJ/MM/AAAA)", "Date of the last round (DD/MM/YYYY)"),
            help=say("Date du dernier tour.", "Date of the last round."),
        ),
    ],
    commune: Annotated[
        list[str],
        typer.Option(
            default_factory=list,
            show_default=False,
            callback=_asked_commune,
            help=say(
                "Code INSEE ; plusieurs : séparés par des virgules, ou l'option répétée.",
                "INSEE code; several: comma separated, or the option repeated.",
            ),
        ),
    ],
    requester: Annotated[
        str,
        typer.Option(
            prompt=say("Qui a demandé la liste électorale", "Who asked for the electoral roll"),
            help=say("Personne qui a demandé la liste.", "Person who asked for the roll."),
        ),
    ],
    undertaking: Annotated[
        bool | None,
        typer.Option(
            "--undertaking/--no-undertaking",
            help=say(
                "Engagement de l'article L37 ; demandé s'il n'est pas dit.",
                "Undertaking of article L37; asked for where it is not said.",
            ),
        ),
    ] = None,
    origin: Annotated[
        str, typer.Option(help=say("mairie ou prefecture.", "mairie or prefecture."))
    ] = "mairie",
    received_on: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d", "%d/%m/%Y"],
            help=say("Date de réception de la liste.", "Date the roll was received."),
        ),
    ] = None,
    controller: Annotated[
        str,
        typer.Option(
            help=say("Responsable du fichier (par défaut : le demandeur).", "Data controller.")
        ),
    ] = "",
    contact: Annotated[
        str,
        typer.Option(
            prompt=say("Adresse e-mail pour les droits des personnes", "E-mail for data rights"),
            help=say("E-mail imprimé sur les feuilles.", "E-mail printed on the sheets."),
        ),
    ] = "",
    encrypted: Annotated[
        bool,
        typer.Option(
            "--encrypted",
            help=say("Chiffrer la base dès son premier octet.", "Encrypt the base from the start."),
        ),
    ] = False,
) -> None:
    """Ask for what the law and the sheets need, then create the folder."""
    from campaign.first_settings import FirstAnswers, first_settings
    from campaign.folder import new_campaign

    promised = undertaking
    if promised is None:
        promised = yes_or_no(
            say(
                "Vous engagez-vous à ne faire aucun usage commercial de la liste (art. L37) ?",
                "Do you undertake to make no commercial use of the roll (art. L37)?",
            )
        )
    answers = FirstAnswers(
        name=name,
        election_date=election_date.date(),
        communes=" ".join(commune),
        requester=requester,
        origin=origin,
        received_on=received_on.date() if received_on else None,
        undertaking=promised,
        controller=controller,
        contact=contact,
    )
    with spoken_errors():
        settings = first_settings(answers)
        secret = new_passphrase() if encrypted else ""
        new_campaign(folder, settings, encrypted=encrypted, passphrase=secret)
    typer.echo(say(f"Campagne créée : {folder}", f"Campaign created: {folder}"))
