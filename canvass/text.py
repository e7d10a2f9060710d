"""Texts reduced to what tells them apart."""

import unicodedata


def without_accents(text: str) -> str:
    """Return a text without accents, its case as it is; ligatures stay."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def composed(text: str) -> str:
    """Return a text whose accents are one sign with their letter; macOS hands names over apart."""
    return unicodedata.normalize("NFC", text)


def fold_accents(text: str) -> str:
    """Return a text in lower case without accents; ligatures fall apart (``œ`` is ``oe``)."""
    flat = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(sign for sign in flat if not unicodedata.combining(sign))
    return bare.replace("œ", "oe").replace("æ", "ae")
