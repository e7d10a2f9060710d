"""What the law keeps in the base stays in it, whatever the format is called."""

import pytest

from canvass.errors import BadInputError, RefusedByLawError
from exchange import civicrm, nationbuilder
from exchange.field_policy import (
    is_channel,
    is_forbidden,
    refuse_columns,
)
from exchange.registry import REGISTRY, system


@pytest.mark.parametrize(
    "name",
    [
        "email", "e-mail", "E-Mails", "courriel", "mail", "mailchimp", "newsletter", "brevo",
        "sms", "SMS", "texto", "text", "whatsapp", "telegram", "phone", "phone_call", "appels",
        "ads", "ad", "facebook-ads", "Custom Audience", "google ads", "publicité", "meta",
        "twitter",
    ],
)  # fmt: skip
def test_no_list_for_online_messages(name: str) -> None:
    with pytest.raises(RefusedByLawError, match="2024/900"):
        system(name)


def test_formats_are_known_by_name_alone() -> None:
    assert [system(name.upper()).name for name in REGISTRY] == list(REGISTRY)
    for name in ("", "shapefile", "qgis2"):
        with pytest.raises(BadInputError, match="nationbuilder"):
            system(name)


@pytest.mark.parametrize(
    "column",
    [
        "party", "previous_party", "inferred_party", "support_level", "religion", "church", "demo",
        "ethnicity", "twitter_login", "facebook_uid", "LinkedIn ID", "nationalité", "turnout_score",
        "pays de naissance", "Opinion politique", "vote", "santé", "race", "parti",
    ],
)  # fmt: skip
def test_columns_that_nobody_reads(column: str) -> None:
    assert is_forbidden(column)
    with pytest.raises(RefusedByLawError, match="ne sortent pas"):
        refuse_columns(["first_name", column])


@pytest.mark.parametrize("column", ["email1", "mobile_number", "Phone", "work_phone_number", "fax"])
def test_means_of_writing_do_not_go_out(column: str) -> None:
    assert is_channel(column)
    with pytest.raises(RefusedByLawError, match=column):
        refuse_columns([column])


@pytest.mark.parametrize(
    "column",
    [
        "external_id", "first_name", "address_city", "Réunion", "departement", "particularité",
        "origin_system", "do_not_email", "tag_list", "household_size", "textile",
    ],
)  # fmt: skip
def test_plain_columns_are_neither(column: str) -> None:
    assert not is_forbidden(column)
    assert not is_channel(column)


def test_what_goes_out_is_behind_the_wall() -> None:
    """Of channels only the columns that close them."""
    for columns, closed in (
        (nationbuilder.PEOPLE, nationbuilder.CLOSED),
        (civicrm.INDIVIDUALS, civicrm.CLOSED),
        (civicrm.HOUSEHOLDS, civicrm.CLOSED),
    ):
        refuse_columns(columns, closed=closed)
        refuse_columns(set(columns) - set(closed))
