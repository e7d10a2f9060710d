"""Six digits from a phone: as RFC 6238 has them, each good once, none from the base alone."""

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text

from canvass.errors import BadInputError
from people_base.access.accounts import account, accounts, add_account, remove_account
from people_base.access.audit import audit_log
from people_base.access.second_factor import (
    STEP_S,
    code_at,
    has_second_factor,
    new_nonce,
    remove_second_factor,
    set_second_factor,
    setup_address,
    shared_secret,
    use_code,
)
from people_base.base import Base

AT = datetime(2026, 3, 1, 10, tzinfo=UTC)
GOOD = "une phrase de passe longue"
KEY = b"the campaign's secret key of 32b"
STEP = timedelta(seconds=STEP_S)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"),
     (2000000000, "279037"), (20000000000, "353130")],
)  # fmt: skip
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    """Appendix B, SHA-1, the last six of its eight digits."""
    assert code_at(b"12345678901234567890", seconds // STEP_S) == code


@pytest.fixture
def staffed(base: Base) -> Base:
    add_account(base, "camille", "organiser", GOOD, who="c", at=AT)
    return base


def code(nonce: str, at: datetime, *, key: bytes = KEY, name: str = "camille") -> str:
    return code_at(shared_secret(key, name, nonce), int(at.timestamp()) // STEP_S)


def with_phone(base: Base) -> str:
    nonce = new_nonce()
    told = code(nonce, AT)
    set_second_factor(base, KEY, "camille", nonce=nonce, code=told, who="camille", at=AT)
    return nonce


def test_a_phone_is_taken_once_it_shows_the_right_code(staffed: Base) -> None:
    before = account(staffed, "camille")
    for wrong in ("", "000000x", "é", code("another", AT)):
        with pytest.raises(BadInputError, match="code"):
            set_second_factor(staffed, KEY, "camille", nonce="n", code=wrong, who="c", at=AT)
    assert not has_second_factor(staffed, "camille")
    with_phone(staffed)
    assert has_second_factor(staffed, "camille")
    assert accounts(staffed)["second_factor"].tolist() == [True]
    after = account(staffed, "camille")
    assert before is not None
    assert after is not None
    assert before.stamp != after.stamp, "known browsers and other visits end"
    with pytest.raises(BadInputError, match="Compte inconnu"):
        set_second_factor(staffed, KEY, "x", nonce="n", code=code("n", AT, name="x"), who="", at=AT)


def test_a_code_is_good_once_and_for_a_minute_and_a_half(staffed: Base) -> None:
    nonce = with_phone(staffed)

    def works(shown: datetime, typed: datetime) -> bool:
        return use_code(staffed, KEY, "camille", code(nonce, shown), now=typed)

    assert not works(AT, AT), "the code that was shown to set it up"
    later = AT + 10 * STEP
    assert not works(later, later - 2 * STEP)
    assert works(later, later + STEP)
    assert not works(later, later + STEP)
    assert not works(later - STEP, later), "an older one that was looked at over a shoulder"
    assert not works(later + 9 * STEP, later + 11 * STEP)
    assert works(later + 10 * STEP, later + 9 * STEP)
    spaced = code(nonce, later + 20 * STEP)
    assert use_code(staffed, KEY, "camille", f" {spaced[:3]} {spaced[3:]} ", now=later + 20 * STEP)


def test_the_base_alone_makes_no_code(staffed: Base) -> None:
    with_phone(staffed)
    with staffed.engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM second_factors")).mappings().one()
    secret = shared_secret(KEY, "camille", row["nonce"])
    kept = " ".join(map(str, row.values()))
    assert base64.b32encode(secret).decode().rstrip("=") not in kept
    now = AT + 5 * STEP
    assert not use_code(staffed, KEY, "camille", code(row["nonce"], now, key=b"x" * 32), now=now)


def test_it_goes_with_its_account_or_alone(staffed: Base) -> None:
    nonce = with_phone(staffed)
    assert remove_second_factor(staffed, "camille", who="c", at=AT)
    assert not remove_second_factor(staffed, "camille", who="c", at=AT)
    assert not use_code(staffed, KEY, "camille", code(nonce, AT + STEP), now=AT + STEP)
    with_phone(staffed)
    remove_account(staffed, "camille", who="c", at=AT)
    with staffed.engine.connect() as connection:
        assert not connection.execute(text("SELECT 1 FROM second_factors")).first()
    told = audit_log(staffed)["what"].tolist()
    assert told.count("second factor set") == 2
    assert "second factor removed" in told


def test_the_address_is_what_authenticators_read() -> None:
    secret = shared_secret(KEY, "camille", "n")
    parts = urlsplit(setup_address(secret, "camille", "Arpenteur"))
    assert (parts.scheme, parts.netloc, parts.path) == ("otpauth", "totp", "/Arpenteur%3Acamille")
    told = parse_qs(parts.query)
    assert base64.b32decode(told["secret"][0]) == secret
    assert told["issuer"] == ["Arpenteur"]
