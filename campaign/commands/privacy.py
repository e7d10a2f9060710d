"""Commands of the law: objections, right of access, erasure, audit, consents, papers."""

import getpass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from campaign.commands.runner import perform, say

Folder = Annotated[
    Path, typer.Argument(help=say("Dossier de la campagne.", "The campaign's folder."))
]
Who = Annotated[
    str, typer.Option(help=say("Qui le fait (par défaut : vous).", "Who does it (you)."))
]
Bureau = Annotated[
    str, typer.Option(help=say("Bureau de la personne (99001_0003).", "The person's bureau."))
]
Number = Annotated[
    str, typer.Option(help=say("Numéro d'ordre dans ce bureau.", "Order number in it."))
]
Name = Annotated[
    str, typer.Option(help=say("Nom de naissance, comme sur la liste.", "Birth name, as listed."))
]
FirstNames = Annotated[
    str, typer.Option(help=say("Tous les prénoms, comme sur la liste.", "All first names."))
]
BirthDate = Annotated[
    str, typer.Option(help=say("Date de naissance (JJ/MM/AAAA).", "Birth date (DD/MM/YYYY)."))
]
Day = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d", "%d/%m/%Y"],
        help=say("Jour de la demande (aujourd'hui).", "Day of the request (today)."),
    ),
]

app = typer.Typer()


@app.command(
    help=say(
        "Noter une opposition (personne ou porte) et effacer.",
        "Note an objection (person or door) and erase.",
    )
)
def oppose(
    folder: Folder,
    channel: Annotated[
        str, typer.Option(help=say("porte, courrier, mail ou telephone.", "How it came."))
    ],
    bureau: Bureau = "",
    number: Number = "",
    name: Name = "",
    first_names: FirstNames = "",
    birth_date: BirthDate = "",
    address: Annotated[
        str,
        typer.Option(help=say("Adresse à ne plus visiter.", "Address that wants no visit.")),
    ] = "",
    door: Annotated[
        str, typer.Option(help=say("Logement, comme sur la feuille.", "Flat, as on the sheet."))
    ] = "",
    who: Who = "",
) -> None:
    """Note the wish; nobody is asked why."""
    from campaign.privacy.find_person import PersonQuery
    from campaign.privacy.oppose import oppose as run

    sought = PersonQuery(
        bureau=bureau,
        number=number,
        name=name,
        first_names=first_names,
        birth_date=birth_date,
        address=address,
        door=door,
    )
    perform(
        folder,
        say("Opposition", "Objection"),
        lambda campaign, _: run(campaign, sought, channel=channel, who=who or user()),
    )


@app.command(
    help=say(
        "Décider si une personne d'une nouvelle liste est quelqu'un qui s'est opposé.",
        "Decide whether somebody of a new roll is somebody who objected.",
    )
)
def lookalikes(
    folder: Folder,
    bureau: Bureau = "",
    number: Number = "",
    same: Annotated[
        bool, typer.Option("--same", help=say("C'est la même personne.", "The same person."))
    ] = False,
    other: Annotated[
        bool, typer.Option("--other", help=say("C'est quelqu'un d'autre.", "Somebody else."))
    ] = False,
    who: Who = "",
) -> None:
    """List who waits, or decide about one of them."""
    from campaign.privacy.lookalikes import decide_lookalike, who_waits

    if same == other:
        perform(folder, say("Oppositions", "Objections"), lambda campaign, _: who_waits(campaign))
        return
    perform(
        folder,
        say("Décision", "Decision"),
        lambda campaign, _: decide_lookalike(
            campaign, bureau, number, "same" if same else "other", who=who or user()
        ),
    )


@app.command(
    help=say(
        "Droit d'accès : tout ce que la base sait d'une personne.",
        "Right of access: all that the base holds about somebody.",
    )
)
def access_export(
    folder: Folder,
    out: Annotated[
        Path, typer.Argument(help=say("Dossier à créer (JSON et PDF).", "Folder to create."))
    ],
    bureau: Bureau = "",
    number: Number = "",
    name: Name = "",
    first_names: FirstNames = "",
    birth_date: BirthDate = "",
    received: Day = None,
    who: Who = "",
) -> None:
    """Write both files."""
    from campaign.privacy.access import access_export as run
    from campaign.privacy.find_person import PersonQuery

    sought = PersonQuery(
        bureau=bureau,
        number=number,
        name=name,
        first_names=first_names,
        birth_date=birth_date,
    )
    perform(
        folder,
        say("Droit d'accès", "Right of access"),
        lambda campaign, _: run(
            campaign,
            sought,
            out,
            received=received.date() if received else None,
            who=who or user(),
        ),
    )


@app.command(
    help=say(
        "Effacer la liste et ce qui en vient, avec certificat.",
        "Erase the roll and what derives from it, with a certificate.",
    )
)
def purge(
    folder: Folder,
    early: Annotated[
        bool, typer.Option("--early", help=say("Avant l'échéance.", "Before its day."))
    ] = False,
    destroy_key: Annotated[
        bool,
        typer.Option(
            "--destroy-key",
            help=say(
                "Détruire aussi la clé : les oppositions seront perdues.",
                "Destroy the key too: objections are lost.",
            ),
        ),
    ] = False,
    if_due: Annotated[
        bool,
        typer.Option(
            "--if-due",
            help=say(
                "Seulement à l'échéance (tâche planifiée).", "Only when due (scheduled task)."
            ),
        ),
    ] = False,
    who: Who = "",
) -> None:
    """Purge now, or when it is time."""
    from campaign.privacy.purge import purge as run
    from campaign.privacy.purge import purge_if_due, retention

    perform(
        folder,
        say("Purge", "Purge"),
        lambda campaign, _: (
            (purge_if_due(campaign) or retention(campaign))
            if if_due
            else run(campaign, who=who or user(), early=early, destroy_key=destroy_key)
        ),
    )


@app.command(
    help=say("Lire le journal : qui a fait quoi, sur combien de lignes.", "Read the audit.")
)
def audit_log(
    folder: Folder,
    last: Annotated[int, typer.Option(help=say("Nombre de notes.", "How many notes."))] = 50,
    csv: Annotated[
        Path | None, typer.Option(help=say("Tout le journal en CSV.", "The whole log as CSV."))
    ] = None,
) -> None:
    """Show the newest notes."""
    from campaign.privacy.audit_log import read_audit_log as run

    perform(
        folder, say("Journal", "Journal"), lambda campaign, _: run(campaign, last=last, out=csv)
    )


@app.command(
    help=say(
        "Écrire registre, analyse d'impact, notice et recueil de consentement.",
        "Write the register, impact assessment, notice and form of consent.",
    )
)
def papers(
    folder: Folder,
    out: Annotated[Path, typer.Argument(help=say("Dossier des papiers.", "Where to write."))],
    format: Annotated[  # noqa: A002
        list[str] | None, typer.Option(help=say("docx, pdf ou md (répétable).", "Format."))
    ] = None,
) -> None:
    """Write the papers, in French."""
    from campaign.papers.papers import write_papers as run

    perform(
        folder,
        say("Papiers", "Papers"),
        lambda campaign, _: run(campaign, out, kinds=format or ("docx", "pdf")),
    )


def user() -> str:
    """Name who is at the keyboard, as the machine knows them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
