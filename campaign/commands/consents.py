"""Commands of individual mode: the mode itself, consents, answers."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

from campaign.commands.privacy import BirthDate, Bureau, FirstNames, Folder, Name, Number, Who, user
from campaign.commands.runner import perform, say

app = typer.Typer()
consent = typer.Typer(no_args_is_help=True)
app.add_typer(
    consent,
    name="consent",
    help=say("Registre des consentements.", "The ledger of consents."),
)
Channel = Annotated[str, typer.Option(help=say("porte, papier, courrier…", "How it came."))]
Collector = Annotated[
    str, typer.Option(help=say("Qui l'a recueilli (par défaut : vous).", "Who collected it."))
]


class State(StrEnum):
    """Whether a consent holds."""

    LIVE = "live"
    WITHDRAWN = "withdrawn"


@app.command(
    help=say(
        "Mode agrégé (par défaut) ou individuel (analyse d'impact exigée).",
        "Aggregated mode (default) or individual (impact assessment required).",
    )
)
def mode(
    folder: Folder,
    chosen: Annotated[
        str, typer.Argument(metavar="MODE", help=say("agrege ou individuel.", "Which mode."))
    ],
    assessment: Annotated[
        str,
        typer.Option(
            help=say("Analyse d'impact : date et auteur.", "Impact assessment: date and author.")
        ),
    ] = "",
    who: Who = "",
) -> None:
    """Decide on the mode."""
    from campaign.privacy.consents import change_mode as run

    wanted: Literal["aggregated", "individual"] = (
        "individual" if chosen.casefold().startswith("ind") else "aggregated"
    )
    perform(
        folder,
        say("Mode", "Mode"),
        lambda campaign, _: run(campaign, wanted, who=who or user(), assessment=assessment),
    )


@consent.command(help=say("Garder une version du texte.", "Keep a version of the text."))
def text(
    folder: Folder,
    file: Annotated[
        Path,
        typer.Argument(exists=True, dir_okay=False, help=say("Fichier texte.", "Text file.")),
    ],
    version: Annotated[str, typer.Option(help=say("Nom de la version.", "Name of the version."))],
    who: Who = "",
) -> None:
    """Keep the words that people agree to."""
    from campaign.privacy.consents import add_consent_text as run
    from files.tables import read_text

    perform(
        folder,
        say("Texte", "Text"),
        lambda campaign, _: run(campaign, read_text(file), version=version, who=who or user()),
    )


@consent.command(help=say("Noter un consentement.", "Note a consent."))
def give(
    folder: Folder,
    channel: Channel,
    bureau: Bureau = "",
    number: Number = "",
    name: Name = "",
    first_names: FirstNames = "",
    birth_date: BirthDate = "",
    version: Annotated[
        str, typer.Option(help=say("Version du texte (la dernière).", "Version (the newest)."))
    ] = "",
    collector: Collector = "",
) -> None:
    """Somebody agrees."""
    from campaign.privacy.consents import give_consent as run
    from campaign.privacy.find_person import PersonQuery

    sought = PersonQuery(bureau, number, name, first_names, birth_date)
    perform(
        folder,
        say("Consentement", "Consent"),
        lambda campaign, _: run(
            campaign, sought, channel=channel, collector=collector or user(), version=version
        ),
    )


@consent.command(help=say("Retirer un consentement.", "Withdraw a consent."))
def withdraw(
    folder: Folder,
    channel: Channel,
    bureau: Bureau = "",
    number: Number = "",
    name: Name = "",
    first_names: FirstNames = "",
    birth_date: BirthDate = "",
    collector: Collector = "",
) -> None:
    """Somebody takes it back."""
    from campaign.privacy.consents import withdraw_consent as run
    from campaign.privacy.find_person import PersonQuery

    sought = PersonQuery(bureau, number, name, first_names, birth_date)
    perform(
        folder,
        say("Retrait", "Withdrawal"),
        lambda campaign, _: run(campaign, sought, channel=channel, collector=collector or user()),
    )


@consent.command(help=say("Vérifier la chaîne du registre.", "Verify the chain of the ledger."))
def check(folder: Folder) -> None:
    """Hash the whole ledger again."""
    from campaign.privacy.consents import check_consents as run

    perform(folder, say("Registre", "Ledger"), lambda campaign, _: run(campaign))


@app.command(
    help=say(
        "Enregistrer la réponse d'une personne (mode individuel, consentement).",
        "Record a person's answer (individual mode, consent).",
    )
)
def answer(
    folder: Folder,
    question: Annotated[str, typer.Argument(help=say("SOUTIEN, LOG…", "Code of the question."))],
    said: Annotated[str, typer.Argument(metavar="REPONSE", help=say("1 à 5, oui, non.", "Code."))],
    bureau: Bureau = "",
    number: Number = "",
    name: Name = "",
    first_names: FirstNames = "",
    birth_date: BirthDate = "",
    collector: Collector = "",
) -> None:
    """Record what somebody said."""
    from campaign.privacy.consents import answer as run
    from campaign.privacy.find_person import PersonQuery

    sought = PersonQuery(bureau, number, name, first_names, birth_date)
    perform(
        folder,
        say("Réponse", "Answer"),
        lambda campaign, _: run(
            campaign, sought, question=question, said=said, collector=collector or user()
        ),
    )


@app.command(
    help=say(
        "Qui a dit quoi, avec l'histoire des consentements (mode individuel) ; noté au journal.",
        "Who said what, with the history of consents (individual mode); noted in the audit.",
    )
)
def who_said(
    folder: Folder,
    bureau: Bureau = "",
    number: Number = "",
    name: Name = "",
    first_names: FirstNames = "",
    birth_date: BirthDate = "",
    address: Annotated[
        str, typer.Option(help=say("Tous ceux qui y habitent.", "All who live there."))
    ] = "",
    question: Annotated[str, typer.Option(help=say("SOUTIEN, LOG…", "Code of the question."))] = "",
    consent: Annotated[
        State | None,
        typer.Option(help=say("en cours (live) ou retiré.", "Whether it holds or was taken back.")),
    ] = None,
    who: Who = "",
) -> None:
    """Find what people answered; a search goes by card, identity, address, question or consent."""
    from campaign.privacy.find_person import PersonQuery
    from campaign.privacy.who_said import SaidQuery
    from campaign.privacy.who_said import who_said as run

    person = PersonQuery(bureau, number, name, first_names, birth_date, address=address)
    query = SaidQuery(
        person=person, question=question.upper(), consent=consent.value if consent else None
    )
    perform(
        folder,
        say("Réponses", "Answers"),
        lambda campaign, _: run(campaign, query, who=who or user()),
    )
