"""The wall between the electoral roll and online messages, and the columns that nobody reads.

Regulation (EU) 2024/900, art. 18 and 19, lets online political messages be aimed only by data that
the person gave for that: a roll, or what derives from it, never becomes a list of e-mails, of
telephones or an advertising audience. Opinions, religion, origins and health are GDPR's special
categories (art. 9); social networks are what the CNIL forbade to match in November 2016.
"""

import re
from collections.abc import Iterable

from canvass.errors import RefusedByLawError
from canvass.text import fold_accents
from canvass.words import Words

_SOCIAL = (
    "facebook", "instagram", "twitter", "linkedin", "tiktok", "snapchat", "youtube", "whatsapp",
    "telegram", "social", "meetup", "klout",
)  # fmt: skip
_SHORT_SOCIAL = frozenset({"meta"})
#: Means of writing or calling: parts of words, and whole words.
_CHANNELS = (
    "email", "courriel", "mailing", "mailchimp", "newsletter", "brevo", "sendinblue", "sendgrid",
    "phone", "mobile", "robocall", "texto", "portable",
)  # fmt: skip
_SHORT_CHANNELS = frozenset(
    {"mail", "mails", "sms", "text", "call", "calls", "appel", "appels", "fax", "tel"}
)
_ADVERTISING = ("advert", "audience", "publicit", "google", "criteo", "lookalike", "retarget")
_SHORT_ADVERTISING = frozenset({"ad", "ads", "pub"})
_SPECIAL = (
    "party", "support", "inferred", "ideolog", "politic", "opinion", "endors", "voting", "voted",
    "turnout", "ballot", "ethnic", "racial", "origin", "religio", "church", "confession", "health",
    "sante", "handicap", "disab", "syndic", "nationalit", "citizenship", "birthplace", "naissance",
    "sexual", "income", "revenu", "genetic", "biometric",
)  # fmt: skip
_SHORT_SPECIAL = frozenset({"parti", "demo", "race", "vote", "votes", "union"})
#: Words that hold one of the above without meaning it.
_HARMLESS = frozenset(
    {"origin_system", "do_not_mail", "do_not_email", "do_not_phone", "do_not_sms"}
)


def refuse_online_list(name: str) -> None:
    """Refuse a format that is a list for e-mails, calls, text messages or advertising.

    Raises
    ------
    RefusedByLawError
        Naming it.
    """
    walled = (*_CHANNELS, *_ADVERTISING, *_SOCIAL)
    short = _SHORT_CHANNELS | _SHORT_ADVERTISING | _SHORT_SOCIAL
    if _says(plain_words(name), walled, short):
        raise RefusedByLawError(
            Words(
                f"« {name} » est refusé : ce qui vient de la liste électorale ne sert ni aux "
                "e-mails, ni aux SMS, ni aux appels, ni à la publicité ciblée (règlement (UE) "
                "2024/900, art. 18 ; RGPD, art. 5). Ces envois demandent un consentement "
                "recueilli auprès de la personne.",
                f"“{name}” is refused: what comes from the electoral roll is not for e-mails, "
                "text messages, calls or targeted advertising (Regulation (EU) 2024/900, art. 18; "
                "GDPR, art. 5). They need a consent that the person gave.",
            )
        )


def is_forbidden(column: str) -> bool:
    """Tell whether a column holds what the law forbids to take in without consent."""
    name = plain_words(column)
    if name in _HARMLESS:
        return False
    return _says(name, (*_SOCIAL, *_SPECIAL), _SHORT_SOCIAL | _SHORT_SPECIAL)


def is_channel(column: str) -> bool:
    """Tell whether a column holds a means of writing to or calling somebody."""
    name = plain_words(column)
    return name not in _HARMLESS and _says(name, _CHANNELS, _SHORT_CHANNELS)


def refuse_columns(columns: Iterable[str], *, closed: Iterable[str] = ()) -> None:
    """Refuse to hand over columns that the wall keeps in; ``closed`` are those that only say no.

    Raises
    ------
    RefusedByLawError
        Naming them.
    """
    wrong = [c for c in columns if (is_forbidden(c) or is_channel(c)) and c not in set(closed)]
    if wrong:
        named = ", ".join(wrong)
        raise RefusedByLawError(
            Words(
                f"Ces colonnes ne sortent pas de la base : {named}.",
                f"These columns do not leave the base: {named}.",
            )
        )


def plain_words(text: str) -> str:
    """Reduce a header or a name to lower-case words without accents joined by ``_``."""
    return re.sub(r"[^a-z0-9]+", "_", fold_accents(text)).strip("_")


def _says(name: str, parts: Iterable[str], words: frozenset[str]) -> bool:
    joined = name.replace("_", "")
    return any(part in joined for part in parts) or not words.isdisjoint(name.split("_"))
