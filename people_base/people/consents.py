"""What people agreed to, word by word, and when they took it back.

The ledger is the proof that GDPR, art. 7.1 asks for: it only grows, and every row holds the hash
of the one before, so that a row that was changed or taken out shows (``ledger_faults``).
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, get_args

import pandas as pd
from sqlalchemy import Connection, Row, insert, select

from canvass.errors import BadInputError, Fault, RefusedByLawError
from canvass.words import Words
from people_base.access.audit import add_note
from people_base.base import Base, reading, writing
from people_base.models import CONSENT_TEXTS, CONSENTS, VOTERS

#: What a consent allows; the base refuses an answer that rests on any other than ``opinion``.
Purpose = Literal["opinion"]
_TOLD = ("voter_id", "act", "purpose", "text_id", "at", "channel", "collector")


@dataclass(frozen=True)
class Consent:
    """How one person said yes or took it back.

    ``channel`` is how it came (door, paper, mail), ``collector`` who heard it.
    """

    voter_id: str
    channel: str
    collector: str
    at: datetime
    purpose: Purpose = "opinion"


def add_text(
    base: Base, *, version: str, text: str, at: datetime, who: str, purpose: Purpose = "opinion"
) -> str:
    """Keep a version of the words that people agree to, and give its id; the same text once.

    Raises
    ------
    BadInputError
        If the text or the version is empty.
    """
    if not text.strip() or not version.strip():
        raise BadInputError(
            Words("Donnez le texte et sa version.", "Give the text and its version.")
        )
    text_id = hashlib.sha256(f"{purpose}\x1f{text}".encode()).hexdigest()
    row = {"text_id": text_id, "purpose": purpose, "version": version, "text": text, "at": at}
    with writing(base.engine) as connection:
        known = select(CONSENT_TEXTS.c.text_id).where(CONSENT_TEXTS.c.text_id == text_id)
        if connection.execute(known).first() is None:
            connection.execute(insert(CONSENT_TEXTS), row)
            add_note(connection, who, "consent text", 1, at)
    return text_id


def texts(base: Base) -> pd.DataFrame:
    """Return the texts, the newest last: ``purpose, version, text, at`` by ``text_id``."""
    columns = ["text_id", "purpose", "version", "text", "at"]
    with reading(base.engine) as connection:
        rows = connection.execute(select(CONSENT_TEXTS).order_by(CONSENT_TEXTS.c.at)).all()
    return pd.DataFrame(rows, columns=columns).set_index("text_id")


def give(base: Base, consent: Consent, *, text_id: str, who: str) -> int:
    """Note that somebody agreed to a text; give the place of the proof in the ledger.

    Raises
    ------
    BadInputError
        If the person is not in the base or the text is not of that purpose.
    """
    with writing(base.engine) as connection:
        here = select(VOTERS.c.voter_id).where(VOTERS.c.voter_id == consent.voter_id)
        if connection.execute(here).first() is None:
            raise BadInputError(
                Words("Cette personne n'est pas dans la base.", "This person is not in the base.")
            )
        position = _append(connection, "given", consent, text_id)
        add_note(connection, who, "consent given", 1, consent.at)
    return position


def withdraw(base: Base, consent: Consent, *, who: str) -> int:
    """Note that somebody took their consent back; the database erases what rested on it.

    Taking back must be as easy as giving (GDPR, art. 7.3): no reason is asked, and the person may
    have left the roll.

    Returns
    -------
    int
        The place of the proof in the ledger.

    Raises
    ------
    BadInputError
        If there is no live consent.
    """
    with writing(base.engine) as connection:
        standing = _standing(connection, consent.voter_id, consent.purpose)
        if standing is None:
            raise BadInputError(
                Words(
                    "Aucun consentement en cours pour cette personne.",
                    "This person has given no consent that still holds.",
                )
            )
        position = _append(connection, "withdrawn", consent, standing.text_id)
        add_note(connection, who, "consent withdrawn", 1, consent.at)
    return position


def end_consents(
    connection: Connection, voter_id: str, *, at: datetime, channel: str, who: str
) -> None:
    """Withdraw what somebody agreed to, in the transaction that takes them out of the file."""
    for purpose in get_args(Purpose):
        standing = _standing(connection, voter_id, purpose)
        if standing is not None:
            ended = Consent(voter_id, channel, who or "?", max(at, standing.at), purpose)
            _append(connection, "withdrawn", ended, standing.text_id)


def live_consent(connection: Connection, voter_id: str, purpose: Purpose = "opinion") -> int:
    """Return the place of the consent that holds.

    Raises
    ------
    RefusedByLawError
        If there is none.
    """
    standing = _standing(connection, voter_id, purpose)
    if standing is None:
        raise RefusedByLawError(
            Words(
                "Sans consentement explicite de la personne, sa réponse ne s'enregistre pas "
                "(RGPD, art. 9).",
                "Without the person's explicit consent their answer is not recorded (GDPR, art. "
                "9).",
            )
        )
    return int(standing.position)


def ledger(base: Base) -> pd.DataFrame:
    """Return the ledger by ``position``: what was told, ``previous`` and ``hash``."""
    columns = [column.name for column in CONSENTS.columns]
    with reading(base.engine) as connection:
        rows = connection.execute(select(CONSENTS).order_by(CONSENTS.c.position)).all()
    return pd.DataFrame(rows, columns=columns).set_index("position")


def ledger_faults(base: Base) -> list[Fault]:
    """Hash the whole chain again; empty where nothing was changed, added or taken out inside.

    A chain cut at its end cannot be told from a shorter one: keep the last hash elsewhere (the
    register prints it).
    """
    with reading(base.engine) as connection:
        return list(_faults(connection))


def last_hash(base: Base) -> str:
    """Give the hash of the last row, which stands for the whole ledger; empty if there is none."""
    with reading(base.engine) as connection:
        return _tip(connection)[1]


def _faults(connection: Connection) -> Iterator[Fault]:
    texts = connection.execute(select(CONSENT_TEXTS)).all()
    for row in texts:
        if hashlib.sha256(f"{row.purpose}\x1f{row.text}".encode()).hexdigest() != row.text_id:
            yield Fault(
                Words("un texte de consentement a changé", "a consent text was changed"),
                file=CONSENT_TEXTS.name,
            )
    before, expected = "", 1
    for row in connection.execute(select(CONSENTS).order_by(CONSENTS.c.position)):
        whole = row.position == expected and row.previous == before
        if not whole or row.hash != _hash(before, dict(row._mapping)):
            yield Fault(
                Words(
                    f"la chaîne des consentements est rompue à la ligne {row.position}",
                    f"the chain of consents is broken at row {row.position}",
                ),
                file=CONSENTS.name,
            )
        before, expected = row.hash, row.position + 1


def _append(connection: Connection, act: str, consent: Consent, text_id: str) -> int:
    position, before = _tip(connection)
    row: dict[str, Any] = {
        "position": position + 1,
        "voter_id": consent.voter_id,
        "act": act,
        "purpose": consent.purpose,
        "text_id": text_id,
        "at": consent.at.astimezone(UTC),
        "channel": consent.channel,
        "collector": consent.collector,
        "previous": before,
    }
    connection.execute(insert(CONSENTS), row | {"hash": _hash(before, row)})
    return position + 1


def _hash(before: str, row: dict[str, Any]) -> str:
    told = [row[name].isoformat() if name == "at" else row[name] for name in _TOLD]
    line = json.dumps([row["position"], before, *told], ensure_ascii=False)
    return hashlib.sha256(line.encode()).hexdigest()


def _tip(connection: Connection) -> tuple[int, str]:
    query = select(CONSENTS.c.position, CONSENTS.c.hash).order_by(CONSENTS.c.position.desc())
    found = connection.execute(query.limit(1)).first()
    return (int(found.position), str(found.hash)) if found else (0, "")


def _standing(connection: Connection, voter_id: str, purpose: str) -> Row[Any] | None:
    """Return the last row of a person, if it is a consent."""
    query = select(CONSENTS).where(CONSENTS.c.voter_id == voter_id, CONSENTS.c.purpose == purpose)
    found = connection.execute(query.order_by(CONSENTS.c.position.desc()).limit(1)).first()
    return found if found is not None and found.act == "given" else None
