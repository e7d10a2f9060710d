"""The organiser's hand on the map: turfs chosen by clicks, areas drawn corner by corner.

Leaflet alone, no plugin. What is chosen and drawn reaches the page as streamlit-folium's
``last_active_drawing``: a feature whose ``properties.turfs`` lists the chosen turfs, and whose
geometry is the drawn polygon or null. Clicks change the map in the browser alone, so that a drawing
under way is never lost to the page running again.
"""

from branca.element import MacroElement
from folium.template import Template

from canvass.words import Words
from maps.shapes import script_safe

DRAW = Words("Dessiner", "Draw")
FINISH = Words("Terminer", "Finish")
CLEAR = Words("Effacer", "Clear")
HINT = Words(
    "Touchez les coins de la zone, puis « Terminer ».",
    "Touch the corners of the area, then Finish.",
)

_HAND = """
{% macro script(this, kwargs) %}
(function (map, words) {
    var look = document.createElement("style");
    look.textContent =
        ".hand-tool{display:flex;flex-direction:column;gap:4px;align-items:flex-start}" +
        ".hand-tool button{font:600 13px/1 system-ui,sans-serif;padding:9px 12px;min-height:36px;" +
        "border:1px solid #8a8577;border-radius:6px;background:#fff;color:#222;cursor:pointer}" +
        ".hand-tool button.on{background:#b30059;color:#fff;border-color:#7a003d}" +
        ".hand-tool p{margin:0;max-width:110px;box-sizing:border-box;background:#fffde8;" +
        "border:1px solid #c9c5bb;" +
        "border-radius:6px;padding:5px 8px;font:12px/1.3 system-ui,sans-serif;color:#222}" +
        ".hand-drawing{cursor:crosshair!important}" +
        ".hand-drawing .leaflet-tooltip{display:none}" +
        "@media(hover:none),(max-width:600px){.leaflet-tooltip.told{display:none}}";
    document.head.appendChild(look);
    var chosen = {}, corners = [], drawing = false, ground = null, sketch = null;
    var mark = {color: "#b30059", weight: 4, opacity: 1};
    var line = {color: "#b30059", weight: 3, dashArray: "6 5", fillOpacity: 0.12,
                fillColor: "#b30059", interactive: false};
    function feature() {
        return {type: "Feature", properties: {turfs: Object.keys(chosen)},
                geometry: ground ? ground.toGeoJSON().geometry : null};
    }
    function send() { map.fire("draw:edited", {layer: {toGeoJSON: feature}}); }
    function toggle(shape) {
        var name = shape.row[2][0];
        if (chosen[name]) {
            chosen[name].shape.setStyle(chosen[name].style);
            delete chosen[name];
        } else {
            var was = {};
            Object.keys(mark).forEach(function (key) { was[key] = shape.options[key]; });
            chosen[name] = {shape: shape, style: was};
            shape.setStyle(mark).bringToFront();
        }
        send();
    }
    function show() {
        if (sketch) { map.removeLayer(sketch); sketch = null; }
        if (drawing && corners.length) {
            sketch = (corners.length > 2 ? L.polygon : L.polyline)(corners, line).addTo(map);
            if (corners.length < 3) {
                sketch = L.layerGroup([sketch].concat(corners.map(function (corner) {
                    return L.circleMarker(corner, {radius: 4, color: line.color,
                                                   interactive: false});
                }))).addTo(map);
            }
        }
        draw.textContent = drawing ? words.finish : words.draw;
        draw.className = drawing ? "on" : "";
        hint.style.display = drawing ? "" : "none";
        clear.style.display = drawing || ground || Object.keys(chosen).length ? "" : "none";
        map.getContainer().classList.toggle("hand-drawing", drawing);
    }
    function begin() {
        if (ground) { map.removeLayer(ground); ground = null; }
        drawing = true; corners = [];
        map.doubleClickZoom.disable();
        show();
    }
    function finish() {
        drawing = false;
        map.doubleClickZoom.enable();
        if (corners.length > 2) { ground = L.polygon(corners, line).addTo(map); }
        corners = [];
        show(); send();
    }
    function wipe() {
        if (ground) { map.removeLayer(ground); ground = null; }
        Object.keys(chosen).forEach(function (name) {
            chosen[name].shape.setStyle(chosen[name].style);
        });
        chosen = {}; corners = []; drawing = false;
        map.doubleClickZoom.enable();
        show(); send();
    }
    var draw = document.createElement("button"), clear = document.createElement("button");
    var hint = document.createElement("p");
    hint.textContent = words.hint;
    clear.textContent = words.clear;
    draw.type = clear.type = "button";
    draw.onclick = function () { if (drawing) { finish(); } else { begin(); } };
    clear.onclick = wipe;
    var control = L.control({position: "topleft"});
    control.onAdd = function () {
        var box = document.createElement("div");
        box.className = "hand-tool";
        [draw, clear, hint].forEach(function (part) { box.appendChild(part); });
        L.DomEvent.disableClickPropagation(box);
        return box;
    };
    control.addTo(map);
    map.on("click", function (event) {
        if (!drawing) { return; }
        corners.push(event.latlng);
        show();
    });
    map.eachLayer(function (layer) {
        // streamlit-folium takes the shape that was touched for what was drawn, after each click
        if (layer.row) { layer.toGeoJSON = feature; }
        if (!layer.row || !layer.setStyle || words.turfs.indexOf(layer.row[2][0]) < 0) { return; }
        layer.on("click", function () { if (!drawing) { toggle(layer); show(); } });
    });
    show();
})({{ this._parent.get_name() }}, {{ this.data }});
{% endmacro %}
"""


class _Hand(MacroElement):
    _template = Template(_HAND)

    def __init__(self, data: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Hand"
        self.data = data


def hand_tool(turfs: tuple[str, ...]) -> MacroElement:
    """Make the tool for a map that shows these turfs, their id told first."""
    told = {
        "draw": str(DRAW),
        "finish": str(FINISH),
        "clear": str(CLEAR),
        "hint": str(HINT),
        "turfs": list(turfs),
    }
    return _Hand(script_safe(told))
