"""Commands on turfs beyond the main job."""

from pathlib import Path
from typing import Annotated, Any

import typer

from campaign.cli_frame import perform, say

app = typer.Typer()


@app.command(help=say("Contrôler le découpage avant de le sortir.", "Check the cut."))
def audit(
    folder: Annotated[
        Path, typer.Argument(help=say("Dossier de la campagne.", "The campaign's folder."))
    ],
    target: Annotated[
        float, typer.Option(help=say("Taille visée d'un secteur.", "Wanted size of a turf."))
    ] = 50,
    unit: Annotated[
        str, typer.Option(help=say("doors (portes) ou minutes.", "doors or minutes."))
    ] = "doors",
    json: Annotated[
        Path | None,
        typer.Option(help=say("Tous les chiffres, par secteur.", "Every figure, per turf.")),
    ] = None,
) -> None:
    """Print the audit sheet."""
    from campaign.audit import audit as run
    from campaign.cut import CutChoices

    def use_case(campaign: Any, on_progress: Any) -> Any:
        choices = CutChoices.checked(target=target, unit=unit)
        made = run(campaign, choices, on_progress=on_progress)
        if json is not None:
            made.write_json(json)
        return made

    perform(folder, say("Contrôle", "Audit"), use_case)
