"""Texts reduced to what tells them apart."""

import unicodedata


def fold_accents(text: str) -> str:
    """Return a text in lower case without accents; ligatures fall apart (``œ`` is ``oe``)."""
    flat = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(sign for sign in flat if not unicodedata.combining(sign))
    return bare.replace("œ", "oe").replace("æ", "ae")
