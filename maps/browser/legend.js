/**
 * Make an element of a picture.
 *
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {Element[]} parts
 */
function picture(tag, attributes, parts = []) {
    const made = L.SVG.create(tag);
    for (const [name, value] of Object.entries(attributes)) {
        made.setAttribute(name, String(value));
    }
    made.append(...parts);
    return made;
}

/** Put the hatching of what may not be shown where styles find it, once a document. */
function hatch() {
    if (document.getElementById("masked")) {
        return;
    }
    const pattern = picture(
        "pattern",
        {
            id: "masked",
            width: 8,
            height: 8,
            patternUnits: "userSpaceOnUse",
            patternTransform: "rotate(45)",
        },
        [
            picture("rect", { width: 8, height: 8, fill: "#ececec" }),
            picture("line", { x1: 0, y1: 0, x2: 0, y2: 8, stroke: "#8a8a8a", "stroke-width": 3 }),
        ],
    );
    const holder = document.createElement("div");
    holder.className = "map-hatching";
    const defs = picture("defs", {}, [pattern]);
    holder.appendChild(picture("svg", { width: 0, height: 0 }, [defs]));
    document.body.appendChild(holder);
}

/**
 * A map made while its page is hidden has no size to fit the town in: fit it once it has one.
 *
 * @param {L.Map} map
 * @param {L.LatLngBoundsExpression} bounds
 */
function fitOnceSeen(map, bounds) {
    if (map.getSize().x || !window.ResizeObserver) {
        return;
    }
    const seen = new ResizeObserver(() => {
        map.invalidateSize();
        if (!map.getSize().x) {
            return;
        }
        seen.disconnect();
        map.fitBounds(bounds, { padding: [16, 16] });
    });
    seen.observe(map.getContainer());
}

/**
 * Make one line of the legend.
 *
 * @param {LegendKey} key
 */
function keyLine(key) {
    const drawn = {
        stroke: key.color,
        "stroke-width": key.weight,
        "stroke-opacity": key.opacity,
        fill: (key.fill && key.fillColor) || "none",
        "fill-opacity": key.fill ? key.fillOpacity : 0,
        ...(key.dashArray ? { "stroke-dasharray": key.dashArray } : {}),
    };
    const shape = key.fill
        ? picture("rect", { x: 1, y: 1, width: 20, height: 12, rx: 2, ...drawn })
        : picture("line", { x1: 0, y1: 7, x2: 22, y2: 7, ...drawn });
    const words = document.createElement("span");
    words.textContent = key.text;
    const line = document.createElement("div");
    line.append(picture("svg", { width: 22, height: 14 }, [shape]), words);
    return line;
}

/**
 * Add the legend and the credit to a map.
 *
 * @param {L.Map} map
 * @param {LegendData} data
 */
export function legend(map, data) {
    hatch();
    fitOnceSeen(map, data.bounds);
    map.attributionControl.setPrefix(false);
    if (data.credit) {
        map.attributionControl.addAttribution(data.credit);
    }
    if (data.keys.length === 0) {
        return;
    }
    const control = new L.Control({ position: "bottomleft" });
    control.onAdd = () => {
        const box = document.createElement("details");
        box.className = "map-legend";
        box.open = map.getSize().x > 600;
        const title = document.createElement("summary");
        title.textContent = data.title;
        box.append(title, ...data.keys.map(keyLine));
        L.DomEvent.disableClickPropagation(box);
        return box;
    };
    control.addTo(map);
}
