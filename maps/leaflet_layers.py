"""The pieces of script that draw a layer and a legend; imported only when a map is made."""

from branca.element import MacroElement
from folium.map import Layer
from folium.template import Template

from maps.shapes import Shapes

#: Names come from files that anybody may have written: they reach the page as text, never as HTML.
_SHAPES = """
{% macro script(this, kwargs) %}
var {{ this.get_name() }} = (function (data) {
    function chain(moves) {
        var lat = 0, lon = 0, points = [];
        for (var i = 0; i < moves.length; i += 2) {
            lat += moves[i]; lon += moves[i + 1];
            points.push([lat / 1e6, lon / 1e6]);
        }
        return points;
    }
    function text(tag, className, words) {
        var element = document.createElement(tag);
        element.className = className;
        element.textContent = words;
        return element;
    }
    function told(row) {
        var table = document.createElement("table");
        data.told.forEach(function (name, i) {
            var line = table.insertRow();
            line.appendChild(text("th", "", name));
            line.appendChild(text("td", "", row[2][i]));
        });
        return table;
    }
    var group = L.featureGroup();
    data.rows.forEach(function (row) {
        var style = Object.assign({interactive: data.told.length > 0}, data.styles[row[1]]);
        var shape;
        if (data.kind === "area") {
            shape = L.polygon(row[0].map(function (p) { return p.map(chain); }), style);
        } else if (data.kind === "line") {
            shape = L.polyline(row[0].map(chain), style);
        } else if (data.kind === "dot") {
            shape = L.circleMarker(chain(row[0][0])[0], style);
        } else {
            var numbered = data.kind === "number";
            shape = L.marker(chain(row[0][0])[0], {
                keyboard: false, interactive: style.interactive,
                icon: L.divIcon({className: "", iconSize: numbered ? [22, 22] : [0, 0],
                                 html: text("div", numbered ? "stop-number" : "area-name", row[3])})
            });
        }
        shape.row = row;
        group.addLayer(shape);
    });
    if (data.kind === "name") {
        var uncover = function () {
            var map = this, kept = [];
            group.eachLayer(function (name) {
                var element = name.getElement().firstChild;
                var middle = map.latLngToContainerPoint(name.getLatLng());
                var west = L.latLng(name.getLatLng().lat, name.getLatLng().lng - name.row[4]);
                var room = 1.3 * (middle.x - map.latLngToContainerPoint(west).x);
                var half = [element.offsetWidth / 2, element.offsetHeight / 2];
                var over = kept.some(function (other) {
                    return Math.abs(other[0].x - middle.x) < other[1][0] + half[0] &&
                           Math.abs(other[0].y - middle.y) < other[1][1] + half[1];
                });
                var shown = !over && room > element.offsetWidth;
                element.style.visibility = shown ? "" : "hidden";
                if (shown) { kept.push([middle, half]); }
            });
        };
        group.on("add", function () { this._map.on("zoomend", uncover); uncover.call(this._map); });
        group.on("remove", function () { this._map.off("zoomend", uncover); });
    }
    if (data.told.length) {
        group.bindTooltip(function (shape) { return shape.row ? told(shape.row) : ""; },
                          {sticky: true, className: "told"});
    }
    return group;
})({{ this.data }});
{% endmacro %}
"""

_LEGEND = """
{% macro script(this, kwargs) %}
(function (map, data) {
    if (!document.getElementById("map-look")) {
        var look = document.createElement("style");
        look.id = "map-look";
        look.textContent =
            ".leaflet-container{background:#e8e6df;font:12px/1.35 system-ui,sans-serif}" +
            ".map-legend{background:rgba(255,255,255,.93);border:1px solid #c9c5bb;" +
            "border-radius:6px;padding:5px 9px;color:#222}" +
            ".map-legend summary{font-weight:600;cursor:pointer}" +
            ".map-legend div{display:flex;align-items:center;gap:7px;margin-top:3px}" +
            ".map-legend svg{flex:none}" +
            ".told th{text-align:left;font-weight:600;padding-right:8px;vertical-align:top}" +
            ".told td{white-space:normal}" +
            ".leaflet-tooltip.told{max-width:260px;white-space:normal}" +
            ".area-name{transform:translate(-50%,-50%);width:max-content;max-width:110px;" +
            "text-align:center;font-weight:600;font-size:11px;line-height:1.15;color:#5a2d00;" +
            "text-shadow:0 0 3px #fff,0 0 3px #fff,0 0 3px #fff,0 0 3px #fff}" +
            ".stop-number{width:22px;height:22px;border-radius:50%;background:#fff;" +
            "border:2px solid #b30059;color:#7a003d;font:700 11px/18px system-ui,sans-serif;" +
            "text-align:center;box-sizing:border-box}" +
            "@media(max-width:600px){.area-name{display:none}" +
            ".leaflet-bottom .map-legend{margin-bottom:28px}}";
        document.head.appendChild(look);
        var hatching = document.createElement("div");
        hatching.style.cssText = "position:absolute;width:0;height:0;overflow:hidden";
        hatching.innerHTML =
            '<svg width="0" height="0"><defs><pattern id="masked" width="8" height="8" ' +
            'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
            '<rect width="8" height="8" fill="#ececec"></rect>' +
            '<line x1="0" y1="0" x2="0" y2="8" stroke="#8a8a8a" stroke-width="3"></line>' +
            '</pattern></defs></svg>';
        document.body.appendChild(hatching);
    }
    // a map made while its page is hidden has no size to fit the town in: fit it once it has one
    if (!map.getSize().x && window.ResizeObserver) {
        var seen = new ResizeObserver(function () {
            map.invalidateSize();
            if (!map.getSize().x) { return; }
            seen.disconnect();
            map.fitBounds(data.bounds, {padding: [16, 16]});
        });
        seen.observe(map.getContainer());
    }
    map.attributionControl.setPrefix(false);
    if (data.credit) { map.attributionControl.addAttribution(data.credit); }
    if (!data.keys.length) { return; }
    var control = L.control({position: "bottomleft"});
    control.onAdd = function () {
        var box = document.createElement("details");
        box.className = "map-legend";
        box.open = map.getSize().x > 600;
        var title = document.createElement("summary");
        title.textContent = data.title;
        box.appendChild(title);
        data.keys.forEach(function (key) {
            var line = document.createElement("div");
            var fill = key.fill ? key.fillColor : "none";
            var shape = key.fill
                ? '<rect x="1" y="1" width="20" height="12" rx="2"></rect>'
                : '<line x1="0" y1="7" x2="22" y2="7"></line>';
            line.innerHTML = '<svg width="22" height="14"></svg><span></span>';
            var svg = line.firstChild;
            svg.innerHTML = shape;
            svg.firstChild.setAttribute("stroke", key.color);
            svg.firstChild.setAttribute("stroke-width", key.weight);
            svg.firstChild.setAttribute("stroke-opacity", key.opacity);
            svg.firstChild.setAttribute("fill", fill);
            svg.firstChild.setAttribute("fill-opacity", key.fill ? key.fillOpacity : 0);
            if (key.dashArray) { svg.firstChild.setAttribute("stroke-dasharray", key.dashArray); }
            line.lastChild.textContent = key.text;
            box.appendChild(line);
        });
        L.DomEvent.disableClickPropagation(box);
        return box;
    };
    control.addTo(map);
})({{ this._parent.get_name() }}, {{ this.data }});
{% endmacro %}
"""


class _ShapesLayer(Layer):
    _template = Template(_SHAPES)

    def __init__(self, shapes: Shapes) -> None:
        super().__init__(name=shapes.name, overlay=True)
        self._name = "ShapesLayer"
        self.data = shapes.data


class _Legend(MacroElement):
    _template = Template(_LEGEND)

    def __init__(self, data: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Legend"
        self.data = data


def shapes_layer(shapes: Shapes) -> Layer:
    """Make the folium layer of some shapes."""
    return _ShapesLayer(shapes)


def legend(data: str) -> MacroElement:
    """Make the legend and the credit, from JSON that may stand inside a script."""
    return _Legend(data)
