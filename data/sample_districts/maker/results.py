"""Two elections by bureau, invented: législatives 2024 and municipales 2026, first rounds."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from .addresses import COMMUNE
from .roll import Row

#: Panel number, nuance, family name, first name, sex and weight of each candidate.
CANDIDATES = (
    (3, "DVG", "DELAUNOY", "Claire", "FÉMININ", 31),
    (1, "DVD", "MARQUEZY", "Bruno", "MASCULIN", 29),
    (5, "DVC", "VAUGIRAND", "Hélène", "FÉMININ", 22),
    (2, "DIV", "CHASTENAY", "Paul", "MASCULIN", 10),
    (6, "ECO", "LORIENNE", "Maïa", "FÉMININ", 5),
    (4, "REG", "BRUNEVAL", "Sacha", "MASCULIN", 3),
)  # fmt: skip
LISTS_2026 = {"003": 34, "001": 30, "004": 24, "002": 12}
LEGI_HEAD = (
    "Code département;Libellé département;Code commune;Libellé commune;Code BV;Inscrits;Votants;"
    "% Votants;Abstentions;% Abstentions;Exprimés;% Exprimés/inscrits;% Exprimés/votants;Blancs;"
    "% Blancs/inscrits;% Blancs/votants;Nuls;% Nuls/inscrits;% Nuls/votants"
)
LEGI_BLOCK = (
    "Numéro de panneau {n};Nuance candidat {n};Nom candidat {n};Prénom candidat {n};"
    "Sexe candidat {n};Voix {n};% Voix/inscrits {n};% Voix/exprimés {n};Elu {n}"
)


@dataclass(frozen=True)
class Count:
    """What one bureau counted; ``votes`` in the order of the candidates."""

    bureau: str
    registered: int
    voted: int
    blank: int
    spoilt: int
    votes: tuple[int, ...]

    @property
    def cast(self) -> int:
        """The valid votes."""
        return self.voted - self.blank - self.spoilt


def registered(rows: Sequence[Row], lists: Sequence[int]) -> dict[str, int]:
    """Count the lines of some lists by bureau."""
    found: dict[str, int] = {}
    for row in rows:
        if row.bureau and row.list_type in lists:
            found[row.bureau] = found.get(row.bureau, 0) + 1
    return dict(sorted(found.items()))


def counted(bureau: str, enrolled: int, weights: Sequence[float], random: Random) -> Count:
    """Hold the vote in one bureau."""
    voted = round(enrolled * random.uniform(0.52, 0.7))
    blank, spoilt = random.randint(2, 14), random.randint(1, 8)
    blank, spoilt = min(blank, voted // 10), min(spoilt, voted // 10)
    tilted = [w * random.uniform(0.6, 1.5) for w in weights]
    cast = voted - blank - spoilt
    drawn = random.choices(range(len(tilted)), tilted, k=cast)
    return Count(bureau, enrolled, voted, blank, spoilt,
                 tuple(drawn.count(k) for k in range(len(tilted))))  # fmt: skip


def legislatives(rows: Sequence[Row], seed: int) -> str:
    """Write the ministry's wide file of the first round: bureaux bare, header unquoted."""
    random = Random(f"{seed} 2024")
    blocks = [LEGI_BLOCK.format(n=n) for n in range(1, len(CANDIDATES) + 1)]
    lines = [";".join([LEGI_HEAD, *blocks])]
    for bureau, enrolled in registered(rows, (0,)).items():
        weights = [c[5] for c in CANDIDATES]
        count = counted(bureau, enrolled - random.randint(3, 25), weights, random)
        lines.append(";".join(_legi_fields(count)))
    return "\n".join(lines) + "\n"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole if whole else 0:.2f}%".replace(".", ",")


def _legi_fields(c: Count) -> list[str]:
    away = c.registered - c.voted
    head = [
        "99", "Département fictif", COMMUNE, "Val-Fleuri", c.bureau.lstrip("0"), c.registered,
        c.voted, _share(c.voted, c.registered), away, _share(away, c.registered),
        c.cast, _share(c.cast, c.registered), _share(c.cast, c.voted),
        c.blank, _share(c.blank, c.registered), _share(c.blank, c.voted),
        c.spoilt, _share(c.spoilt, c.registered), _share(c.spoilt, c.voted),
    ]  # fmt: skip
    for (panel, nuance, family, first, sex, _), votes in zip(CANDIDATES, c.votes, strict=True):
        shares = [_share(votes, c.registered), _share(votes, c.cast)]
        head += [panel, nuance, family, first, sex, votes, *shares, ""]
    return [str(v) for v in head]


def municipales(rows: Sequence[Row], seed: int) -> str:
    """Write a town hall's own file, with one bureau that has no contour (``0001A``)."""
    random = Random(f"{seed} 2026")
    lines = [
        "codeBureauVote;sequence;type;annee;tour;departement;commune;bureau;indicatif;inscrits;"
        "abstentions;votants;emargements;blancs;nuls;exprimes;nb_listes;"
        + ";".join(f"liste_{k}" for k in LISTS_2026)
    ]
    enrolled = registered(rows, (0, 1))
    enrolled["0001A"] = 38
    for sequence, bureau in enumerate(sorted(enrolled), start=1):
        c = counted(bureau, enrolled[bureau], list(LISTS_2026.values()), random)
        line = [
            f"{COMMUNE}_{bureau}", sequence, "MN", 2026, 1, "99", "001", bureau, "I", c.registered,
            c.registered - c.voted, c.voted, c.voted, c.blank, c.spoilt, c.cast, len(LISTS_2026),
            *(f"{v}.0" for v in c.votes),
        ]  # fmt: skip
        lines.append(";".join(str(v) for v in line))
    return "\n".join(lines) + "\n"
