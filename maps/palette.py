"""How things look on every map: colours that the colour-blind tell apart, and steps of progress."""

from canvass.words import Words
from maps.shapes import Style

#: From nothing done to all done: ColorBrewer YlGnBu, safe for the colour-blind and ordered in
#: lightness, so that it survives a black-and-white print.
SHADES = ("#ffffd9", "#c7e9b4", "#41b6c4", "#2c7fb8", "#253494")
#: Share of the doors from which each shade holds; the first is for turfs nobody has begun.
STEPS = (0.0, 1e-9, 1 / 3, 2 / 3, 0.9)
STEP_WORDS = (
    Words("pas commencé", "not begun"),
    Words("moins d'un tiers", "less than a third"),
    Words("un à deux tiers", "one to two thirds"),
    Words("plus de deux tiers", "more than two thirds"),
    Words("9 portes sur 10 ou plus", "9 doors of 10 or more"),
)
TURF = Style(line="#1b4965", weight=1.0, fill_opacity=0.75)
#: Where turfs lie too close for their edges to be seen apart.
CROWDED = Style(line="#1b4965", weight=0.3, opacity=0.6, fill_opacity=0.95)
STREET = Style(line="#ffffff", weight=2.0)
QUARTIER = Style(line="#c2702c", weight=4.0, opacity=0.6)
BUREAU = Style(line="#3a3a3a", weight=1.2, dash="5 4")
MANY_BUREAUX = Style(line="#3a3a3a", weight=0.7, opacity=0.7)
BUILDING = Style(line="#1b4965", weight=0.0, fill="#1b4965", fill_opacity=0.7, radius=2.0)
WALK = Style(line="#b30059", weight=4.0, opacity=0.75)
MASKED = Style(line="#777777", weight=1.0, fill="url(#masked)", fill_opacity=1.0)
SILENT = Style(line="#777777", weight=1.0, fill="#ffffff", fill_opacity=0.6)

#: The licence of OpenStreetMap (ODbL, art. 4.3) asks that its streets be credited where shown.
STREETS_CREDIT = Words(
    "Rues : © les contributeurs d'OpenStreetMap", "Streets: © OpenStreetMap contributors"
)
LEGEND = Words("Légende", "Legend")


def step(share: float) -> int:
    """Return the step of progress (0 to 4) of a share of doors covered (0 to 1)."""
    return sum(share >= start for start in STEPS[1:])
