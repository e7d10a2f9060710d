"""The roll itself: one line per elector and list, with the faults that real rolls have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from . import person_names, spelling
from .addresses import COMMUNE, Address
from .areas import Area, Ground
from .people import LISTS, NEIGHBOURING, Elector, Home
from .shapes import XY

COLUMNS = (
    "code du l'ugle", "libellé de l'ugle", "libellé du type de liste", "nom de naissance",
    "nom d'usage", "prénoms", "sexe", "date de naissance", "code commune de naissance",
    "libellé commune de naissance", "code département de naissance", "pays de naissance",
    "libellé nationalité", "numéro de voie", "libellé de voie", "complément 1", "complément 2",
    "lieu-dit", "code postal", "commune", "pays", "code du bureau de vote",
    "libellé du bureau de vote", "code circonscription législative du bureau de vote",
    "libellé canton du bureau de vote",
    "libellé circonscription métropolitaine du bureau de vote",
    "numéro d'ordre dans le bureau de vote",
)  # fmt: skip
POSTCODE = "99100"
#: How many electors of each kind that cannot be placed or have no bureau.
OUTSIDE, BLANK, NO_BUREAU = 12, 5, 6
#: Shares of the other faults.
NO_NUMBER, UNKNOWN_NUMBER, OTHER_BUREAU = 0.015, 0.005, 0.01
IN_STREET, CARE_OF = 0.03, 0.004
#: A household mostly registers together; outside the estate half the flats are not named.
TOGETHER, UNNAMED_FLAT = 0.75, 0.45


@dataclass
class Written:
    """An address as the roll has it; ``found`` tells whether it names the true place exactly."""

    number: str = ""
    street: str = ""
    compl1: str = ""
    compl2: str = ""
    place: str = ""
    postcode: str = POSTCODE
    city: str = ""
    country: str = ""
    found: bool = True


@dataclass(frozen=True)
class Row:
    """One line of the roll and the truth about it. ``bureau`` is empty for a few electors."""

    elector: Elector
    list_type: int
    written: Written
    bureau: str
    order: int = 0


@dataclass
class Registers:
    """What the clerk looks up."""

    ground: Ground
    bureaux: Sequence[Area]
    numbers: Mapping[str, set[int]]
    random: Random
    cache: dict[XY, str] = field(default_factory=dict)
    last: tuple[Home, Written] | None = None

    def bureau_of(self, point: XY) -> str:
        """Return the bureau in whose area a point lies."""
        if point not in self.cache:
            spot = self.ground.faces[self.ground.face_of(point)].representative_point()
            self.cache[point] = next(b.code for b in self.bureaux if b.shape.contains(spot))
        return self.cache[point]

    def neighbour_of(self, code: str) -> str:
        """Return a bureau that shares a border with this one."""
        own = next(b for b in self.bureaux if b.code == code)
        near = [b.code for b in self.bureaux if b is not own and b.shape.distance(own.shape) < 1]
        return self.random.choice(near)


def write(
    people: Sequence[Elector], addresses: Sequence[Address], ground: Ground,
    bureaux: Sequence[Area], seed: int,
) -> list[Row]:  # fmt: skip
    """Write the roll, bureau by bureau in the order of the alphabet."""
    random = Random(f"{seed} roll")
    numbers: dict[str, set[int]] = {}
    for a in addresses:
        numbers.setdefault(a.street_id, set()).add(a.number)
    registers = Registers(ground, bureaux, numbers, random)
    odd = random.sample(range(len(people)), OUTSIDE + BLANK + NO_BUREAU)
    rows: list[Row] = []
    for i, person in enumerate(people):
        oddity = odd.index(i) if i in odd else -1
        rows += _rows(person, oddity, registers)
    return _in_order(rows)


def _rows(person: Elector, oddity: int, registers: Registers) -> list[Row]:
    random = registers.random
    bureau = registers.bureau_of(person.home.point)
    if random.random() < OTHER_BUREAU:
        bureau = registers.neighbour_of(bureau)
    if oddity >= OUTSIDE + BLANK:
        bureau = ""
    written = _written(person, oddity, registers)
    rows = []
    for k in person.lists:
        if k == person.lists[0] or random.random() < 0.8:
            rows.append(Row(person, k, written, bureau))
        else:
            rows.append(Row(person, k, _written(person, oddity, registers), bureau))
    return rows


def _written(person: Elector, oddity: int, registers: Registers) -> Written:
    random = registers.random
    country = "FRANCE" if random.random() < 0.35 else ""
    if 0 <= oddity < OUTSIDE:
        return _outside(random)
    if 0 <= oddity < OUTSIDE + BLANK:
        street = random.choice(("", "POSTE RESTANTE", "CCAS"))
        return Written(street=street, city=spelling.commune(random), country=country, found=False)
    home = person.home
    if registers.last and registers.last[0] is home and random.random() < TOGETHER:
        return registers.last[1]
    written = _usual(home, country, random, registers)
    registers.last = (home, written)
    return written


def _usual(home: Home, country: str, random: Random, registers: Registers) -> Written:
    """Write the address of a household that can be placed, or nearly."""
    postcode = "99000" if random.random() < 0.004 else POSTCODE
    base = Written(postcode=postcode, city=spelling.commune(random), country=country)
    if home.address is None:
        base.place = spelling.plain(home.place) if random.random() < 0.7 else home.place
        if random.random() < 0.3:
            base.place, base.street = "", base.place
        return base
    _street_line(base, home.address, registers)
    flat = home.flat
    if home.address.zone != "estate" and random.random() < UNNAMED_FLAT:
        flat = ()
    _complements(base, flat, random)
    if home.address.zone == "estate" and random.random() < 0.12:
        base.place = random.choice(("RESIDENCE LES TILLEULS", "LES TILLEULS"))
    if home.place and random.random() < 0.6:
        base.place = spelling.plain(home.place)
    return base


def _street_line(base: Written, address: Address, registers: Registers) -> None:
    """Write number and street, at times in one field, without a number, or with a wrong one."""
    random = registers.random
    value, rep = address.number, address.rep
    draw = random.random()
    base.street = spelling.street(address.street, random)
    if draw < NO_NUMBER:
        base.found = False
        return
    if draw < NO_NUMBER + UNKNOWN_NUMBER:
        known = registers.numbers[address.street_id]
        value, rep = max(known) + 2 * random.randint(3, 40), ""
        base.found = False
    text = spelling.number(value, rep, random)
    if random.random() < IN_STREET:
        comma = random.choice((" ", ", "))
        base.street = f"{text}{comma}{base.street}"
    else:
        base.number = text


def _complements(base: Written, flat: tuple[str, ...], random: Random) -> None:
    """Put the flat in either complement, in both, or after the street."""
    parts = spelling.flat(flat, random)
    if parts and random.random() < 0.12:
        parts = parts[:1] if len(parts) > 1 else []
    if parts:
        draw = random.random()
        if draw < 0.06:
            base.street = f"{base.street} {' '.join(parts)}"
        elif draw < 0.45 or len(parts) == 1:
            base.compl1 = " ".join(parts)
        elif draw < 0.75:
            base.compl1, base.compl2 = " ".join(parts[:-1]), parts[-1]
        else:
            base.compl1, base.compl2 = parts[-1], " ".join(parts[:-1])
        if draw > 0.9 and base.compl1 and not base.compl2:
            base.compl1, base.compl2 = "", base.compl1
    if random.random() < CARE_OF and not base.compl2:
        host = random.choice(person_names.FAMILY)
        base.compl2 = random.choice((f"CHEZ M. {host}", f"chez Mme {host}", f"C/O {host}"))


def _outside(random: Random) -> Written:
    """Write an address that is not in the commune."""
    if random.random() < 0.25:
        return Written("7", "AVENUE LOUISE", "", "", "", "1050", "BRUXELLES", "BELGIQUE", False)
    street = spelling.street(
        random.choice(("Rue de la Gare", "Rue des Lilas", "Place Verte")), random
    )
    number, town = str(random.randint(1, 60)), random.choice(NEIGHBOURING)
    return Written(number, street, "", "", "", "99200", town, "FRANCE", False)


def _in_order(rows: list[Row]) -> list[Row]:
    """Sort by bureau and name and number the lines; those without a bureau stay where they fall."""
    shown = sorted(
        enumerate(rows),
        key=lambda r: (
            r[1].bureau or f"{1 + r[0] % 10:04d}", spelling.plain(r[1].elector.birth_name),
            r[1].elector.first_names, r[0],
        ),
    )  # fmt: skip
    count: dict[str, int] = {}
    numbered = []
    for _, row in shown:
        order = 0
        if row.bureau:
            order = count[row.bureau] = count.get(row.bureau, 0) + 1
        numbered.append(Row(row.elector, row.list_type, row.written, row.bureau, order))
    return numbered


def fields(row: Row, labels: Mapping[str, str]) -> list[str]:
    """Return the 27 fields of a line; ``labels`` names the bureaux."""
    p, w = row.elector, row.written
    constituency, canton = ("99-01", "Canton de Val-Fleuri") if row.bureau else ("", "")
    return [
        COMMUNE, "VAL-FLEURI", LISTS[row.list_type], p.birth_name, p.usage_name, p.first_names,
        p.sex, p.born, *p.birthplace, p.nationality, w.number, w.street, w.compl1, w.compl2,
        w.place, w.postcode, w.city, w.country, row.bureau, labels.get(row.bureau, ""),
        constituency, canton, "", str(row.order) if row.order else "",
    ]  # fmt: skip
