"""What every command shares: the language, the bar, the errors said in one message."""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any

import typer

from canvass.errors import ArpenteurError, BadInputError, Fault, MissingFileError
from canvass.progress import OnProgress
from canvass.words import Language, Words, language


def _language() -> Language:
    return "en" if os.environ.get("ARPENTEUR_LANG", "fr").lower().startswith("en") else "fr"


# Help texts are made when the commands are declared, so the language is settled before.
language.set(_language())


def say(fr: str, en: str, /, **values: object) -> str:
    """Return a help text in the language of this run."""
    return str(Words(fr, en, **values))


#: Of every command that reads a table.
Column = Annotated[
    list[str] | None,
    typer.Option(
        help=say(
            "Colonne sous un autre nom : champ=COLONNE (répétable).",
            "Column under another name: field=COLUMN (repeatable).",
        )
    ),
]
#: Exit code of a command that did a part: what is left is listed.
INCOMPLETE = 3


@contextmanager
def spoken_errors() -> Iterator[None]:
    """Turn the house's errors into one message and exit code 1."""
    try:
        yield
    except ArpenteurError as error:
        typer.secho(str(error), err=True, fg=typer.colors.RED)
        raise typer.Exit(1) from error
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise
        typer.secho(str(_unusable(error)), err=True, fg=typer.colors.RED)
        raise typer.Exit(1) from error
    except KeyboardInterrupt:
        typer.echo(
            say(
                "\nInterrompu. Rien n'est écrit à moitié ; la même commande reprend.",
                "\nInterrupted. Nothing is half written; the same command goes on.",
            ),
            err=True,
        )
        raise typer.Exit(130) from None


def _unusable(error: OSError) -> Words:
    """Say which file the system refuses, and why: nearly always one that was to be written."""
    why = {
        errno.ENOENT: Words("le dossier n'existe pas", "the folder does not exist"),
        errno.ENOTDIR: Words("le dossier n'existe pas", "the folder does not exist"),
        errno.EEXIST: Words("c'est un fichier, pas un dossier", "it is a file, not a folder"),
        errno.EISDIR: Words("c'est un dossier : donnez un fichier", "it is a folder: give a file"),
        errno.EACCES: Words("l'accès en est refusé, ou il est ouvert", "access denied, or open"),
        errno.ENOSPC: Words("le disque est plein", "the disk is full"),
    }.get(error.errno or 0, Words(str(error.strerror), str(error.strerror)))
    if error.filename is None:
        return Words(str(error), str(error))
    # a file is written beside its place first, whose name nobody gave
    name = error.filename2 or error.filename
    return Words(f"{name} : {why.fr}.", f"{name}: {why.en}.")


def existing(given: Any) -> Any:
    """Refuse files that are not there before the command runs (a callback of options)."""
    paths = given if isinstance(given, list) else [given] if given else []
    with spoken_errors():
        absent = [path for path in paths if not path.exists()]
        if len(absent) == 1:
            raise MissingFileError(absent[0], _absent(absent[0]))
        folders = [path for path in paths if path.is_dir()]
        what = Words("est un dossier : donnez un fichier", "is a folder: give a file")
        gone = Words("introuvable", "not found")
        faults = [Fault(gone, str(path)) for path in absent]
        faults += [Fault(what, str(path)) for path in folders]
        if faults:
            raise BadInputError(Words("Fichiers à corriger :", "Files to correct:"), faults)
    return given


def _absent(path: Path) -> Words:
    where = path.resolve().parent
    if not where.is_dir():
        return Words(
            f"Fichier introuvable : {path} (il n'y a pas de dossier {where})",
            f"File not found: {path} (there is no folder {where})",
        )
    return Words(
        f"Fichier introuvable : {path} (cherché dans {where})",
        f"File not found: {path} (looked for in {where})",
    )


@contextmanager
def bar(label: str) -> Iterator[OnProgress]:
    """Show a progress bar on a terminal, nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<22}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task(label, total=1)

        def on_progress(done: int, total: int, /) -> None:
            progress.update(task, completed=done, total=max(total, 1))

        yield on_progress


def _note_who_acts() -> None:
    """Name who is at the keyboard for the audit, as the machine knows them."""
    import getpass

    from people_base.access.audit import acting

    with suppress(KeyError, OSError):
        acting.set(getpass.getuser())


def ask_passphrase(folder: Path) -> None:
    """Ask for the passphrase of an encrypted base where a person is there to give it."""
    from campaign.database_url import FILE
    from people_base.engine.cipher import VARIABLE, is_encrypted

    if not is_encrypted(folder / FILE) or os.environ.get(VARIABLE) or not sys.stdin.isatty():
        return
    # the environment hands it on to the processes that this one starts
    os.environ[VARIABLE] = typer.prompt(
        say("Phrase secrète de la base", "Passphrase of the base"), hide_input=True
    )


def new_passphrase() -> str:
    """Take the passphrase of the environment, or ask twice for one."""
    from people_base.engine.cipher import VARIABLE

    if VARIABLE not in os.environ and sys.stdin.isatty():
        os.environ[VARIABLE] = typer.prompt(
            say("Phrase secrète", "Passphrase"), hide_input=True, confirmation_prompt=True
        )
    return os.environ.get(VARIABLE, "")


def _command(use_case: Callable[..., object]) -> str:
    """Name the command in whose function a use case was worded, without its arguments."""
    where = str(getattr(use_case, "__qualname__", "command"))
    return where.partition(".")[0].replace("_", "-")


def tell(result: object) -> None:
    """Print what a result says."""
    from campaign.wording.results import lines

    for line in lines(result):
        typer.echo(str(line))


def perform(folder: Path, label: str, use_case: Callable[[Any, OnProgress], object]) -> None:
    """Open the campaign, run the use case under a bar, then say what came out.

    A result with ``incomplete`` set ends the command with exit code 3: a script must notice.
    """
    from campaign.folder import open_campaign
    from campaign.privacy.audit_refusals import refusals_noted

    with spoken_errors():
        campaign = open_campaign(folder)
        _note_who_acts()
        ask_passphrase(folder)
        with refusals_noted(campaign, _command(use_case)), bar(label) as on_progress:
            result = use_case(campaign, on_progress)
        tell(result)
    if getattr(result, "incomplete", False):
        raise typer.Exit(INCOMPLETE)
