"""What the map that stays says: by the names of its table of gestures, and its figures.

The browser counts: ``{n:porte|portes}`` is filled in there.
"""

from collections.abc import Mapping

from canvass.words import Words

WORKBENCH: Mapping[str, Words] = {
    "touch": Words("Toucher", "Touch"),
    "touch_turf": Words("Secteur", "Turf"),
    "touch_building": Words("Adresse", "Address"),
    "touch_street": Words("Rue", "Street"),
    "touch_side": Words("Côté de rue", "Side of a street"),
    "touch_block": Words("Pâté de maisons", "Block"),
    "touch_bureau": Words("Bureau de vote", "Polling station"),
    "touch_quartier": Words("Quartier", "Quartier"),
    "touch_barrier": Words("Barrière", "Barrier"),
    "draw": Words("Dessiner", "Draw"),
    "draw_rectangle": Words("Rectangle", "Rectangle"),
    "draw_rectangle_help": Words(
        "Tirez d'un coin à l'autre : les adresses à l'intérieur sont choisies.",
        "Drag from corner to corner: the addresses inside are chosen.",
    ),
    "draw_lasso": Words("Lasso", "Lasso"),
    "draw_lasso_help": Words(
        "Entourez des adresses d'un trait.", "Draw around addresses in one stroke."
    ),
    "draw_polygon": Words("Polygone", "Polygon"),
    "draw_polygon_help": Words(
        "Touchez les coins l'un après l'autre, puis Terminer (ou Entrée).",
        "Touch the corners one after the other, then Finish (or Enter).",
    ),
    "draw_line": Words("Barrière", "Barrier"),
    "draw_line_help": Words(
        "Touchez les points de la ligne à ne pas traverser, puis Poser la barrière.",
        "Touch the points of the line not to be crossed, then Set the barrier.",
    ),
    "finish": Words("Terminer", "Finish"),
    "more": Words("En ajouter", "Add more"),
    "more_help": Words(
        "Ce qui est touché s'ajoute au choix (comme avec la touche Majuscule)",
        "What is touched is added to the choice (as with the Shift key)",
    ),
    "corner_back": Words("Effacer le dernier coin", "Take the last corner back"),
    "escape": Words("Ne plus dessiner", "Stop drawing"),
    "clear": Words("Ne rien choisir", "Choose nothing"),
    "whole_town": Words("Tout voir", "See all"),
    "search": Words("Une adresse, une rue, un secteur", "An address, a street, a turf"),
    "make": Words("Faire un secteur", "Make a turf"),
    "cut": Words("Découper ce choix", "Cut this choice"),
    "cut_help": Words(
        "Des secteurs de la taille du dernier découpage, pour ces adresses seules",
        "Turfs of the size of the last cut, of these addresses alone",
    ),
    "leave_out": Words("Retirer de tout secteur", "Leave out of all turfs"),
    "add": Words("Ajouter à {turf} ({n:porte|portes})", "Add to {turf} ({n:door|doors})"),
    "merge": Words("Réunir", "Merge"),
    "split": Words("Couper en deux", "Split in two"),
    "lock": Words("Verrouiller", "Lock"),
    "unlock": Words("Déverrouiller", "Unlock"),
    "publish": Words("Publier", "Publish"),
    "withdraw": Words("Dépublier", "Withdraw"),
    "bar": Words("Poser la barrière", "Set the barrier"),
    "unbar": Words("Enlever la barrière", "Take the barrier away"),
    "undo": Words("Annuler", "Undo"),
    "undo_help": Words("Votre dernier changement", "Your last change"),
    "redo": Words("Refaire", "Redo"),
    "nothing": Words(
        "Touchez la carte, ou dessinez autour d'adresses.",
        "Touch the map, or draw around addresses.",
    ),
    "barrier_chosen": Words("Une barrière est choisie.", "A barrier is chosen."),
    "sum": Words(
        "{addresses:adresse|adresses}, {doors:porte|portes}, environ {minutes:minute|minutes}",
        "{addresses:address|addresses}, {doors:door|doors}, about {minutes:minute|minutes}",
    ),
    "would_make": Words("De quoi faire {n:secteur|secteurs}", "Enough for {n:turf|turfs}"),
    "too_much": Words("Trop pour un seul secteur", "Too much for one turf"),
    "in_pieces": Words("En {n:morceau|morceaux}", "In {n:piece|pieces}"),
    "wait": Words("Un instant…", "One moment…"),
    "credit": Words(
        "Rues : © les contributeurs d'OpenStreetMap", "Streets: © OpenStreetMap contributors"
    ),
}
