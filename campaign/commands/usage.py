"""What a mistyped command is told, in the language of the run: typer says it in English alone."""

import sys
from collections.abc import Mapping
from difflib import get_close_matches
from functools import partial
from typing import Any

import typer
from typer.exceptions import TyperException

from campaign.commands.next_steps import COMMAND_LINE
from campaign.commands.runner import say
from canvass.words import edge, language

#: Word of typer's English sentence -> what is to be written.
_WANTED: Mapping[str, str] = {
    "formats": "une date comme 14/03/2027",
    "integer": "un nombre entier",
    "number": "un nombre, avec un point : 1.5",
}


def mistake_in_french(error: Any) -> str:
    """Word a mistake of usage; empty where only its own English words are known.

    Parameters
    ----------
    error
        A ``UsageError`` of typer, with its context.
    """
    kind = type(error).__name__
    if kind == "NoSuchOption":
        return f"Option inconnue : {error.option_name}{_perhaps(error.possibilities)}"
    if kind == "MissingParameter":
        what = str(getattr(error.param, "help", "") or "").rstrip(".")
        return f"Il manque {_hint(error)}{f' ({what})' if what else ''}."
    if kind == "BadParameter":
        wanted = (told for word, told in _WANTED.items() if word in error.message)
        return f"{_hint(error)} : {next(wanted, 'valeur refusée')}."
    if kind == "BadOptionUsage":
        return f"L'option {error.option_name} attend une valeur."
    return _by_words(error)


def _by_words(error: Any) -> str:
    """Word what only typer's English sentence tells apart."""
    message = error.format_message()
    if message.startswith("No such command") and error.ctx is not None:
        typed = message.partition("'")[2].partition("'")[0]
        near = get_close_matches(typed, error.ctx.command.list_commands(error.ctx))
        return f"Commande inconnue : {typed}{_perhaps(near)}"
    if message.startswith("Got unexpected extra argument"):
        return f"En trop : {message.rpartition('(')[2].rstrip(').')}"
    return ""


def _hint(error: Any) -> str:
    hint = error.param_hint or (error.param and error.param.get_error_hint()) or "?"
    return (hint if isinstance(hint, str) else " / ".join(hint)).replace("'", "")


def _perhaps(near: Any) -> str:
    return f" (peut-être : {', '.join(near)} ?)" if near else ""


class Frenchly:
    """Mixed into a group of commands: mistakes are said in French unless English was chosen."""

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        """Run the command; word what typer would word in English."""
        speaking = edge.set(COMMAND_LINE)
        try:
            return self._main(*args, standalone_mode=standalone_mode, **extra)
        finally:
            edge.reset(speaking)

    def _main(self, *args: Any, standalone_mode: bool, **extra: Any) -> Any:
        run = super().main  # type: ignore[misc]
        if not standalone_mode or language.get() == "en":
            return run(*args, standalone_mode=standalone_mode, **extra)
        if "--help" in sys.argv:
            _head_help_in_french()
        try:
            code = run(*args, standalone_mode=False, **extra)
        except typer.Abort:
            typer.secho("Abandonné : rien n'a été fait.", err=True, fg=typer.colors.RED)
            sys.exit(1)
        except TyperException as error:
            sys.exit(_told(error))
        sys.exit(code if isinstance(code, int) else 0)


def _head_help_in_french() -> None:
    """Set the words that typer puts around its help: constants of the module that prints it."""
    from typer import rich_utils

    rich_utils.REQUIRED_LONG_STRING = "[obligatoire]"
    rich_utils.DEFAULT_STRING = "[par défaut : {}]"
    rich_utils.ENVVAR_STRING = "[variable : {}]"
    rich_utils.COMMANDS_PANEL_TITLE = "Commandes"


def _told(error: Any) -> int:
    """Say a mistake and where help is; give the exit code."""
    typer.secho(mistake_in_french(error) or error.format_message(), err=True, fg=typer.colors.RED)
    path = error.ctx.command_path if getattr(error, "ctx", None) else "arpenteur"
    typer.echo(f"Mode d'emploi : {path} --help", err=True)
    return int(error.exit_code)


def refuse_repeats(command: Any) -> Any:
    """Make a command, and those of a group, refuse a single option that is given twice.

    The parser would keep the last value and drop the others without a word.
    """
    for part in getattr(command, "commands", {}).values():
        refuse_repeats(part)
    if "parse_args" not in vars(command):
        command.parse_args = partial(_parse_once, command, command.parse_args)
    return command


def _parse_once(command: Any, parse: Any, ctx: Any, args: list[str]) -> Any:
    """Parse arguments after a look at how often each option stands in them."""
    try:
        _, _, order = command.make_parser(ctx).parse_args(args=list(args))
    except TyperException:
        # said by the parsing that follows
        return parse(ctx, args)
    single = [
        param
        for param in order
        if param.param_type_name == "option"
        and not (param.multiple or param.is_flag or param.count)
    ]
    twice = [param for param in single if single.count(param) > 1]
    if twice:
        ctx.fail(
            say(
                f"{twice[0].opts[0]} est donné plusieurs fois : une seule valeur est possible.",
                f"{twice[0].opts[0]} is given several times: it takes one value.",
            )
        )
    return parse(ctx, args)


def yes_or_no(question: str) -> bool:
    """Ask until the answer is one; French answers and English ones are both understood."""
    answers = {"o": True, "oui": True, "y": True, "yes": True, "n": False, "non": False}
    answers |= {"no": False}
    while True:
        typed = str(typer.prompt(f"{question} [{say('o/n', 'y/n')}]")).strip().casefold()
        if typed in answers:
            return answers[typed]
        typer.echo(say("Répondez o ou n.", "Answer y or n."), err=True)
