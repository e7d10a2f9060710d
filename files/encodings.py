"""Text of any encoding, brought to UTF-8."""

import re
from dataclasses import dataclass

from canvass.errors import BadInputError
from canvass.words import Words

#: Stands for bytes that are text in no encoding known; no text may hold it (Unicode, ch. 23.7).
UNREADABLE = "\ufdd0"

_HEAD = 65_536
_MARKS = (
    (b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)  # fmt: skip
_OTHER_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x19\x1c-\x1f]")
#: Letters of French that Windows writes above 0xC0.
_WINDOWS = re.compile("[A-Za-z][éèàêçôîâûùëïÉÈÀÊÇÔ]|[éèàêçôîâûùëïÉÈÀÊÇÔ][A-Za-z]".encode("cp1252"))
#: Encoding -> its commonest letters of French within a word, where Windows has signs that no word
#: holds.
_WITHIN_WORDS = {
    "mac-roman": re.compile(rb"[A-Za-z][\x8e\x8f\x8d\x90\x9d\x99\x94](?=[a-z])|[A-Z]\x83(?=[A-Z])"),
    "cp850": re.compile(rb"[A-Za-z][\x82\x8a\x87\x88\x93](?=[a-z])|[A-Z]\x90(?=[A-Z])"),
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text in UTF-8, its lines ended by a line feed; ``nuls`` counts those that were left out."""

    content: bytes
    encoding: str
    nuls: int = 0


def decode(content: bytes, name: str) -> Decoded:
    """Bring a text to UTF-8.

    UTF-8, UTF-16 and UTF-32 are known by their mark or their noughts; what is no UTF-8 is
    Windows-1252, line by line, for exports of both are glued together; Mac Roman and DOS 850 are
    taken only where words hold their letters and none of Windows'. What cannot be read becomes
    ``UNREADABLE``.

    Raises
    ------
    BadInputError
        If it is no text.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _whole(content, encoding, encoding, name)
    marked = content.startswith(b"\xef\xbb\xbf")
    if marked:
        content = content[3:]
    nuls = content.count(0) if b"\0" in content else 0
    if nuls:
        if guess := _wide(content[:_HEAD]):
            return _whole(content, guess, "utf-16", name)
        if _OTHER_CONTROLS.search(content[:_HEAD]):
            raise not_text(name)
        content = content.replace(b"\0", b"")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        content, encoding = _eight_bits(content)
    else:
        encoding = "utf-8"
    return Decoded(_line_feeds(content), "utf-8-sig" if marked else encoding, nuls)


def not_text(name: str) -> BadInputError:
    """Say that a file is no text."""
    return BadInputError(
        Words(
            f"{name} n'est pas un fichier texte lisible (UTF-8 ou Windows-1252) : "
            "enregistrez-le en « CSV UTF-8 ».",
            f"{name} is not readable text (UTF-8 or Windows-1252): save it as “CSV UTF-8”.",
        )
    )


def _whole(content: bytes, codec: str, encoding: str, name: str) -> Decoded:
    try:
        return Decoded(_line_feeds(content.decode(codec).encode()), encoding)
    except UnicodeError as error:
        raise not_text(name) from error


def _wide(head: bytes) -> str:
    """Name the UTF-16 that a text without a mark is written in: every other byte is nought."""
    pairs = len(head) // 2
    low, high = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if pairs and high > 0.4 * pairs and low < 0.1 * pairs:
        return "utf-16-le"
    return "utf-16-be" if pairs and low > 0.4 * pairs and high < 0.1 * pairs else ""


def _eight_bits(content: bytes) -> tuple[bytes, str]:
    if not _WINDOWS.search(content):
        within = {name: len(found.findall(content)) for name, found in _WITHIN_WORDS.items()}
        best = max(within, key=lambda name: within[name])
        if within[best] > 2 * (sum(within.values()) - within[best]):
            return content.decode(best).encode(), best
    return _line_by_line(content)


def _line_by_line(content: bytes) -> tuple[bytes, str]:
    kinds = set()
    lines = content.split(b"\n")
    for number, line in enumerate(lines):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            kinds.add("utf-8")
        except UnicodeDecodeError:
            kinds.add("cp1252")
            lines[number] = _windows(line).encode()
    return b"\n".join(lines), ", ".join(sorted(kinds, reverse=True))


def _windows(line: bytes) -> str:
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace").replace("\ufffd", UNREADABLE)


def _line_feeds(content: bytes) -> bytes:
    # Files of old Macs end their lines with \r alone.
    if b"\n" not in content[:_HEAD] and b"\r" in content[:_HEAD]:
        return content.replace(b"\r", b"\n")
    return content
