"""The town put together: every street and path, named and meeting its neighbours."""

from dataclasses import dataclass
from random import Random

from . import blocks, estate, paths, plan, shapes, street_names
from .streets import Street, points_of, railway, share_junctions, skeleton

#: Which zone gives a street of the plan its plots, by a point near it.
MAIN_ZONES = {
    "primary": "suburb", "secondary": "suburb", "tertiary": "suburb", "residential": "suburb",
    "living_street": "old", "pedestrian": "old",
}  # fmt: skip
OLD_RADIUS = 235.0
GARDEN_STREETS = {
    "Rue des Pinsons", "Rue des Alouettes", "Rue des Vignes", "Rue Émile Zola", "Rue des Saules",
    "Rue Pasteur",
}  # fmt: skip
NO_DOORS = {"Route de Montclair", "Route de Fontenelle", "Route de Bellefont", "Square de la Gare"}


@dataclass(frozen=True)
class Town:
    """All ways, those with doors first."""

    streets: tuple[Street, ...]
    paths: tuple[Street, ...]

    @property
    def ways(self) -> list[Street]:
        """Streets and paths together."""
        return [*self.streets, *self.paths]


def build(seed: int) -> Town:
    """Draw the whole town."""
    random = Random(f"{seed} streets")
    main = skeleton()
    main.append(estate.alley(main))
    share_junctions(main)
    made = blocks.fill(main, random)
    share_junctions([*main, *made])
    made = street_names.join_in_line(made, random)
    drawn = {p.name for p in plan.PATHS} | {s.name for s in main}
    street_names.give_names(made, main, drawn, random)
    _classify(made, random)
    _zone_main(main)
    streets = [*main, *made]
    extra = paths.islet()
    streets.append(extra[0])
    alley = next(s for s in streets if s.name == estate.ALLEY)
    walks = paths.drawn_paths(streets) + paths.footbridge(streets)
    walks += estate.footpaths(alley, [s for s in main if s.zone != "country"])
    walks += paths.lanes([*streets, *walks], random)
    walks += paths.field_tracks([*streets, *walks], random)
    walks.append(extra[1])
    share_junctions([*streets, *walks])
    _level_crossings(streets)
    return Town(tuple(streets), tuple(walks))


def _level_crossings(streets: list[Street]) -> None:
    """Give a street that crosses the track a vertex where it does."""
    track = railway()
    for street in streets:
        for p in points_of(street.line.intersection(track)):
            street.points = shapes.insert_vertex(street.points, shapes.cm(p.coords[0]))


def _zone_main(main: list[Street]) -> None:
    for street in main:
        if street.zone == "none" or street.name in NO_DOORS or street.name == estate.ALLEY:
            street.zone = ""
        elif street.name in GARDEN_STREETS:
            street.zone = "houses"
        elif not street.zone:
            middle = street.line.interpolate(0.5, normalized=True)
            inside = middle.x**2 + middle.y**2 < OLD_RADIUS**2
            street.zone = "old" if inside else MAIN_ZONES.get(street.highway, "")
        if street.name.startswith("Route") and street.zone:
            street.zone = "country"


def _classify(made: list[Street], random: Random) -> None:
    """Give the small streets their rank and traffic rules."""
    for street in made:
        if street.name.startswith(("Passage", "Sente")):
            street.highway = "footway" if street.name.startswith("Passage") else "residential"
        elif street.zone == "old":
            street.highway = random.choice(("residential", "residential", "living_street"))
            if random.random() < 0.4:
                street.tags["oneway"] = "yes"
        elif street.zone == "suburb" and random.random() < 0.1:
            street.tags["oneway"] = "yes"
