"""What one person answered: only in individual mode, and only under a consent that holds.

Both are asked here for the sake of a clear sentence, and by the database for everybody else.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import uuid4

import pandas as pd
from sqlalchemy import Connection, func, insert, select

from canvass.errors import RefusedByLawError
from canvass.words import Words
from people_base.access.audit import acting, add_note, note_read
from people_base.base import Base, reading, scrub, writing
from people_base.engine.queries import among
from people_base.models import ANSWERS, MODES
from people_base.people.consents import live_consent

Mode = Literal["aggregated", "individual"]


@dataclass(frozen=True)
class Answer:
    """One answer in codes; no free text, no guess of whoever asked."""

    voter_id: str
    question: str
    answer: str
    at: datetime
    collector: str


def mode_of(base: Base) -> Mode:
    """Return the mode in force; aggregated while nobody decided otherwise."""
    with reading(base.engine) as connection:
        return _mode(connection)


def modes(base: Base) -> pd.DataFrame:
    """Return every decision on the mode: ``mode, assessment, who, at``."""
    with reading(base.engine) as connection:
        query = select(MODES.c.mode, MODES.c.assessment, MODES.c.who, MODES.c.at)
        rows = connection.execute(query.order_by(MODES.c.mode_id)).all()
    return pd.DataFrame(rows, columns=["mode", "assessment", "who", "at"])


def choose_mode(base: Base, mode: Mode, *, who: str, at: datetime, assessment: str = "") -> int:
    """Decide on the mode; going back to aggregated erases every answer, and gives how many.

    Parameters
    ----------
    base
        The open base.
    mode
        What to put in force.
    who, at
        Who decides, when.
    assessment
        For individual mode: the impact assessment that allows it, by date and author.

    Raises
    ------
    RefusedByLawError
        Without an impact assessment (GDPR, art. 35), or without a name.
    """
    if not who.strip() or (mode == "individual" and not assessment.strip()):
        raise RefusedByLawError(
            Words(
                "Le mode individuel demande le nom de qui le décide et l'analyse d'impact qui le "
                "permet (RGPD, art. 35) : date et auteur.",
                "Individual mode needs the name of who decides and the impact assessment that "
                "allows it (GDPR, art. 35): date and author.",
            )
        )
    row = {"mode": mode, "assessment": assessment, "who": who, "at": at}
    with writing(base.engine) as connection:
        erased = _count(connection) if mode == "aggregated" else 0
        connection.execute(insert(MODES), row)
        add_note(connection, who, f"mode {mode}", erased, at)
    if erased:
        scrub(base.engine)
    return erased


def record_answer(base: Base, answer: Answer) -> str:
    """Keep what one person answered, and give its id.

    Raises
    ------
    RefusedByLawError
        Outside individual mode, or without a live consent of the person.
    """
    answer_id = uuid4().hex
    with writing(base.engine) as connection:
        if _mode(connection) != "individual":
            raise RefusedByLawError(
                Words(
                    "La campagne est en mode agrégé : ce qu'une personne répond ne s'enregistre "
                    "pas, seuls les totaux par immeuble comptent.",
                    "The campaign is in aggregated mode: what one person answers is not "
                    "recorded, only totals by building count.",
                )
            )
        row = {
            "answer_id": answer_id,
            "voter_id": answer.voter_id,
            "consent": live_consent(connection, answer.voter_id),
            "question": answer.question,
            "answer": answer.answer,
            "at": answer.at,
            "collector": answer.collector,
        }
        connection.execute(insert(ANSWERS), row)
        add_note(connection, acting.get(), "answer", 1, answer.at)
    return answer_id


def answers(base: Base, *, voter_ids: Collection[str] | None = None) -> pd.DataFrame:
    """Return the answers: ``voter_id, consent, question, answer, at, collector``; noted.

    ``voter_ids`` reads those of these people alone.
    """
    columns = [column.name for column in ANSWERS.columns]
    query = select(ANSWERS).order_by(ANSWERS.c.at)
    if voter_ids is not None:
        query = query.where(among(ANSWERS.c.voter_id, list(voter_ids)))
    with reading(base.engine) as connection:
        rows = connection.execute(query).all()
    note_read(base, ANSWERS.name, len(rows))
    return pd.DataFrame(rows, columns=columns).set_index("answer_id")


def _mode(connection: Connection) -> Mode:
    latest = select(MODES.c.mode).order_by(MODES.c.mode_id.desc()).limit(1)
    return "individual" if connection.execute(latest).scalar() == "individual" else "aggregated"


def _count(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(ANSWERS)).scalar_one())
