"""No answer of one person outside individual mode and without their consent, whoever writes."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from canvass import tables
from canvass.errors import BadInputError, RefusedByLawError
from people_base.access.audit import audit_log
from people_base.base import Base, open_base
from people_base.integrity import check_base
from people_base.people.answers import Answer, answers, choose_mode, mode_of, record_answer
from people_base.people.consents import (
    Consent,
    add_text,
    give,
    last_hash,
    ledger,
    ledger_faults,
    texts,
    withdraw,
)
from people_base.people.oppositions import oppose
from people_base.people.retention import purge
from people_base.store import write
from people_base.transfer import move_base

Maker = Callable[..., pd.DataFrame]
AT = datetime(2026, 3, 1, 10, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


def agree(base: Base, voter: str, *, at: datetime = AT) -> int:
    text_id = add_text(base, version="1", text="J'accepte.", at=at, who="o")
    return give(base, Consent(voter, "door", "team A", at), text_id=text_id, who="o")


def said(voter: str, answer: str = "yes", *, at: datetime = LATER) -> Answer:
    return Answer(voter, "TRA", answer, at, "team A")


@pytest.fixture
def individual(roll_base: Base, voters: Maker) -> Base:
    """Three people, one of whom agreed, in individual mode."""
    write(roll_base, tables.VOTERS, voters(["a", "b", "c"]), how="merge")
    choose_mode(roll_base, "individual", who="o", at=AT, assessment="AIPD du 01/02/2026, DPO")
    agree(roll_base, "a")
    return roll_base


def stored(base: Base) -> int:
    with base.engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM answers")).scalar_one())


def test_aggregated_is_the_default_and_refuses(roll_base: Base, voters: Maker) -> None:
    write(roll_base, tables.VOTERS, voters(["a"]), how="merge")
    agree(roll_base, "a")
    assert mode_of(roll_base) == "aggregated"
    with pytest.raises(RefusedByLawError, match="agrégé"):
        record_answer(roll_base, said("a"))


def test_individual_mode_asks_who_and_on_what_assessment(roll_base: Base) -> None:
    for who, assessment in (("", "AIPD"), ("o", "  ")):
        with pytest.raises(RefusedByLawError, match="analyse d'impact"):
            choose_mode(roll_base, "individual", who=who, at=AT, assessment=assessment)
    assert mode_of(roll_base) == "aggregated"


def test_only_who_agreed_is_written_down(individual: Base) -> None:
    record_answer(individual, said("a"))
    with pytest.raises(RefusedByLawError, match="consentement"):
        record_answer(individual, said("b"))
    assert answers(individual)["voter_id"].tolist() == ["a"]


def test_taking_it_back_erases_what_rested_on_it(individual: Base) -> None:
    agree(individual, "b")
    for voter in ("a", "b"):
        record_answer(individual, said(voter))
    withdraw(individual, Consent("a", "mail", "o", LATER), who="o")
    assert answers(individual)["voter_id"].tolist() == ["b"]
    with pytest.raises(RefusedByLawError):
        record_answer(individual, said("a"))
    with pytest.raises(BadInputError):
        withdraw(individual, Consent("a", "mail", "o", LATER), who="o")
    agree(individual, "a", at=LATER)
    record_answer(individual, said("a", at=LATER))
    assert ledger(individual)["act"].tolist() == ["given", "given", "withdrawn", "given"]
    assert ledger_faults(individual) == []


def test_back_to_aggregated_erases_every_answer(individual: Base) -> None:
    record_answer(individual, said("a"))
    assert choose_mode(individual, "aggregated", who="o", at=LATER) == 1
    assert stored(individual) == 0


def test_answers_leave_with_the_person_and_the_purge(individual: Base) -> None:
    record_answer(individual, said("a"))
    oppose(individual, b"salt", at=LATER, who="o", channel="mail", voter_id="a")
    assert stored(individual) == 0
    assert ledger(individual)["act"].tolist() == ["given", "withdrawn"]
    agree(individual, "b")
    record_answer(individual, said("b"))
    assert purge(individual, now=LATER, due=LATER.date()).rows["answers"] == 1
    assert len(ledger(individual)) == 3
    assert check_base(individual).faults == ()


def test_the_proof_moves_with_the_base(individual: Base, new_base: Callable[[], Base]) -> None:
    withdraw(individual, Consent("a", "mail", "o", LATER), who="o")
    agree(individual, "a", at=LATER)
    record_answer(individual, said("a"))
    agree(individual, "a", at=LATER)
    target = new_base()
    move_base(individual, target)
    assert last_hash(target) == last_hash(individual) != ""
    assert ledger_faults(target) == []
    assert len(answers(target)) == 1


def test_texts_are_kept_by_version(roll_base: Base) -> None:
    first = add_text(roll_base, version="1", text="Un texte.", at=AT, who="o")
    assert add_text(roll_base, version="1", text="Un texte.", at=LATER, who="o") == first
    second = add_text(roll_base, version="2", text="Un autre texte.", at=LATER, who="o")
    assert texts(roll_base).index.tolist() == [first, second]
    with pytest.raises(BadInputError):
        add_text(roll_base, version="3", text=" ", at=LATER, who="o")


def test_the_audit_counts_and_never_tells(individual: Base) -> None:
    record_answer(individual, said("a", "secretword"))
    answers(individual)
    log = audit_log(individual)
    assert {"mode individual", "consent given", "answer", "read answers"} <= set(log["what"])
    assert "secretword" not in log.to_string()


# What somebody may try who writes SQL past the code.

_AT = "'2026-03-01 12:00:00.000000'"
ANSWER = (
    "INSERT INTO answers (answer_id, voter_id, consent, question, answer, at, collector) "
    "VALUES ('x', '{voter}', {consent}, 'TRA', 'yes', {at}, 't')"
)
CONSENT = (
    "INSERT INTO consents (position, voter_id, act, purpose, text_id, at, channel, collector, "
    "previous, hash) SELECT {position}, '{voter}', '{act}', '{purpose}', text_id, {at}, 'door', "
    "'t', {previous}, '" + "0" * 64 + "' FROM consent_texts"
)


def answering(voter: str, consent: object = 1, at: str = _AT) -> str:
    return ANSWER.format(voter=voter, consent=consent, at=at)


def consenting(**other: object) -> str:
    given = {"position": 2, "voter": "b", "act": "given", "purpose": "opinion", "at": _AT}
    return CONSENT.format(**(given | {"previous": "(SELECT max(hash) FROM consents)"} | other))


BYPASSES = {
    "another's consent": answering("b"),
    "no consent": answering("b", "NULL"),
    "a consent that does not exist": answering("a", 99),
    "somebody not on the roll": answering("nobody"),
    "an answer before the consent": answering("a", at="'2026-02-01 12:00:00.000000'"),
    "free text": answering("a").replace("'yes'", "'said that they will vote for somebody'"),
    "an answer put in the place of another": answering("b").replace("INSERT", "INSERT OR REPLACE"),
    "an answer moved to another": "UPDATE answers SET voter_id = 'b'",
    "another answer": "UPDATE answers SET answer = 'no'",
    "a consent moved to another": "UPDATE consents SET voter_id = 'b'",
    "a proof taken out": "DELETE FROM consents",
    "a consent out of the chain": consenting(position=7),
    "a consent before the others": consenting(position=0),
    "a consent chained to nothing": consenting(previous="''"),
    "a consent for another purpose": consenting(purpose="email"),
    "a withdrawal of nothing": consenting(act="withdrawn"),
    "a text changed after it was agreed to": "UPDATE consent_texts SET text = 'anything'",
    "a mode changed in place": "UPDATE modes SET mode = 'individual'",
    "a mode without an assessment": (
        f"INSERT INTO modes (mode, assessment, who, at) VALUES ('individual', ' ', 'x', {_AT})"
    ),
    "a mode put in the place of another": (
        "INSERT OR REPLACE INTO modes (mode_id, mode, assessment, who, at) "
        f"VALUES (1, 'individual', 'x', 'x', {_AT})"
    ),
    "a mode taken out": "DELETE FROM modes",
    "a note of the audit replaced": (
        "INSERT OR REPLACE INTO audit (audit_id, who, what, count, at) "
        f"VALUES (1, 'x', 'x', 0, {_AT})"
    ),
}


def try_it(connection: Connection, statement: str) -> None:
    if connection.dialect.name == "postgresql":
        statement = statement.replace("INSERT OR REPLACE", "INSERT")
    connection.execute(text(statement))


@pytest.mark.parametrize("bypass", BYPASSES)
def test_sql_does_not_get_past_the_law(individual: Base, bypass: str) -> None:
    record_answer(individual, said("a"))
    before = ledger(individual)
    with individual.engine.begin() as connection, pytest.raises(IntegrityError):
        try_it(connection, BYPASSES[bypass])
    assert ledger(individual).equals(before)
    assert answers(individual)["voter_id"].tolist() == ["a"]


def test_sql_does_not_answer_in_aggregated_mode(roll_base: Base, voters: Maker) -> None:
    write(roll_base, tables.VOTERS, voters(["a"]), how="merge")
    agree(roll_base, "a")
    with roll_base.engine.begin() as connection, pytest.raises(IntegrityError):
        connection.execute(text(answering("a")))


def test_a_file_opened_by_another_program_refuses_too(roll_file: Base, voters: Maker) -> None:
    """Foreign keys are off there: the triggers stand alone."""
    write(roll_file, tables.VOTERS, voters(["a", "b"]), how="merge")
    agree(roll_file, "a")
    statements = [answering("a"), answering("b"), answering("nobody")]
    with closing(sqlite3.connect(str(roll_file.engine.url.database))) as connection:
        for statement in statements:
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(statement)
        connection.execute("CREATE TEMP TABLE modes (mode_id INTEGER, mode TEXT)")
        connection.execute("INSERT INTO temp.modes VALUES (1, 'individual')")
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(answering("a"))


def test_a_temporary_table_on_a_server_changes_nothing(
    new_postgis: Callable[[], str], voters: Maker, source: object
) -> None:
    from people_base.people.rolls import note_source

    base = open_base(new_postgis())
    note_source(base, source)  # type: ignore[arg-type]
    write(base, tables.VOTERS, voters(["a"]), how="merge")
    agree(base, "a")
    for table, columns, row in (
        ("modes", "mode_id int, mode text", "1, 'individual'"),
        ("purging", "now int", "1"),
    ):
        with base.engine.begin() as connection:
            connection.execute(text(f"CREATE TEMP TABLE {table} ({columns})"))
            connection.execute(text(f"INSERT INTO pg_temp.{table} VALUES ({row})"))
    with base.engine.begin() as connection, pytest.raises(DBAPIError):
        connection.execute(text(answering("a")))
    base.engine.dispose()


def test_a_chain_that_was_broken_is_told(roll_file: Base, voters: Maker) -> None:
    write(roll_file, tables.VOTERS, voters(["a", "b", "c"]), how="merge")
    for voter in ("a", "b", "c"):
        agree(roll_file, voter)
    changes = {
        "UPDATE consents SET collector = 'x' WHERE position = 2": "ligne 2",
        "DELETE FROM consents WHERE position = 2": "ligne 3",
        "UPDATE consent_texts SET text = 'x'": "texte",
    }
    path = str(roll_file.engine.url.database)
    whole = Path(path).parent / "whole.sqlite"
    with closing(sqlite3.connect(path)) as one, closing(sqlite3.connect(whole)) as other:
        one.backup(other)
    for change, told in changes.items():
        with closing(sqlite3.connect(whole)) as one, closing(sqlite3.connect(path)) as other:
            one.backup(other)
            for action in ("update", "delete"):
                for table in ("consents", "consent_texts"):
                    other.execute(f"DROP TRIGGER {table}_no_{action}")
            other.execute(change)
            other.commit()
        found = "\n".join(str(fault) for fault in ledger_faults(roll_file))
        assert told in found
        assert "protection manque" in "\n".join(map(str, check_base(roll_file).faults))


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["give", "withdraw", "answer", "individual", "aggregated", "leave"]),
        st.sampled_from(["a", "b"]),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=ACTS)
def test_whatever_happens_no_answer_is_without_its_consent(  # noqa: C901 - one act a branch
    acts: list[tuple[str, str]], new_base: Callable[[], Base], voters: Maker, source: object
) -> None:
    """A model of the rules, beside the base: both hold the same answers at the end."""
    from people_base.people.rolls import note_source

    base = new_base()
    note_source(base, source)  # type: ignore[arg-type]
    write(base, tables.VOTERS, voters(["a", "b"]), how="merge")
    live, gone, individual, held = set[str](), set[str](), False, list[str]()
    for place, (act, voter) in enumerate(acts):
        at = AT + timedelta(minutes=place)
        refused = False
        try:
            if act == "give":
                agree(base, voter, at=at)
            elif act == "withdraw":
                withdraw(base, Consent(voter, "mail", "o", at), who="o")
            elif act == "answer":
                record_answer(base, said(voter, at=at))
            elif act == "leave":
                oppose(base, b"s", at=at, who="o", channel="mail", voter_id=voter)
            else:
                choose_mode(base, act, who="o", at=at, assessment="AIPD")  # type: ignore[arg-type]
        except (BadInputError, RefusedByLawError):
            refused = True
        if act == "give" and voter not in gone:
            live.add(voter)
        elif act == "answer" and individual and voter in live:
            held.append(voter)
        elif act in {"individual", "aggregated"}:
            individual = act == "individual"
            held = held if individual else []
        elif act in {"withdraw", "leave"}:
            live.discard(voter)
            held = [one for one in held if one != voter]
            gone |= {voter} if act == "leave" else set()
        elif act in {"give", "answer"}:
            assert refused
    assert sorted(answers(base)["voter_id"]) == sorted(held)
    assert ledger_faults(base) == []
    base.engine.dispose()
