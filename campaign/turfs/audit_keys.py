"""What every figure of ``arpenteur audit --json`` means, for who knows nothing of this program."""

from collections.abc import Mapping

from canvass.words import Words

ASKED: Mapping[str, Words] = {
    "target": Words("charge voulue d'un secteur", "wanted load of a turf"),
    "unit": Words("unité de cette charge : doors ou minutes", "its unit: doors or minutes"),
    "tolerance": Words("écart admis, en part de la cible", "share it may be off"),
    "within": Words(
        "ce qu'aucun secteur ne franchit : none, bureau ou quartier",
        "what no turf crosses: none, bureau or quartier",
    ),
    "by": Words(
        "ce qui reste entier si possible : building, blockface ou block",
        "what stays whole where possible: building, blockface or block",
    ),
    "whole": Words("jamais coupé, même hors tolérance", "never cut, even outside the tolerance"),
    "gap_m": Words(
        "mètres à pied d'une porte aux autres au-delà desquels un secteur est signalé",
        "metres on foot from door to door beyond which a turf is listed",
    ),
    "bureaux": Words("seulement ces bureaux ; vide : tous", "only these bureaux; empty: all"),
    "visit": Words("portes comptées : all ou left", "doors counted: all or left"),
}
TOTAL: Mapping[str, Words] = {
    "turfs": Words("secteurs", "turfs"),
    "buildings": Words("adresses", "buildings"),
    "doors": Words("portes", "doors"),
    "voters": Words("électeurs placés", "voters placed"),
    "uncovered_buildings": Words("adresses d'aucun secteur", "buildings in no turf"),
    "uncovered_doors": Words("leurs portes", "their doors"),
    "uncovered_voters": Words("leurs électeurs", "their voters"),
    "left_out": Words(
        "adresses laissées de côté, par raison : unreached (aucune rue proche), islet (aucun "
        "chemin), too_small_zone (trop peu de portes dans sa zone)",
        "buildings left out, by reason: unreached (no street near), islet (no way there), "
        "too_small_zone (too few doors in its zone)",
    ),
    "unplaced_voters": Words("électeurs sans adresse placée", "voters without a building"),
    "overlaps": Words("adresses dans deux secteurs", "buildings in two turfs"),
    "split_buildings": Words(
        "adresses (rue et numéro) coupées entre secteurs",
        "addresses (street and number) split between turfs",
    ),
    "disconnected": Words(
        "secteurs dont aucun chemin de 600 m au plus ne relie les portes",
        "turfs whose doors no way of at most 600 m joins",
    ),
    "passing": Words(
        "secteurs où l'on passe devant la porte d'un autre : les autres sont d'un seul tenant "
        "au sens strict",
        "turfs in which one passes a door of another: the others are strictly connected",
    ),
    "barriers_crossed": Words(
        "secteurs de part et d'autre d'une barrière infranchissable",
        "turfs on both sides of what nobody crosses",
    ),
    "passages": Words(
        "secteurs qui empruntent un pont ou un souterrain", "turfs that use a bridge or underpass"
    ),
    "longest_gap_m": Words(
        "le plus long chemin, en mètres à pied, entre des portes d'un secteur et ses autres",
        "the longest way, in metres on foot, from doors of a turf to its others",
    ),
    "gap_turf": Words("le secteur où il est", "the turf it is in"),
    "long_gaps": Words("secteurs où il dépasse gap_m", "turfs in which it is longer than gap_m"),
    "several_bureaux": Words(
        "secteurs dont les portes sont de plusieurs bureaux", "turfs with doors of several bureaux"
    ),
    "within_tolerance": Words("part des secteurs dans la tolérance", "share within the tolerance"),
    "within_tolerance_where_possible": Words(
        "la même, sans les secteurs oversize et indivisible",
        "the same, without turfs that are oversize or indivisible",
    ),
    "reasons": Words(
        "secteurs hors tolérance, par raison", "turfs outside the tolerance, by reason"
    ),
    "faces_whole": Words(
        "part des côtés de rue (entre deux carrefours) d'un seul secteur",
        "share of block faces (one side between two crossings) in one turf",
    ),
    "blocks_whole": Words("part des îlots d'un seul secteur", "share of blocks in one turf"),
    "split_blocks": Words(
        "îlots de plusieurs secteurs, par raison, comme dans split_blocks",
        "blocks in several turfs, by reason, as in split_blocks",
    ),
    "hull_overlap": Words(
        "part moyenne de l'enveloppe convexe d'un secteur dans celles des autres",
        "mean share of a turf's convex hull that lies in others'",
    ),
    "walk_per_door_m": Words(
        "mètres par porte, moyenne de puissance 3 : un très mauvais secteur se voit",
        "metres a door, power mean (p = 3): one terrible turf shows",
    ),
    "minutes_measured": Words(
        "minutes de parcours ordonnés, sinon estimées", "minutes of ordered walks, else estimates"
    ),
    "doors_per_turf": Words(
        "portes par secteur : least, mean, most, deviation (écart type)",
        "doors a turf: least, mean, most, deviation (standard)",
    ),
    "minutes_per_turf": Words("minutes par secteur, de même", "minutes a turf, likewise"),
}
TURF: Mapping[str, Words] = {
    "turf_id": Words("identifiant", "id"),
    "label": Words("nom", "name"),
    "bureau_id": Words("bureau de la plupart des portes", "bureau of most doors"),
    "quartier_id": Words("quartier de la plupart des portes", "quartier of most doors"),
    "buildings": TOTAL["buildings"],
    "doors": TOTAL["doors"],
    "voters": Words("électeurs", "voters"),
    "minutes": Words("marche et portes", "walk and doors"),
    "walk_estimate_m": Words("mètres à pied, estimés", "metres on foot, an estimate"),
    "connected": Words(
        "un chemin de 600 m au plus entre ses morceaux", "at most 600 m between its pieces"
    ),
    "strictly_connected": Words(
        "sans passer devant la porte d'un autre", "without passing another turf's door"
    ),
    "hull_overlap": Words(
        "part de l'enveloppe dans celles des autres", "share of its hull in others'"
    ),
    "passages": Words(
        "voisins de part et d'autre d'une barrière", "neighbours on two sides of a barrier"
    ),
    "longest_gap_m": TOTAL["longest_gap_m"],
    "long_gap": Words("ce chemin dépasse gap_m", "that way is longer than gap_m"),
    "barriers_crossed": Words(
        "barrières infranchissables entre ses portes", "barriers nobody crosses between its doors"
    ),
    "unreached": Words("adresses loin de toute rue", "buildings far from every street"),
    "split_buildings": Words(
        "adresses partagées avec un autre secteur", "addresses shared with another turf"
    ),
    "bureaux": Words("bureaux de ses portes", "bureaux that its doors are of"),
    "faces_whole": Words("part de ses côtés de rue à lui seul", "share of its block faces alone"),
    "blocks_whole": Words("part de ses îlots à lui seul", "share of its blocks alone"),
    "walk_per_door_m": Words("mètres par porte", "metres a door"),
    "in_range": Words("dans la tolérance", "within the tolerance"),
    "reason": Words(
        "sinon : oversize (un seul immeuble), whole (un îlot gardé entier), indivisible (aucune "
        "coupe n'y mène), lumpy (pas trouvé mieux), ou vide après une retouche",
        "if not: oversize (one building), whole (a block kept whole), indivisible (no cut brings "
        "it there), lumpy (none better was found), or empty after changes by hand",
    ),
}
UNCOVERED: Mapping[str, Words] = {
    "building_id": Words("adresse d'aucun secteur", "building in no turf"),
    "reason": Words(
        "raison, comme dans left_out ; vide : ôtée à la main",
        "the reason, as in left_out; empty: taken out by hand",
    ),
}
SPLIT_BLOCKS: Mapping[str, Words] = {
    "building_id": Words("une adresse de l'îlot coupé", "an address of the block that is split"),
    "streets": Words("ses rues", "its streets"),
    "doors": TOTAL["doors"],
    "turfs": Words("ses secteurs", "its turfs"),
    "reason": Words(
        "areas (coupé seulement par des zones qu'aucun secteur ne franchit), large (plus de "
        "portes qu'un secteur), balance (entier, il laisserait un secteur hors tolérance, ou une "
        "meilleure limite a été trouvée), apart (à garder entier, mais trop étendu, "
        "sans chemin d'un côté à l'autre, ou changé à la main), not_asked (le découpage ne "
        "demandait pas d'îlots entiers)",
        "areas (only areas that no turf crosses part it), large (more doors than a turf), balance "
        "(whole, it would leave a turf outside the tolerance, or a better border was found), apart "
        "(to stay whole, but too wide, without a way between its sides, or changed by hand), "
        "not_asked (the cut did not ask for whole blocks)",
    ),
}


def meanings() -> dict[str, dict[str, str]]:
    """Return every key with its sentence, in the language in force."""
    parts = (
        ("asked", ASKED),
        ("total", TOTAL),
        ("turfs", TURF),
        ("uncovered", UNCOVERED),
        ("split_blocks", SPLIT_BLOCKS),
    )
    return {part: {key: str(words) for key, words in keys.items()} for part, keys in parts}
