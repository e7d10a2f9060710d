"""Who lives there: households behind the doors, and the electors among them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from . import person_names as names
from . import plan
from .addresses import COMMUNE, Address
from .paths import ISLET
from .shapes import XY

YEAR = 2026
LISTS = ("Liste principale", "Liste complémentaire municipale", "Liste complémentaire européenne")
#: How many electors live behind a door; how many doors have none.
HOUSEHOLD = ((1, 2, 3, 4), (40, 44, 11, 5))
EMPTY = 0.15
NEIGHBOURING = ("MONTCLAIR", "FONTENELLE", "SAINT-AUBIN-DES-BOIS", "BELLEFONT", "VIEILLEVIGNE")
ABROAD = (
    ("ALGER", "ALGÉRIE"), ("CASABLANCA", "MAROC"), ("TUNIS", "TUNISIE"), ("DAKAR", "SÉNÉGAL"),
    ("BAMAKO", "MALI"), ("HANOÏ", "VIET NAM"), ("MADRID", "ESPAGNE"), ("BELGRADE", "YOUGOSLAVIE"),
)  # fmt: skip


@dataclass(frozen=True)
class Home:
    """Where a household lives: a numbered address with the labels of its door, or a place."""

    id: str
    point: XY
    address: Address | None = None
    flat: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class Elector:
    """One person. ``birthplace`` is code, town, département and country; ``lists`` index LISTS."""

    birth_name: str
    usage_name: str
    first_names: str
    sex: str
    born: str
    birthplace: tuple[str, str, str, str]
    nationality: str
    lists: tuple[int, ...]
    home: Home


def homes(addresses: Sequence[Address], random: Random) -> list[Home]:
    """List every door where electors live."""
    doors = []
    for address in addresses:
        for flat in address.flats:
            shown = () if flat == ("APPT 1",) and random.random() < 0.2 else flat
            if random.random() >= EMPTY:
                doors.append(Home(address.id, address.point, address, shown, address.place))
    for i, (name, at) in enumerate(plan.PLACES):
        if name != ISLET:
            at_place = Home(place_id(i), at, None, (), name)
            doors += [at_place] * random.randint(2, 6)
    return doors


def place_id(index: int) -> str:
    """Return the identifier of a named place, as the national base writes it."""
    return f"{COMMUNE}_b{index + 1:03d}"


def electors(addresses: Sequence[Address], seed: int) -> list[Elector]:
    """People the town."""
    random = Random(f"{seed} people")
    people: list[Elector] = []
    for home in homes(addresses, random):
        if random.random() < 0.03:
            people += _union_household(home, random)
        else:
            people += _household(home, random)
    return _with_homonyms(people, random)


def _household(home: Home, random: Random) -> list[Elector]:
    size = random.choices(*HOUSEHOLD)[0]
    family = random.choice(names.FAMILY)
    oldest = _adult_year(random)
    people = [_french(home, random.choice("MF"), family, oldest, random)]
    if size > 1:
        people.append(_partner(people[0], family, oldest, random))
    children = max(0, size - 2)
    twin_year = None
    for _ in range(children):
        year = twin_year or min(YEAR - 19, max(oldest + random.randint(22, 34), YEAR - 27))
        child = _french(home, random.choice("MF"), family, year, random)
        if twin_year:
            child = replace(child, born=people[-1].born, birthplace=people[-1].birthplace)
        twin_year = year if random.random() < 0.2 else None
        people.append(child)
    return people


def _adult_year(random: Random) -> int:
    return YEAR - min(99, max(19, round(random.triangular(19, 97, 48))))


def _partner(one: Elector, family: str, year: int, random: Random) -> Elector:
    """Return the other half of a couple; a woman may bear the family's name by usage."""
    sex = random.choices(("M", "F"), (1, 20))[0] if one.sex == "M" else "M"
    own = random.choice(names.FAMILY)
    year = min(YEAR - 19, max(YEAR - 99, year + random.randint(-5, 6)))
    other = _french(one.home, sex, own, year, random)
    draw = random.random()
    if sex == "F" and draw < 0.62 and year < 1990:
        return replace(other, usage_name=family)
    if draw > 0.96:
        return replace(other, usage_name=f"{own}-{family}")
    return other


def _french(home: Home, sex: str, family: str, year: int, random: Random) -> Elector:
    usage = family if random.random() < 0.012 else ""
    return Elector(
        family, usage, _first_names(sex, year, random), sex, _born(year, random),
        _birthplace(random), "Française", (0,), home,
    )  # fmt: skip


def _first_names(sex: str, year: int, random: Random) -> str:
    table = names.WOMEN if sex == "F" else names.MEN
    decade = min(2000, max(1930, year // 10 * 10))
    given = random.choice(table[decade].split())
    older = [n for d in (decade - 30, decade - 20) for n in table.get(d, "").split() if n != given]
    count = random.choices((0, 1, 2), (35, 40, 25))[0] if older else 0
    return " ".join([given, *random.sample(older, count)])


def _born(year: int, random: Random) -> str:
    """Return a date of birth; a few people born abroad long ago have but a year."""
    if year < 1965 and random.random() < 0.006:
        return random.choice((f"00/00/{year}", f"{year}"))
    return f"{random.randint(1, 28):02d}/{random.randint(1, 12):02d}/{year}"


def _birthplace(random: Random) -> tuple[str, str, str, str]:
    draw = random.random()
    france = "FRANCE" if draw < 0.7 else "France"
    if draw < 0.35:
        return COMMUNE, "VAL-FLEURI", "99", france
    if draw < 0.92:
        k = random.randrange(len(NEIGHBOURING))
        return f"990{k + 2:02d}", NEIGHBOURING[k], "99", france
    town, country = random.choice(ABROAD)
    return "", town, "99", country


def _union_household(home: Home, random: Random) -> list[Elector]:
    """Return nationals of other states of the Union, most of them on both complementary lists."""
    nationality, country, towns, families, women, men = random.choice(names.UNION)
    if nationality == "Néerlandaise":
        family = random.choice(("DE VRIES", "VAN DIJK", "BAKKER"))
    else:
        family = random.choice(families.split())
    people = []
    for _ in range(random.choice((1, 1, 2))):
        sex = random.choice("MF")
        given = random.choice((women if sex == "F" else men).split())
        lists = random.choices(((1, 2), (1,), (2,)), (72, 12, 16))[0]
        place = ("", random.choice(towns.split()), "99", country)
        born = _born(_adult_year(random), random)
        people.append(Elector(family, "", given, sex, born, place, nationality, lists, home))
    return people


def _with_homonyms(people: list[Elector], random: Random) -> list[Elector]:
    """Return a few people the names, and fewer still also the birth date, of somebody elsewhere."""
    french = [i for i, p in enumerate(people) if p.nationality == "Française"]
    chosen = random.sample(french, 40)
    for k in range(0, 40, 2):
        one, other = people[chosen[k]], people[chosen[k + 1]]
        same = replace(
            other, birth_name=one.birth_name, first_names=one.first_names, sex=one.sex,
            usage_name="",
        )  # fmt: skip
        people[chosen[k + 1]] = replace(same, born=one.born) if k < 8 else same
    return people
