"""Commands on turfs beyond the main job."""

from pathlib import Path
from typing import Annotated, Any

import typer

from campaign.commands.runner import existing, perform, say, spoken_errors

app = typer.Typer()

Folder = Annotated[
    Path, typer.Argument(help=say("Dossier de la campagne.", "The campaign's folder."))
]
Target = Annotated[
    float | None,
    typer.Option(help=say("Autre taille que celle du découpage.", "Another size than the cut's.")),
]
Unit = Annotated[str | None, typer.Option(help=say("doors ou minutes.", "doors or minutes."))]
Turfs = Annotated[
    list[str] | None,
    typer.Option("--turf", help=say("Seulement ces secteurs.", "Only these turfs.")),
]


def _choices(campaign: Any, **asked: Any) -> Any:
    """Take the choices of the last cut, but for those named now."""
    from dataclasses import asdict

    from campaign.turfs.cut_choices import CutChoices
    from campaign.turfs.turf_log import kept_choices

    named = {name: value for name, value in asked.items() if value is not None}
    with campaign.base() as base:
        kept = asdict(kept_choices(base))
    return CutChoices.checked(**{**kept, **named})


@app.command(help=say("Contrôler le découpage avant de le sortir.", "Check the cut."))
def audit(
    folder: Folder,
    target: Target = None,
    unit: Unit = None,
    gap: Annotated[
        float | None,
        typer.Option(
            help=say(
                "Lister les secteurs où une porte est à plus de mètres des autres.",
                "List the turfs in which a door is more metres from the others.",
            )
        ),
    ] = None,
    json: Annotated[
        Path | None,
        typer.Option(help=say("Tous les chiffres, par secteur.", "Every figure, per turf.")),
    ] = None,
) -> None:
    """Print the audit sheet."""
    from campaign.turfs.check_turfs import audit as run

    def use_case(campaign: Any, on_progress: Any) -> Any:
        choices = _choices(campaign, target=target, unit=unit, gap_m=gap)
        made = run(campaign, choices, on_progress=on_progress)
        if json is not None:
            made.write_json(json)
        return made

    perform(folder, say("Contrôle", "Audit"), use_case)


@app.command(
    help=say(
        "Retoucher le découpage sans tout refaire (nouvelle liste, barrières, deuxième passage).",
        "Mend the cut without making it anew (new roll, barriers, second round).",
    )
)
def recut(
    folder: Folder,
    target: Target = None,
    unit: Unit = None,
    left: Annotated[
        bool,
        typer.Option(
            "--left",
            help=say(
                "Ne compter que les portes que personne n'a ouvertes.",
                "Count only the doors that nobody opened.",
            ),
        ),
    ] = False,
    bureau: Annotated[
        list[str] | None,
        typer.Option(help=say("Seulement ces bureaux.", "Only these bureaux.")),
    ] = None,
) -> None:
    """Mend the turfs; locked and published ones stay."""
    from campaign.turfs.recut import recut as run

    perform(
        folder,
        say("Redécoupage", "Re-cut"),
        lambda campaign, on_progress: run(
            campaign,
            _choices(
                campaign,
                target=target,
                unit=unit,
                visit="left" if left else None,
                bureaux=tuple(bureau or ()),
            ),
            on_progress=on_progress,
        ),
    )


@app.command(
    help=say(
        "Dessiner ce qu'aucun parcours ne traverse (fichier GeoJSON de lignes).",
        "Draw what no walk crosses (a GeoJSON file of lines).",
    )
)
def barriers(
    folder: Folder,
    lines: Annotated[
        Path | None,
        typer.Argument(
            callback=existing, help=say("Fichier GeoJSON de lignes.", "GeoJSON file of lines.")
        ),
    ] = None,
    add: Annotated[
        bool, typer.Option("--add", help=say("En plus des autres.", "Beside the others."))
    ] = False,
    clear: Annotated[
        bool, typer.Option("--clear", help=say("Les ôter toutes.", "Remove all of them."))
    ] = False,
) -> None:
    """Set, count or clear the drawn barriers."""
    from campaign.places import barriers as service

    def use_case(campaign: Any, _: Any) -> Any:
        if lines is not None:
            return service.set_barriers(campaign, lines, add=add)
        return service.clear_barriers(campaign) if clear else service.barred(campaign)

    perform(folder, say("Barrières", "Barriers"), use_case)


@app.command(
    help=say("Publier des secteurs : contrôlés, puis figés.", "Publish turfs: checked, then fixed.")
)
def publish(
    folder: Folder,
    turf: Turfs = None,
    withdraw: Annotated[
        bool,
        typer.Option(
            "--withdraw", help=say("Les rendre modifiables.", "Let them be changed again.")
        ),
    ] = False,
) -> None:
    """Publish turfs, or withdraw them."""
    from campaign.turfs import publish as service

    def use_case(campaign: Any, on_progress: Any) -> Any:
        if withdraw:
            return service.withdraw(campaign, turf or ())
        return service.publish(campaign, turf or (), on_progress=on_progress)

    perform(folder, say("Publication", "Publishing"), use_case)


@app.command(
    help=say(
        "Répartir des personnes : combien de secteurs, lesquels d'abord.",
        "Share people out: how many turfs, which ones first.",
    )
)
def teams(
    folder: Folder,
    people: Annotated[int, typer.Option(help=say("Personnes présentes.", "People who come."))],
    hours: Annotated[float, typer.Option(help=say("Heures sur place.", "Hours in the field."))],
    by: Annotated[int, typer.Option(help=say("Personnes par équipe.", "People in a team."))] = 2,
    first: Annotated[
        str,
        typer.Option(
            help=say(
                "doors (le plus de portes à l'heure) ou abstention.",
                "doors (most doors an hour) or abstention.",
            )
        ),
    ] = "doors",
    bureau: Annotated[
        list[str] | None,
        typer.Option(help=say("Seulement ces bureaux.", "Only these bureaux.")),
    ] = None,
) -> None:
    """Say which team takes which turfs."""
    from typing import cast, get_args

    from campaign.walks.teams import First, plan_teams
    from canvass.errors import BadInputError
    from canvass.words import Words

    with spoken_errors():
        if first not in get_args(First):
            raise BadInputError(Words("--first : doors ou abstention", "--first: see --help"))
    perform(
        folder,
        say("Équipes", "Teams"),
        lambda campaign, _: plan_teams(
            campaign, people, hours, by=by, first=cast("First", first), bureaux=bureau or ()
        ),
    )
