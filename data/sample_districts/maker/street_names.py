"""What the council called the streets."""

import math
from collections.abc import Sequence
from random import Random

from shapely.geometry import LineString

from . import shapes
from .streets import Street, meeting_count

OLD = (
    "du Puits Salé", "de la Poterne", "du Four Banal", "des Chapeliers", "des Orfèvres",
    "de l'Abreuvoir", "de la Monnaie", "des Trois Pigeons", "du Vieux Château", "Saint-Éloi",
    "Sainte-Anne", "Notre-Dame", "Saint-Jacques", "du Prieuré", "des Cordeliers", "des Ursulines",
    "de la Tour Carrée", "du Cloître", "des Carmes", "de la Poissonnerie", "du Pilori",
    "des Fossés", "de l'Écu d'Or", "du Grenier à Sel", "de la Grande Écurie", "des Teinturiers",
    "de l'Âne Rouge", "du Cheval Blanc", "des Quatre Fils Aymon", "Saint-Sauveur", "du Guet",
    "de la Petite Horloge", "des Lombards", "du Beffroi", "des Filles-Dieu", "de la Croix de Fer",
)  # fmt: skip
SUBURB = (
    "du 8 Mai 1945", "du 11 Novembre 1918", "Jean Moulin", "du Général Leclerc",
    "Georges Clemenceau", "Aristide Briand", "Jules Ferry", "du 19 Mars 1962", "Louise Michel",
    "Marie Curie", "Camille Claudel", "George Sand", "Lamartine", "Voltaire", "Diderot",
    "Molière", "La Fontaine", "du Maréchal Foch", "du Colonel Fabien", "du Docteur Roux",
    "de l'Abbé Grégoire", "Denis Papin", "Ampère", "Arago", "Claude Bernard", "Hector Berlioz",
    "Charles Péguy", "Frédéric Mistral", "Paul Bert", "Roger Salengro", "Léon Blum", "Jean Macé",
    "Edgar Quinet", "Étienne Dolet", "Danton", "Marceau", "Kléber", "Hoche", "de Stalingrad",
    "de la Résistance", "des Déportés", "de la Paix", "de l'Égalité", "des Écoles", "du Stade",
    "de la Fontaine", "du Gué", "des Jardins", "des Cheminots", "du Château d'Eau", "de l'Hospice",
    "de l'Usine à Gaz", "Saint-Martin", "Sainte-Geneviève", "du 4 Septembre 1870", "de l'Arsenal",
    "du Champ de Foire", "des Tisserands", "du Commandant Charcot", "Michelet", "Alphonse Daudet",
    "Barbès", "Raspail", "Pierre Brossolette", "Guy Môquet", "Henri Barbusse", "Romain Rolland",
    "de la Manufacture", "du Pressoir", "du Capitaine Dreyfus", "de l'Yser", "de Verdun",
)  # fmt: skip
HOUSES = (
    "des Bleuets", "des Coquelicots", "des Églantiers", "des Genêts", "des Glycines", "des Lilas",
    "des Acacias", "des Érables", "des Hêtres", "des Noisetiers", "des Mésanges", "des Fauvettes",
    "des Rouges-Gorges", "des Chardonnerets", "des Hirondelles", "des Bergeronnettes",
    "des Martinets", "du Val Fleuri", "du Verger", "de la Garenne", "des Champs Blonds",
    "de l'Orée du Bois", "de la Butte", "des Longues Raies", "des Hautes Bruyères",
    "de la Croix Rouge", "du Bois Joli", "de la Source", "des Cerisiers", "des Amandiers",
    "des Pruniers", "des Quatre Saisons", "Jacques Prévert", "Georges Brassens", "Édith Piaf",
    "Boris Vian", "Jean Ferrat", "Marcel Pagnol", "Simone Signoret", "Antoine de Saint-Exupéry",
    "Nelson Mandela", "Simone Veil", "Olympe de Gouges", "Rosa Parks", "Lucie Aubrac",
    "Hubertine Auclert", "Maryse Bastié", "Hélène Boucher", "de la Chênaie", "de l'Aubépine",
    "des Tourterelles", "du Pré Vert", "de la Charmille", "des Mûriers", "du Petit Bois",
    "de l'Ancienne Gare", "des Terres Fortes", "de Beauregard", "de Bellevue", "du Soleil Levant",
)  # fmt: skip
POOLS = {"old": OLD, "suburb": SUBURB, "houses": HOUSES, "works": ("de l'Artisanat",)}
THROUGH = {
    "old": ("Rue", "Rue", "Rue", "Rue", "Rue", "Passage"),
    "suburb": ("Rue", "Rue", "Rue", "Rue", "Rue", "Rue", "Rue", "Chemin", "Cité"),
    "houses": ("Rue", "Rue", "Rue", "Rue", "Allée", "Allée", "Chemin", "Sente"),
    "works": ("Rue",),
}
DEAD_END = {
    "old": ("Impasse", "Cour", "Impasse"),
    "suburb": ("Impasse", "Impasse", "Impasse", "Villa", "Cité", "Square"),
    "houses": ("Impasse", "Impasse", "Allée", "Clos", "Hameau", "Résidence"),
    "works": ("Impasse",),
}


def join_in_line(made: list[Street], random: Random) -> list[Street]:
    """Make one street of two that go on straight across a junction, most of the time."""
    joined: list[Street] = []
    for street in made:
        mate = next((m for m in joined if _goes_on(m, street)), None)
        if mate is None or random.random() < 0.25:
            joined.append(street)
        else:
            mate.points = _end_to_end(mate.points, street.points)
    return joined


def _end_to_end(one: list, other: list) -> list:
    if one[0] in (other[0], other[-1]):
        one = one[::-1]
    if other[-1] == one[-1]:
        other = other[::-1]
    return [*one, *other[1:]]


def _goes_on(one: Street, other: Street) -> bool:
    ends = {one.points[0], one.points[-1]} & {other.points[0], other.points[-1]}
    if len(ends) != 1 or one.zone != other.zone:
        return False
    whole = LineString(_end_to_end(one.points, other.points))
    if not whole.is_simple or whole.length > 620:
        return False
    at = whole.project(LineString([*ends, *ends]).centroid)
    turn = abs(shapes.heading(whole, at - 12) - shapes.heading(whole, at + 12))
    return min(turn, 2 * math.pi - turn) < 0.55


def give_names(
    made: Sequence[Street], streets: Sequence[Street], given: set[str], random: Random
) -> None:
    """Name the small streets in place; an impasse may take the name of the street it leaves.

    ``given`` has the names that the plan gives already.
    """
    pools = {zone: list(names) for zone, names in POOLS.items()}
    for names in pools.values():
        head = names[:5]
        random.shuffle(names)
        names[:] = head + [n for n in names if n not in head]
    taken = set(given)
    count = meeting_count([*streets, *made])
    order = sorted(made, key=lambda s: (-s.line.length, s.points[0]))
    for street in order:
        dead = min(count[street.points[0]], count[street.points[-1]]) < 2
        parent = _parent(street, [*streets, *made], count) if dead else None
        street.name = _name(street.zone, dead, parent, pools, taken, random)
        taken.add(street.name)


def _parent(street: Street, streets: Sequence[Street], count: dict) -> Street | None:
    root = max((street.points[0], street.points[-1]), key=lambda p: count[p])
    return next((s for s in streets if s is not street and s.name and root in s.points), None)


def _name(
    zone: str, dead: bool, parent: Street | None, pools: dict, taken: set, random: Random
) -> str:
    kinds = DEAD_END[zone] if dead else THROUGH[zone]
    kind = random.choice(kinds)
    if parent and " " in parent.name and random.random() < 0.35:
        first, rest = parent.name.split(" ", 1)
        if first in ("Rue", "Chemin", "Allée") and f"Impasse {rest}" not in taken:
            return f"Impasse {rest}"
    pool = pools[zone] or pools["houses"] or pools["suburb"] or pools["old"]
    rest = pool.pop(-1 if dead else 0)
    person = rest[0].isupper() and not rest.startswith(("Saint", "Notre"))
    if kind in rest or (person and kind in ("Sente", "Clos", "Cour", "Villa", "Hameau", "Chemin")):
        kind = "Impasse" if dead else "Rue"
    name = f"{kind} {rest}"
    return name if name not in taken else f"Rue {rest}"
