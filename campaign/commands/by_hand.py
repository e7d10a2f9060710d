"""``arpenteur turf …``: turfs changed by hand."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from campaign.commands.runner import ask_passphrase, existing, perform, say, spoken_errors, tell
from campaign.commands.usage import yes_or_no

app = typer.Typer()
by_hand = typer.Typer(no_args_is_help=True)
app.add_typer(
    by_hand,
    name="turf",
    help=say(
        "Retoucher les secteurs à la main : dessiner, fusionner, couper, verrouiller, annuler.",
        "Change turfs by hand: draw, merge, split, lock, undo.",
    ),
)

Folder = Annotated[
    Path, typer.Argument(help=say("Dossier de la campagne.", "The campaign's folder."))
]
Turf = Annotated[str, typer.Argument(help=say("Secteur, comme T012.", "Turf, like T012."))]
Turfs = Annotated[list[str], typer.Argument(help=say("Secteurs.", "Turfs."))]


def _perform(folder: Path, change: Callable[[Any], Any]) -> None:
    perform(folder, say("Secteurs", "Turfs"), lambda campaign, _: change(campaign))


@by_hand.command(
    help=say(
        "Faire un secteur de chaque polygone d'un GeoJSON.",
        "Make a turf of each polygon of a GeoJSON.",
    )
)
def draw(
    folder: Folder,
    areas: Annotated[
        Path, typer.Argument(callback=existing, help=say("Fichier GeoJSON.", "GeoJSON file."))
    ],
    into: Annotated[
        str, typer.Option(help=say("Un secteur qui existe.", "A turf that exists."))
    ] = "",
) -> None:
    """Draw turfs."""
    from campaign.turfs.turf_by_hand import draw as run

    _perform(folder, lambda campaign: run(campaign, areas, into=into))


@by_hand.command(
    help=say(
        "Mettre des adresses, des rues ou des îlots dans un secteur.",
        "Put buildings, streets or blocks into a turf.",
    )
)
def move(
    folder: Folder,
    turf: Annotated[
        str,
        typer.Argument(
            help=say("Secteur d'arrivée ; « aucun » pour les retirer.", "Where to, or “none”.")
        ),
    ],
    street: Annotated[
        list[str] | None, typer.Option(help=say("Rue entière.", "Whole street."))
    ] = None,
    building: Annotated[
        list[str] | None, typer.Option(help=say("Identifiant d'adresse.", "Id of an address."))
    ] = None,
    side: Annotated[
        list[str] | None,
        typer.Option(
            help=say("Le côté de rue de cette adresse.", "This address's side of the street.")
        ),
    ] = None,
    block: Annotated[
        list[str] | None,
        typer.Option(help=say("L'îlot de cette adresse.", "This address's block.")),
    ] = None,
    out_of: Annotated[
        list[str] | None,
        typer.Option("--from", help=say("Seulement depuis ces secteurs.", "Only from these.")),
    ] = None,
) -> None:
    """Move buildings between turfs."""
    from campaign.turfs.turf_by_hand import move as run

    _perform(
        folder,
        lambda campaign: run(
            campaign,
            turf,
            buildings=building or (),
            streets=street or (),
            sides=side or (),
            blocks=block or (),
            out_of=out_of or (),
        ),
    )


@by_hand.command(help=say("Réunir des secteurs en un seul.", "Make one turf of several."))
def merge(
    folder: Folder,
    turfs: Turfs,
    yes: Annotated[
        bool, typer.Option("--yes", help=say("Réunir sans demander.", "Merge without asking."))
    ] = False,
) -> None:
    """Merge turfs; ask where they do not touch or would be far too large."""
    from campaign.folder import open_campaign
    from campaign.turfs.merge_doubts import merge_doubts
    from campaign.turfs.turf_by_hand import merge as run

    if not yes:
        with spoken_errors():
            campaign = open_campaign(folder)
            ask_passphrase(folder)
            doubts = merge_doubts(campaign, turfs)
            tell(doubts)
        if doubts.any and not yes_or_no(say("Réunir quand même ?", "Merge all the same?")):
            raise typer.Abort
    _perform(folder, lambda campaign: run(campaign, turfs))


@by_hand.command(
    help=say("Couper un secteur en parts égales.", "Cut a turf into parts of equal size.")
)
def split(
    folder: Folder,
    turf: Turf,
    parts: Annotated[int, typer.Option(min=2, help=say("Nombre de parts.", "How many."))] = 2,
) -> None:
    """Split a turf."""
    from campaign.turfs.turf_by_hand import split as run

    _perform(folder, lambda campaign: run(campaign, turf, parts=parts))


@by_hand.command(
    help=say("Interdire tout changement de secteurs.", "Keep turfs from being changed.")
)
def lock(folder: Folder, turfs: Turfs) -> None:
    """Lock turfs."""
    from campaign.turfs.turf_by_hand import lock as run

    _perform(folder, lambda campaign: run(campaign, turfs))


@by_hand.command(help=say("Ôter des verrous.", "Let turfs be changed again."))
def unlock(folder: Folder, turfs: Turfs) -> None:
    """Unlock turfs."""
    from campaign.turfs.turf_by_hand import unlock as run

    _perform(folder, lambda campaign: run(campaign, turfs))


@by_hand.command(help=say("Annuler le dernier changement.", "Take the last change back."))
def undo(folder: Folder) -> None:
    """Undo the last step."""
    from campaign.turfs.turf_by_hand import undo as run

    _perform(folder, run)


@by_hand.command(help=say("Refaire ce qui vient d'être annulé.", "Do what was undone again."))
def redo(folder: Folder) -> None:
    """Redo the step last undone."""
    from campaign.turfs.turf_by_hand import redo as run

    _perform(folder, run)
