"""Commands about the base itself: where it is, whether it is whole, its backups."""

import os
from pathlib import Path
from typing import Annotated

import typer

from campaign.commands.runner import (
    bar,
    existing,
    new_passphrase,
    perform,
    say,
    spoken_errors,
    tell,
)
from canvass.errors import BadInputError
from canvass.words import Words

Folder = Annotated[
    Path, typer.Argument(help=say("Dossier de la campagne.", "The campaign's folder."))
]
PassphraseEnv = Annotated[
    str,
    typer.Option(
        help=say(
            "Variable d'environnement qui tient la phrase secrète.",
            "Environment variable that holds the passphrase.",
        )
    ),
]

app = typer.Typer()
database = typer.Typer(no_args_is_help=True)
app.add_typer(
    database, name="db", help=say("Déplacer ou vérifier la base.", "Move or check the base.")
)


@database.command(
    help=say("Copier la base ailleurs, avec la preuve.", "Copy the base elsewhere, with proof.")
)
def move(
    folder: Folder,
    to: Annotated[
        str,
        typer.Option(
            help=say(
                "postgresql://utilisateur@serveur/base sans mot de passe, ou « fichier ».",
                "postgresql://user@server/database without password, or “file”.",
            )
        ),
    ],
    erase: Annotated[
        bool, typer.Option("--erase", help=say("Effacer l'ancienne base.", "Erase the old base."))
    ] = False,
) -> None:
    """Move the base and switch the setting."""
    from campaign.base.database import move as run

    perform(
        folder,
        say("Déplacement", "Move"),
        lambda campaign, on_progress: run(campaign, to, erase=erase, on_progress=on_progress),
    )


@database.command(help=say("Vérifier la base.", "Check the base."))
def check(
    folder: Folder,
    rebuild: Annotated[
        bool,
        typer.Option(
            "--rebuild",
            help=say("Recalculer l'état depuis le journal.", "Work the state out from the log."),
        ),
    ] = False,
) -> None:
    """Check the file, the constraints, the log and the state."""
    from campaign.base.database import check as run

    perform(
        folder, say("Vérification", "Check"), lambda campaign, _: run(campaign, rebuild=rebuild)
    )


@database.command(help=say("Chiffrer la base sur le disque.", "Encrypt the base on the disk."))
def encrypt(folder: Folder) -> None:
    """Write the base into an encrypted file."""
    from campaign.base.encryption import encrypt as run

    secret = new_passphrase()
    perform(
        folder,
        say("Chiffrement", "Encryption"),
        lambda campaign, on_progress: run(campaign, passphrase=secret, on_progress=on_progress),
    )


@database.command(help=say("Déchiffrer la base.", "Decrypt the base."))
def decrypt(folder: Folder) -> None:
    """Write the base into a plain file."""
    from campaign.base.encryption import decrypt as run

    perform(
        folder,
        say("Déchiffrement", "Decryption"),
        lambda campaign, on_progress: run(campaign, on_progress=on_progress),
    )


@app.command(help=say("Sauvegarder la campagne.", "Back the campaign up."))
def backup(
    folder: Folder,
    file: Annotated[Path, typer.Argument(help=say("Fichier à créer.", "File to create."))],
    passphrase_env: PassphraseEnv = "",
) -> None:
    """Keep the campaign in one file."""
    from campaign.base.backup import backup as run

    with spoken_errors():
        secret = _passphrase(passphrase_env)
    perform(
        folder,
        say("Sauvegarde", "Backup"),
        lambda campaign, on_progress: run(
            campaign, file, passphrase=secret, on_progress=on_progress
        ),
    )


@app.command(help=say("Rétablir une sauvegarde.", "Restore a backup."))
def restore(
    file: Annotated[Path, typer.Argument(callback=existing, help=say("Sauvegarde.", "Backup."))],
    folder: Annotated[
        Path, typer.Argument(help=say("Dossier vide ou absent.", "Empty or absent folder."))
    ],
    passphrase_env: PassphraseEnv = "",
) -> None:
    """Bring a campaign back."""
    from campaign.base.backup import restore as run

    label = say("Restauration", "Restore")
    with spoken_errors(), bar(label) as on_progress:
        done = run(file, folder, passphrase=_passphrase(passphrase_env), on_progress=on_progress)
    tell(done)


def _passphrase(variable: str) -> str:
    """Read the passphrase where it was said to be; a misspelt name must not mean no encryption."""
    if variable and not os.environ.get(variable):
        raise BadInputError(
            Words(
                f"La variable d'environnement {variable} est vide.",
                f"The environment variable {variable} is empty.",
            )
        )
    return os.environ.get(variable, "") if variable else ""
