"""The organiser's hand on the map: turfs chosen by clicks, areas drawn corner by corner.

Leaflet alone, no plugin. What is chosen and drawn reaches the page as streamlit-folium's
``last_active_drawing``: a feature whose ``properties.turfs`` lists the chosen turfs, and whose
geometry is the drawn polygon or null. Clicks change the map in the browser alone, so that a drawing
under way is never lost to the page running again.
"""

from branca.element import MacroElement

from canvass.words import Words
from maps.leaflet_layers import Call
from maps.shapes import script_safe

DRAW = Words("Dessiner", "Draw")
FINISH = Words("Terminer", "Finish")
CLEAR = Words("Effacer", "Clear")
HINT = Words(
    "Touchez les coins de la zone, puis « Terminer ».",
    "Touch the corners of the area, then Finish.",
)


def hand_tool(turfs: tuple[str, ...]) -> MacroElement:
    """Make the tool for a map that shows these turfs, their id told first."""
    told = {
        "draw": str(DRAW),
        "finish": str(FINISH),
        "clear": str(CLEAR),
        "hint": str(HINT),
        "turfs": list(turfs),
    }
    return Call("handTool", script_safe(told), look="hand_tool.css")
