const COLOUR = "#b30059";
/** @type {L.PathOptions} */
const MARK = { color: COLOUR, weight: 4, opacity: 1 };
/** @type {L.PolylineOptions} */
const LINE = {
    color: COLOUR,
    weight: 3,
    dashArray: "6 5",
    fillOpacity: 0.12,
    fillColor: COLOUR,
    interactive: false,
};

/**
 * Draw the corners so far: a dot and a line, then an area.
 *
 * @param {L.LatLng[]} corners
 * @returns {L.Layer}
 */
function sketched(corners) {
    if (corners.length > 2) {
        return L.polygon(corners, LINE);
    }
    const dots = corners.map((corner) =>
        L.circleMarker(corner, { radius: 4, color: COLOUR, interactive: false }),
    );
    return L.layerGroup([L.polyline(corners, LINE), ...dots]);
}

/**
 * Make a button.
 *
 * @param {string} words
 * @param {() => void} act
 */
function button(words, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = words;
    made.onclick = act;
    return made;
}

/** What a hand has chosen and drawn on one map. */
class Hand {
    /**
     * @param {L.Map} map
     * @param {HandData} words
     */
    constructor(map, words) {
        this.map = map;
        this.words = words;
        /** @type {Map<string, {shape: L.Path, style: L.PathOptions}>} */
        this.chosen = new Map();
        /** @type {L.LatLng[]} */
        this.corners = [];
        this.drawing = false;
        /** @type {L.Polygon | null} */
        this.ground = null;
        /** @type {L.Layer | null} */
        this.sketch = null;
        this.draw = button(words.draw, () => (this.drawing ? this.finish() : this.begin()));
        this.clear = button(words.clear, () => this.wipe());
        this.hint = document.createElement("p");
        this.hint.textContent = words.hint;
    }

    /** What the page is told, as GeoJSON. */
    feature() {
        return {
            type: "Feature",
            properties: { turfs: [...this.chosen.keys()] },
            geometry: this.ground ? this.ground.toGeoJSON().geometry : null,
        };
    }

    send() {
        this.map.fire("draw:edited", { layer: { toGeoJSON: () => this.feature() } });
    }

    /**
     * Choose a turf, or choose it no more.
     *
     * @param {string} name
     * @param {L.Path} shape
     */
    toggle(name, shape) {
        const was = this.chosen.get(name);
        if (was) {
            was.shape.setStyle(was.style);
            this.chosen.delete(name);
        } else {
            const { color, weight, opacity } = shape.options;
            this.chosen.set(name, { shape, style: { color, weight, opacity } });
            shape.setStyle(MARK).bringToFront();
        }
        this.show();
        this.send();
    }

    show() {
        this.sketch?.remove();
        this.sketch = null;
        if (this.drawing && this.corners.length > 0) {
            this.sketch = sketched(this.corners).addTo(this.map);
        }
        this.draw.textContent = this.drawing ? this.words.finish : this.words.draw;
        this.draw.className = this.drawing ? "on" : "";
        this.hint.style.display = this.drawing ? "" : "none";
        const used = this.drawing || this.ground || this.chosen.size > 0;
        this.clear.style.display = used ? "" : "none";
        this.map.getContainer().classList.toggle("hand-drawing", this.drawing);
    }

    begin() {
        this.leave();
        this.drawing = true;
        this.map.doubleClickZoom.disable();
        this.show();
    }

    finish() {
        const corners = this.corners;
        this.stop();
        if (corners.length > 2) {
            this.ground = L.polygon(corners, LINE).addTo(this.map);
        }
        this.show();
        this.send();
    }

    wipe() {
        this.leave();
        for (const { shape, style } of this.chosen.values()) {
            shape.setStyle(style);
        }
        this.chosen.clear();
        this.stop();
        this.show();
        this.send();
    }

    /** Take the drawn area away. */
    leave() {
        this.ground?.remove();
        this.ground = null;
        this.corners = [];
    }

    stop() {
        this.drawing = false;
        this.corners = [];
        this.map.doubleClickZoom.enable();
    }

    /** @param {L.LatLng} place */
    corner(place) {
        if (this.drawing) {
            this.corners.push(place);
            this.show();
        }
    }
}

/**
 * Let turfs be chosen and areas be drawn on a map.
 *
 * @param {L.Map} map
 * @param {HandData} words
 */
export function handTool(map, words) {
    const hand = new Hand(map, words);
    const control = new L.Control({ position: "topleft" });
    control.onAdd = () => {
        const box = document.createElement("div");
        box.className = "hand-tool";
        box.append(hand.draw, hand.clear, hand.hint);
        L.DomEvent.disableClickPropagation(box);
        return box;
    };
    control.addTo(map);
    map.on("click", (event) => hand.corner(event.latlng));
    map.eachLayer((layer) => {
        if (!layer.row) {
            return;
        }
        // streamlit-folium takes the shape that was touched for what was drawn, after each click
        layer.toGeoJSON = () => hand.feature();
        const name = layer.row[2][0];
        if (layer instanceof L.Path && words.turfs.includes(name)) {
            layer.on("click", () => {
                if (!hand.drawing) {
                    hand.toggle(name, layer);
                }
            });
        }
    });
    hand.show();
}
