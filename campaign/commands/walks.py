"""Commands on walks: plan them, share one among a team, order any list of doors."""

from pathlib import Path
from typing import Annotated, Any

import typer

from campaign.commands.runner import Column, bar, existing, perform, say, spoken_errors, tell

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
    from campaign.walks.plan_walks import plan_walks as run
    from campaign.walks.walk_choices import checked_choices
    from campaign.walks.walk_report import write_walks

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


@app.command(
    help=say("Ordonner les lignes d'un tableau de temps de marche.", "Order a table of times.")
)
def order_matrix(
    matrix: Annotated[
        Path,
        typer.Argument(
            callback=existing,
            help=say(
                "Secondes de marche, carré : .csv, .json, .npy ou .npz.",
                "Walking seconds, square: .csv, .json, .npy or .npz.",
            ),
        ),
    ],
    start: Annotated[
        int | None, typer.Option(help=say("Ligne de départ, dès 0.", "First row, from 0."))
    ] = None,
    end: Annotated[
        int | None, typer.Option(help=say("Ligne d'arrivée, dès 0.", "Last row, from 0."))
    ] = None,
    closed: Annotated[
        bool,
        typer.Option("--closed/--open", help=say("Revenir au départ.", "Come back to the start.")),
    ] = True,
    proof_s: Proof = 0.0,
    seed: int = 0,
    json: Json = None,
) -> None:
    """Order any matrix of walking times, with its bound."""
    from campaign.tools.order_matrix import order_matrix as run

    with spoken_errors():
        found = run(
            matrix, start=start, end=end, closed=closed, proof_s=proof_s, seed=seed, json_file=json
        )
    tell(found)


@app.command(help=say("Partager un secteur entre plusieurs personnes.", "Share a turf."))
def share(
    folder: Folder,
    turf: Annotated[str, typer.Argument(help=say("Secteur.", "Turf."))],
    canvassers: Annotated[
        int, typer.Option(min=1, help=say("Combien de personnes.", "How many people."))
    ] = 2,
    start: From = "",
    hours: Hours = None,
    sheets: Annotated[
        bool,
        typer.Option(
            "--sheets", help=say("Une feuille par personne.", "Write a sheet for each of them.")
        ),
    ] = False,
    seed: int = 0,
    json: Json = None,
) -> None:
    """Give each canvasser of a team the same time."""
    from campaign.sheets.share_building import export_share, share_turf
    from campaign.walks.walk_choices import checked_choices

    def use_case(campaign: Any, on_progress: Any) -> Any:
        choices = checked_choices(campaign, start=start, hours=hours)
        shared = share_turf(campaign, turf, canvassers=canvassers, choices=choices, seed=seed)
        if json is not None:
            shared.write_json(json)
        if sheets:
            export_share(campaign, shared, on_progress=on_progress)
        return shared

    perform(folder, say("Partage", "Share"), use_case)


@app.command(help=say("Ordonner n'importe quelle liste de portes.", "Order any list of doors."))
def walk(
    doors: Annotated[
        Path,
        typer.Argument(
            callback=existing,
            help=say(
                "CSV ou classeur : longitude, latitude ; id, numero, voie, portes si connus.",
                "CSV or workbook: longitude, latitude; id, numero, voie, portes where known.",
            ),
        ),
    ],
    streets: Annotated[
        Path,
        typer.Option(
            callback=existing,
            help=say("Rues : .osm.pbf, .osm, .osm.gz, .graphml.", "Streets, likewise."),
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(help=say("CSV dans l'ordre de passage.", "CSV in walking order.")),
    ] = None,
    start: Annotated[
        str, typer.Option("--from", help=say("Départ : lon,lat.", "Start: lon,lat."))
    ] = "",
    end: Annotated[str, typer.Option("--to", help=say("Arrivée : lon,lat.", "End: lon,lat."))] = "",
    closed: Annotated[
        bool,
        typer.Option("--closed/--open", help=say("Revenir au départ.", "Come back to the start.")),
    ] = True,
    sides: SidesOption = "free",
    reentry_s: Reentry = None,
    hours: Hours = None,
    proof_s: Proof = 0.0,
    seed: int = 0,
    json: Json = None,
    column: Column = None,
) -> None:
    """Plan one walk without a campaign."""
    from campaign.tools.walk_any import AnyWalk, walk_any
    from campaign.walks.walk_choices import degrees, known_sides
    from files.headers import columns_given

    with spoken_errors():
        wanted = AnyWalk(
            closed=closed, start=degrees(start), end=degrees(end), sides=known_sides(sides),
            reentry_s=reentry_s or 0.0, hours=hours, proof_s=proof_s, seed=seed,
        )  # fmt: skip
        with bar(say("Parcours", "Walk")) as on_progress:
            found = walk_any(
                doors, streets, wanted=wanted, columns=columns_given(column or ()),
                on_progress=on_progress,
            )  # fmt: skip
        found.write(json_file=json, table=out)
    tell(found)
