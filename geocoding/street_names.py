"""Many street names at once, as numbered words: what is compared, and the keys it is found by."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from geocoding.ragged import Ints, Ragged, running_sums, sums
from geocoding.street_keys import CANONICAL, CONSONANTS, ELIDED, street_key
from geocoding.street_words import MONTHS, TYPES
from geocoding.vocabulary import BASE, INVERSE, MIX, Hashes, WordList, powers

#: Types of streets, numbered; 0 is none.
KINDS = ("", *sorted(set(TYPES.values())))
_KIND = {kind: number for number, kind in enumerate(KINDS)}
#: The words that are not always taken as they stand; they open every lexicon of names.
_SPECIAL = sorted({*TYPES, *CANONICAL, *MONTHS, *(w for w in CANONICAL.values() if w)})
_SPECIAL = [word for word in _SPECIAL if " " not in word]
_NUMBER = {word: number for number, word in enumerate(_SPECIAL)}
#: What each of them becomes: another word, nothing (an article), or what ``street_key`` says.
_ARTICLE, _OTHER = -1, -2
_BECOMES = np.array(
    [_NUMBER.get(c, _OTHER) if (c := CANONICAL.get(w, w)) else _ARTICLE for w in _SPECIAL]
)
_TYPE_OF = np.array([_KIND[TYPES.get(word, "")] for word in _SPECIAL])
_ELIDED, _A = [_NUMBER[word] for word in ELIDED], _NUMBER["A"]
_IS_CONSONANT = np.isin(np.arange(256), [ord(letter) for letter in CONSONANTS])
_IS_MONTH = np.array([word in MONTHS for word in _SPECIAL])


@dataclass(frozen=True, eq=False)
class Names:
    """Names to compare: town (``block``), type (a place in ``KINDS``) and numbered words.

    ``words`` are those of ``StreetKey.words``, ``literal`` those of ``StreetKey.literal``.
    """

    block: Ints
    type: Ints
    words: Ragged
    literal: Ragged
    lexicon: WordList

    @classmethod
    def of(
        cls,
        block: Ints,
        types: Sequence[str],
        words: Sequence[str],
        literals: Sequence[str],
        *,
        lexicon: WordList | None = None,
    ) -> "Names":
        """Take names whose parts are known; the lexicon must come from other names."""
        kinds = np.array([_KIND[kind] for kind in types], dtype=np.int64)
        own, lexicon = _split(words, lexicon or WordList.of(_SPECIAL))
        literal, lexicon = _split(literals, lexicon)
        return cls(block, kinds, own, literal, lexicon)

    @classmethod
    def read(cls, block: Ints, texts: Sequence[str], lexicon: WordList) -> "Names":
        """Read plain texts, none of them empty, each as ``street_key`` does."""
        given, lexicon = _split(texts, lexicon)
        plain, is_plain = _plain_names(block, given, lexicon)
        simple, others = np.flatnonzero(is_plain), np.flatnonzero(~is_plain)
        keys = [street_key(texts[at]) for at in others.tolist()]
        parts = [k.type for k in keys], [k.name for k in keys], [k.literal for k in keys]
        both = plain.take(simple).with_(cls.of(block[others], *parts, lexicon=lexicon))
        return both.take(np.argsort(np.r_[simple, others]))

    def take(self, at: NDArray[np.int64] | NDArray[np.bool_]) -> "Names":
        """Keep some names."""
        words, literal = self.words.take(at), self.literal.take(at)
        return Names(self.block[at], self.type[at], words, literal, self.lexicon)

    def with_(self, later: "Names") -> "Names":
        """Put names read later, with the lexicon of these, after these."""
        return Names(
            np.r_[self.block, later.block],
            np.r_[self.type, later.type],
            self.words.with_(later.words),
            self.literal.with_(later.literal),
            max(self.lexicon, later.lexicon, key=len),
        )

    def __len__(self) -> int:
        return len(self.block)

    @cached_property
    def glued(self) -> Ragged:
        """Letters of each name, without spaces."""
        return _letters(self.words, self.lexicon)

    @cached_property
    def literal_glued(self) -> Ragged:
        """Letters of each name with its articles, without spaces."""
        return _letters(self.literal, self.lexicon)

    @cached_property
    def has_articles(self) -> NDArray[np.bool_]:
        """Tell whether a name is another one, without spaces, when it has its articles."""
        return np.asarray(_whole(self.glued) != _whole(self.literal_glued))

    @cached_property
    def literal_key(self) -> Hashes:
        """Hash of each name with its articles, whatever its town."""
        words = self.literal.packed()
        place = powers(int(words.count.max(initial=0)))[words.place]
        return sums(self.lexicon.scattered[words.flat] * place, words.start, words.count)

    def by_words(self) -> Hashes:
        """Hash the words in any order, with the town."""
        words = self.words.packed()
        own = sums(self.lexicon.scattered[words.flat], words.start, words.count)
        return own ^ self._town_mark(np.arange(len(self)))

    def by_glued(self) -> Hashes:
        """Hash the words without spaces, with the town."""
        return _whole(self.glued) ^ self._town_mark(np.arange(len(self)))

    def by_last(self) -> Hashes:
        """Hash the last word, with the town."""
        words = self.words.packed()
        last = self.lexicon.scattered[words.flat[words.start + words.count - 1]]
        return np.asarray(last * BASE ^ self._town_mark(np.arange(len(self))))

    def near(self) -> tuple[Ints, Hashes]:
        """Give (name, hash) of each glued name, with and without articles, less one letter or none.

        Two names one slip apart (a letter more, less, other, or two exchanged) share a hash.
        """
        other = np.flatnonzero(self.has_articles)
        text, key = one_letter_less(self.glued.with_(self.literal_glued.take(other).packed()))
        name = np.r_[np.arange(len(self)), other][text]
        return name, key ^ self._town_mark(name)

    def _town_mark(self, at: Ints) -> Hashes:
        marks = (self.block[at].astype(np.uint64) + np.uint64(1)) * BASE
        return np.asarray(marks, dtype=np.uint64)


def _split(texts: Sequence[str], lexicon: WordList) -> tuple[Ragged, WordList]:
    """Number the words of plain texts."""
    counts = (text.count(" ") + 1 if text else 0 for text in texts)
    flat, lexicon = lexicon.read(" ".join(texts).split())
    return Ragged.of(flat, np.fromiter(counts, dtype=np.int64, count=len(texts))), lexicon


def _plain_names(block: Ints, given: Ragged, lexicon: WordList) -> tuple[Names, NDArray[np.bool_]]:
    """Read the names that open with a type or an article, their words unjoined; tell which.

    Any other opening may be a type of two words, misspelt or glued; an article is too short.
    """
    becomes, type_of = np.arange(len(lexicon)), np.zeros(len(lexicon), dtype=np.int64)
    is_month = np.zeros(len(lexicon), dtype=bool)
    becomes[: len(_SPECIAL)], type_of[: len(_SPECIAL)] = _BECOMES, _TYPE_OF
    is_month[: len(_SPECIAL)] = _IS_MONTH
    first = given.flat[given.start]
    kind = type_of[first]
    typed = (kind > 0).astype(np.int64)
    rest = Ragged(given.flat, given.start + typed, given.count - typed).packed()
    canonical = becomes[rest.flat]
    initial = _initials(rest, canonical == _ARTICLE, lexicon)
    canonical[initial] = rest.flat[initial]
    kept = canonical != _ARTICLE
    word = np.where(kept, canonical, rest.flat)

    def count(which: NDArray[np.bool_]) -> Ints:
        return sums(which.astype(np.int64), rest.start, rest.count)

    kept_count, digits = count(kept), count(kept & (lexicon.first_letter[word] <= ord("9")))
    # A number may join the word before it if that is a number or a month: MAI 45, DIX NEUF.
    joins = (digits > 1) | ((digits > 0) & (count(is_month[word]) > 0))
    opened = (kind > 0) | (becomes[first] == _ARTICLE)
    plain = opened & (kept_count > 0) & (count(canonical == _OTHER) == 0) & ~joins
    words, literal = Ragged.of(word[kept], kept_count), Ragged.of(word, rest.count)
    return Names(block, kind, words, literal, lexicon), plain


def _initials(names: Ragged, article: NDArray[np.bool_], lexicon: WordList) -> NDArray[np.bool_]:
    """Tell which words are initials, as ``street_keys.is_initial`` does."""
    last = names.start + names.count - 1
    last = last[names.count > 0]
    following = np.r_[lexicon.first_letter[names.flat], np.uint8(0)][1:]
    before_article = np.r_[article, False][1:]
    following[last], before_article[last] = 0, True
    elided = np.isin(names.flat, _ELIDED) & _IS_CONSONANT[following]
    return np.asarray(elided | ((names.flat == _A) & (names.place == 0) & ~before_article))


def _letters(words: Ragged, lexicon: WordList) -> Ragged:
    packed = words.packed()
    own = lexicon.letters.take(packed.flat)
    return Ragged.of(own.packed().flat, sums(own.count, packed.start, packed.count))


def _whole(texts: Ragged) -> Hashes:
    place = powers(int(texts.count.max(initial=0)))[texts.place]
    return sums(MIX[texts.flat] * place, texts.start, texts.count)


def one_letter_less(texts: Ragged) -> tuple[Ints, Hashes]:
    """Return (text, hash) of each text, packed, as it is and with each of its letters left out.

    Hashes are polynomial, so that leaving a letter out is arithmetic on prefixes and suffixes.
    """
    text, power = texts.owner, powers(int(texts.count.max(initial=0)))
    term = MIX[texts.flat] * power[texts.place]
    # Sums wrap around 2**64 like the hashes: one running sum serves all texts.
    running = running_sums(term)
    opening = running[texts.start]
    whole = running[texts.start + texts.count] - opening
    before = running[:-1] - opening[text]
    after = (whole[text] - before - term) * INVERSE
    return np.r_[np.arange(len(texts)), text], np.r_[whole, before + after]
