"""Commands on address files, campaign or none."""

from pathlib import Path
from typing import Annotated

import typer

from campaign.commands.runner import bar, existing, perform, say, spoken_errors, tell
from campaign.commands.usage import yes_or_no

app = typer.Typer()


@app.command(
    help=say(
        "Placer les adresses d'un fichier CSV, hors ligne.",
        "Geocode any CSV of addresses, offline.",
    )
)
def geocode_csv(
    source: Annotated[
        Path, typer.Argument(callback=existing, help=say("Fichier à lire.", "File to read."))
    ],
    target: Annotated[Path, typer.Argument(help=say("Fichier à écrire.", "File to write."))],
    ban: Annotated[
        Path,
        typer.Option(
            callback=existing, help=say("Adresses (BAN ou BAL).", "Addresses (BAN, BAL).")
        ),
    ],
    lieux_dits: Annotated[
        Path | None,
        typer.Option(
            callback=existing, help=say("Lieux-dits de la BAN.", "Lieux-dits of the BAN.")
        ),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            help=say(
                "Colonne sous un autre nom : voie=RUE (répétable).",
                "Column under another name: voie=RUE (repeatable).",
            )
        ),
    ] = None,
    cache: Annotated[
        Path | None,
        typer.Option(
            file_okay=False,
            help=say(
                "Dossier où garder l'index des adresses pour la prochaine fois.",
                "Folder in which to keep the index of addresses for the next time.",
            ),
        ),
    ] = None,
) -> None:
    """Add the result columns, same rows in the same order."""
    from campaign.tools.geocode_file import geocode_file

    with spoken_errors():
        with bar(say("Adresses", "Addresses")) as on_progress:
            done = geocode_file(
                source,
                target,
                ban=ban,
                lieux_dits=lieux_dits,
                columns=column or (),
                cache=cache,
                on_progress=on_progress,
            )
        tell(done)


@app.command(
    help=say(
        "Demander à la Géoplateforme (IGN) ce qui n'a pas été placé.",
        "Ask the Géoplateforme (IGN) for what was not placed.",
    )
)
def geocode_online(
    folder: Annotated[
        Path, typer.Argument(help=say("Dossier de la campagne.", "The campaign's folder."))
    ],
    yes: Annotated[
        bool, typer.Option("--yes", help=say("Envoyer sans demander.", "Send without asking."))
    ] = False,
    url: Annotated[
        str | None,
        typer.Option(help=say("Un autre service, du même format.", "Another service, same form.")),
    ] = None,
) -> None:
    """Show what would leave this machine, ask, then send it."""
    from campaign.addresses.geocode_online import geocode_online as run
    from campaign.addresses.geocode_online import prepare
    from campaign.folder import open_campaign
    from geocoding.geoplateforme import URL, Service

    service = Service(url=url or URL)
    with spoken_errors():
        told = prepare(open_campaign(folder), service=service)
        tell(told)
    if told.addresses and not yes and not yes_or_no(say("Envoyer ?", "Send?")):
        raise typer.Abort
    perform(
        folder,
        say("Géoplateforme", "Géoplateforme"),
        lambda campaign, on_progress: run(campaign, service=service, on_progress=on_progress),
    )


@app.command(
    help=say(
        "Donner aux contours de bureaux les numéros de la liste.",
        "Give the areas of polling stations the roll's numbers.",
    )
)
def renumber_bureaux(
    folder: Annotated[
        Path, typer.Argument(help=say("Dossier de la campagne.", "The campaign's folder."))
    ],
) -> None:
    """Accept what ``geocode`` said of bureaux whose number changed."""
    from campaign.addresses.renumber import renumber

    perform(
        folder,
        say("Bureaux", "Bureaux"),
        lambda campaign, on_progress: renumber(campaign, on_progress=on_progress),
    )


@app.command(
    help=say(
        "Reprendre les décisions de review/a_placer.csv.",
        "Take the decisions of a_placer.csv back.",
    )
)
def place_addresses(
    folder: Annotated[
        Path, typer.Argument(help=say("Dossier de la campagne.", "The campaign's folder."))
    ],
    file: Annotated[
        Path | None,
        typer.Argument(
            callback=existing,
            help=say(
                "Fichier complété (par défaut : review/a_placer.csv).",
                "Completed file (default: review/a_placer.csv).",
            ),
        ),
    ] = None,
) -> None:
    """Keep each decision as an alias, then place the voters again."""
    from campaign.addresses.place_addresses import place_from_file

    perform(
        folder,
        say("Adresses", "Addresses"),
        lambda campaign, on_progress: place_from_file(campaign, file, on_progress=on_progress),
    )
