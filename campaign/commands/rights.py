"""Commands of the law that are rarer: correcting somebody's data, and a copy that was lost."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from campaign.commands.privacy import BirthDate, Bureau, FirstNames, Folder, Name, Number, Who, user
from campaign.commands.runner import perform, say

app = typer.Typer()
_ADDRESS = say("Adresse rectifiée", "Corrected address")
_NAMES = say("Noms rectifiés", "Corrected names")
_BUREAU = say("Bureau rectifié", "Corrected bureau")
#: Not said is not corrected; an empty text empties the field.
Text = str | None


@app.command(
    help=say(
        "Rectifier ce que la liste dit d'une personne (nom, adresse, bureau).",
        "Correct what the roll says of somebody (names, address, bureau).",
    )
)
def rectify(
    folder: Folder,
    channel: Annotated[
        str, typer.Option(help=say("porte, courrier, mail ou telephone.", "How it came."))
    ] = "",
    bureau: Bureau = "",
    number: Number = "",
    name: Name = "",
    first_names: FirstNames = "",
    birth_date: BirthDate = "",
    to_birth_name: Annotated[Text, typer.Option(rich_help_panel=_NAMES)] = None,
    to_usage_name: Annotated[Text, typer.Option(rich_help_panel=_NAMES)] = None,
    to_first_names: Annotated[Text, typer.Option(rich_help_panel=_NAMES)] = None,
    to_house_number: Annotated[Text, typer.Option(rich_help_panel=_ADDRESS)] = None,
    to_street: Annotated[Text, typer.Option(rich_help_panel=_ADDRESS)] = None,
    to_complement: Annotated[Text, typer.Option(rich_help_panel=_ADDRESS)] = None,
    to_place: Annotated[Text, typer.Option(rich_help_panel=_ADDRESS)] = None,
    to_postcode: Annotated[Text, typer.Option(rich_help_panel=_ADDRESS)] = None,
    to_town: Annotated[Text, typer.Option(rich_help_panel=_ADDRESS)] = None,
    to_bureau: Annotated[Text, typer.Option(rich_help_panel=_BUREAU)] = None,
    to_number: Annotated[Text, typer.Option(rich_help_panel=_BUREAU)] = None,
    undo: Annotated[
        bool,
        typer.Option(
            "--follow-roll",
            help=say("Retirer ses rectifications.", "Take their corrections back."),
        ),
    ] = False,
    who: Who = "",
) -> None:
    """Correct, or follow the roll again."""
    from campaign.privacy.find_person import PersonQuery
    from campaign.privacy.rectify import follow_roll
    from campaign.privacy.rectify import rectify as run

    sought = PersonQuery(bureau, number, name, first_names, birth_date)
    given = {
        "birth_name": to_birth_name,
        "usage_name": to_usage_name,
        "first_names": to_first_names,
        "house_number_raw": to_house_number,
        "street_raw": to_street,
        "compl1": to_complement,
        "place_name": to_place,
        "postcode": to_postcode,
        "city_raw": to_town,
        "bureau_id": to_bureau,
        "order_number": to_number,
    }
    values = {field: value for field, value in given.items() if value is not None}
    perform(
        folder,
        say("Rectification", "Correction"),
        lambda campaign, _: (
            follow_roll(campaign, sought, who=who or user())
            if undo
            else run(campaign, sought, values, channel=channel, who=who or user())
        ),
    )


@app.command(
    help=say(
        "Copie perdue ou vue : ce qu'elle contenait, et le délai de 72 h.",
        "A copy was lost or seen: what it contained, and the 72 hours.",
    )
)
def breach(
    folder: Folder,
    day: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d", "%d/%m/%Y"],
            help=say("Copies de ce jour.", "Copies of that day."),
        ),
    ] = None,
    turf: Annotated[
        list[str] | None,
        typer.Option(help=say("Feuilles de ces secteurs.", "Sheets of these turfs.")),
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option(help=say("Adresses concernées.", "The addresses concerned.")),
    ] = None,
) -> None:
    """List what left."""
    from campaign.privacy.breach import breach as run

    perform(
        folder,
        say("Violation", "Breach"),
        lambda campaign, _: run(
            campaign, day=day.date() if day else None, turfs=turf or (), table=csv
        ),
    )
