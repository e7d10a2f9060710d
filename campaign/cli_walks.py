"""Commands on walks: plan them, share one among a team, order any list of doors."""

from pathlib import Path
from typing import Annotated, Any

import typer

from campaign.cli_frame import perform, say

app = typer.Typer()

Folder = Annotated[
    Path, typer.Argument(help=say("Dossier de la campagne.", "The campaign's folder."))
]
Json = Annotated[
    Path | None,
    typer.Option(
        "--json", help=say("Tous les chiffres, par secteur.", "Every figure, turf by turf.")
    ),
]
From = Annotated[
    str,
    typer.Option(
        "--from",
        help=say(
            "Point de rendez-vous : « longitude,latitude » ou une adresse.",
            "Meeting point: “longitude,latitude” or an address.",
        ),
    ),
]
To = Annotated[
    str,
    typer.Option(
        "--to",
        help=say("Où finir : « longitude,latitude » ou une adresse.", "Where to end, likewise."),
    ),
]
Closed = Annotated[
    bool | None,
    typer.Option(
        "--closed/--open",
        help=say("Revenir au départ, ou finir n'importe où.", "Come back to the start, or not."),
    ),
]
Hours = Annotated[
    float | None,
    typer.Option(
        help=say(
            "Durée à ne pas dépasser, portes comprises : les moins utiles sont laissées.",
            "Time not to exceed, doors included: the least valuable are left out.",
        )
    ),
]
SidesOption = Annotated[
    str,
    typer.Option(
        help=say(
            "free (au plus court), one_by_one (un côté puis l'autre) ou zigzag.",
            "free (shortest), one_by_one (one side, then the other) or zigzag.",
        )
    ),
]
Reentry = Annotated[
    float | None,
    typer.Option(
        help=say(
            "Secondes de marche acceptées pour ne pas changer de rue une fois de plus.",
            "Seconds of walk accepted to spare one change of street.",
        )
    ),
]
Proof = Annotated[
    float,
    typer.Option(
        help=say("Secondes par secteur pour la preuve.", "Seconds per turf for the proof.")
    ),
]


@app.command(help=say("Calculer l'ordre de marche de chaque secteur.", "Order each turf's walk."))
def plan(
    folder: Folder,
    turf: Annotated[
        list[str] | None,
        typer.Option(help=say("Seulement ces secteurs.", "Only these turfs.")),
    ] = None,
    again: Annotated[
        bool,
        typer.Option("--again", help=say("Recalculer tous les parcours.", "Plan every walk anew.")),
    ] = False,
    start: From = "",
    end: To = "",
    closed: Closed = None,
    sides: SidesOption = "free",
    reentry_s: Reentry = None,
    hours: Hours = None,
    proof_s: Proof = 0.0,
    seed: int = 0,
    json: Json = None,
) -> None:
    """Plan the walks."""
    from campaign.plan_walks import plan_walks as run
    from campaign.walk_choices import checked_choices
    from campaign.walk_report import write_walks

    def use_case(campaign: Any, on_progress: Any) -> Any:
        choices = checked_choices(
            campaign, closed=closed, start=start, end=end, sides=sides, reentry_s=reentry_s,
            hours=hours,
        )  # fmt: skip
        planned = run(
            campaign, turfs=turf or (), again=again, choices=choices, proof_s=proof_s, seed=seed,
            on_progress=on_progress,
        )  # fmt: skip
        if json is not None:
            write_walks(campaign, json, turfs=turf or ())
        return planned

    perform(folder, say("Parcours", "Walks"), use_case)
