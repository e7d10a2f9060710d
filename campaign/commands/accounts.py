"""Commands about who may open the app."""

import os
from datetime import datetime
from typing import Annotated

import typer

from campaign.commands.privacy import Folder, user
from campaign.commands.runner import perform, say, spoken_errors
from campaign.server.serve import LOCAL_ADDRESS
from canvass.errors import BadInputError
from canvass.words import Words

app = typer.Typer()
accounts = typer.Typer(no_args_is_help=True)
app.add_typer(
    accounts,
    name="accounts",
    help=say("Comptes, rôles et créneaux de l'application.", "Accounts, roles and shifts."),
)
Name = Annotated[str, typer.Argument(metavar="NOM", help=say("Nom du compte.", "Its name."))]
PasswordEnv = Annotated[
    str,
    typer.Option(
        help=say(
            "Variable d'environnement du mot de passe (sinon, il est demandé).",
            "Environment variable of the password (asked for otherwise).",
        )
    ),
]
_HOUR = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"]


@accounts.command(help=say("Créer un compte.", "Make an account."))
def add(
    folder: Folder,
    name: Name,
    role: Annotated[
        str,
        typer.Option(
            help=say(
                "organisateur, analyste, responsable d'équipe ou bénévole.",
                "organiser, analyst, team leader or canvasser.",
            )
        ),
    ],
    password_env: PasswordEnv = "",
) -> None:
    """Make an account; the first is an organiser's."""
    from campaign.server.accounts import add_account as run

    secret = _password(password_env)
    perform(
        folder,
        say("Compte", "Account"),
        lambda campaign, _: run(campaign, name, role, secret, who=user()),
    )


@accounts.command(name="list", help=say("Lister les comptes.", "List the accounts."))
def list_all(folder: Folder) -> None:
    """List them."""
    from campaign.server.accounts import list_accounts as run

    perform(folder, say("Comptes", "Accounts"), lambda campaign, _: run(campaign))


@accounts.command(help=say("Changer un mot de passe.", "Change a password."))
def password(folder: Folder, name: Name, password_env: PasswordEnv = "") -> None:
    """Set another password."""
    from campaign.server.accounts import change_password as run

    secret = _password(password_env)
    perform(
        folder,
        say("Compte", "Account"),
        lambda campaign, _: run(campaign, name, secret, who=user()),
    )


@accounts.command(
    help=say(
        "Demander aussi un code d'un téléphone, ou (--remove) ne plus en demander.",
        "Ask for a phone's code too, or (--remove) for the password alone.",
    )
)
def code(
    folder: Folder,
    name: Name,
    remove: Annotated[
        bool,
        typer.Option(
            "--remove",
            help=say("Le téléphone est perdu : plus de code.", "The phone is lost: no more code."),
        ),
    ] = False,
) -> None:
    """Show what the phone is to keep, and take it once it shows the right code."""
    from campaign.folder import open_campaign
    from campaign.server.my_account import offer_code, remove_code, set_code

    label = say("Deuxième facteur", "Second factor")
    if remove:
        perform(folder, label, lambda campaign, _: remove_code(campaign, name, who=user()))
        return
    with spoken_errors():
        offered = offer_code(open_campaign(folder), name)
    typer.echo(say("À enregistrer dans le téléphone :", "For the phone to keep:"))
    typer.echo(f"  {offered.typed}\n  {offered.address}")
    shown = str(typer.prompt(say("Code que montre le téléphone", "Code that the phone shows")))
    perform(
        folder,
        label,
        lambda campaign, _: set_code(campaign, name, nonce=offered.nonce, code=shown, who=user()),
    )


@accounts.command(help=say("Supprimer un compte.", "Remove an account."))
def remove(folder: Folder, name: Name) -> None:
    """Remove it, its shifts and links."""
    from campaign.server.accounts import remove_account as run

    perform(folder, say("Compte", "Account"), lambda campaign, _: run(campaign, name, who=user()))


@accounts.command(
    help=say("Donner un secteur pour quelques heures.", "Give a turf for some hours.")
)
def shift(
    folder: Folder,
    name: Name,
    turf: Annotated[str, typer.Argument(metavar="SECTEUR", help=say("Secteur.", "Turf."))],
    starts: Annotated[
        datetime,
        typer.Option(formats=_HOUR, help=say("Début, heure locale.", "Start, local time.")),
    ],
    ends: Annotated[
        datetime, typer.Option(formats=_HOUR, help=say("Fin, heure locale.", "End, local time."))
    ],
    address: Annotated[
        str,
        typer.Option(
            help=say(
                "Adresse à laquelle les bénévoles ouvrent l'application.",
                "Address at which canvassers open the app.",
            )
        ),
    ] = LOCAL_ADDRESS,
) -> None:
    """Give the turf and show its link."""
    from campaign.server.accounts import give_shift as run

    perform(
        folder,
        say("Créneau", "Shift"),
        lambda campaign, _: run(
            campaign,
            name,
            turf,
            starts=starts.astimezone(),
            ends=ends.astimezone(),
            who=user(),
            address=address,
        ),
    )


def _password(variable: str) -> str:
    if not variable:
        asked = say("Mot de passe (12 signes au moins)", "Password (12 signs or more)")
        return str(typer.prompt(asked, hide_input=True, confirmation_prompt=True))
    with spoken_errors():
        if not os.environ.get(variable):
            raise BadInputError(
                Words(
                    f"La variable d'environnement {variable} est vide.",
                    f"The environment variable {variable} is empty.",
                )
            )
    return os.environ[variable]
