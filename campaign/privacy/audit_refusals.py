"""What was refused is noted in the audit: the deed and how many faults, never what a file held."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

from campaign.database_url import FILE
from campaign.folder import Campaign
from canvass.errors import ArpenteurError, BadInputError, RefusedByLawError


@contextmanager
def refusals_noted(campaign: Campaign, deed: str, *, now: datetime | None = None) -> Iterator[None]:
    """Note in the audit that a deed was refused, then let the error go on.

    Parameters
    ----------
    campaign
        Whose audit; where there is no base yet, or it cannot be opened, nothing is noted.
    deed
        A command's name or ``app``.
    now
        Clock; the present by default.
    """
    try:
        yield
    except (BadInputError, RefusedByLawError) as error:
        faults = len(error.faults) if isinstance(error, BadInputError) else 0
        with suppress(ArpenteurError):
            _note(campaign, f"refused {deed}", max(faults, 1), now or datetime.now(UTC))
        raise


def _note(campaign: Campaign, what: str, count: int, at: datetime) -> None:
    from people_base.access.audit import audit_note

    if not campaign.settings.database.url and not (campaign.folder / FILE).is_file():
        return
    with campaign.base() as base:
        audit_note(base, "", what, count, at)
