/**
 * Read a chain: millionths of a degree, each point told from the last.
 *
 * @param {number[]} moves lat, lon, step, step…
 * @returns {L.LatLngTuple[]}
 */
function chain(moves) {
    let lat = 0;
    let lon = 0;
    /** @type {L.LatLngTuple[]} */
    const points = [];
    for (let i = 0; i < moves.length; i += 2) {
        lat += moves[i];
        lon += moves[i + 1];
        points.push([lat / 1e6, lon / 1e6]);
    }
    return points;
}

/**
 * Make an element of words. Names come from files that anybody may have written: they reach the
 * page as text, never as HTML.
 *
 * @param {string} tag
 * @param {string} className
 * @param {string} words
 */
function element(tag, className, words) {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = words;
    return made;
}

/**
 * Make the shape of one row.
 *
 * @param {Row} row
 * @param {ShapesData} data
 * @returns {L.Layer}
 */
function drawn(row, data) {
    const style = { interactive: data.told.length > 0, ...data.styles[row[1]] };
    if (data.kind === "area") {
        const parts = /** @type {number[][][]} */ (row[0]);
        return L.polygon(
            parts.map((part) => part.map(chain)),
            style,
        );
    }
    const chains = /** @type {number[][]} */ (row[0]);
    if (data.kind === "line") {
        return L.polyline(chains.map(chain), style);
    }
    const place = chain(chains[0])[0];
    if (data.kind === "dot") {
        return L.circleMarker(place, style);
    }
    const numbered = data.kind === "number";
    return L.marker(place, {
        keyboard: false,
        interactive: style.interactive,
        icon: L.divIcon({
            className: "",
            iconSize: numbered ? [22, 22] : [0, 0],
            html: element("div", numbered ? "stop-number" : "area-name", row[3]),
        }),
    });
}

/**
 * Show the names that have room, those that stand first before the others.
 *
 * @param {L.Map} map
 * @param {L.FeatureGroup} group
 */
function uncover(map, group) {
    /** @type {{middle: L.Point, half: L.Point}[]} */
    const kept = [];
    for (const layer of group.getLayers()) {
        const name = /** @type {L.Marker & {row: Row}} */ (layer);
        const written = /** @type {HTMLElement} */ (name.getElement()?.firstChild);
        const middle = map.latLngToContainerPoint(name.getLatLng());
        const { lat, lng } = name.getLatLng();
        const west = map.latLngToContainerPoint(L.latLng(lat, lng - name.row[4]));
        const room = 1.3 * (middle.x - west.x);
        const half = L.point(written.offsetWidth / 2, written.offsetHeight / 2);
        const over = kept.some(
            (other) =>
                Math.abs(other.middle.x - middle.x) < other.half.x + half.x &&
                Math.abs(other.middle.y - middle.y) < other.half.y + half.y,
        );
        const shown = !over && room > written.offsetWidth;
        written.style.visibility = shown ? "" : "hidden";
        if (shown) {
            kept.push({ middle, half });
        }
    }
}

/**
 * Look again at the names after each zoom, while their layer is on a map.
 *
 * @param {L.FeatureGroup} group
 */
function uncoverAtZoom(group) {
    /** @type {L.Map | undefined} */
    let map;
    const again = () => {
        if (map) {
            uncover(map, group);
        }
    };
    group.on("add", (event) => {
        map = /** @type {{_map: L.Map}} */ (/** @type {unknown} */ (event.target))._map;
        map.on("zoomend", again);
        again();
    });
    group.on("remove", () => {
        map?.off("zoomend", again);
    });
}

/**
 * Make the layer of some shapes.
 *
 * @param {ShapesData} data
 * @returns {L.FeatureGroup}
 */
export function shapesLayer(data) {
    const group = L.featureGroup();
    for (const row of data.rows) {
        const shape = drawn(row, data);
        shape.row = row;
        group.addLayer(shape);
    }
    if (data.kind === "name") {
        uncoverAtZoom(group);
    }
    if (data.told.length > 0) {
        group.bindTooltip((shape) => (shape.row ? told(shape.row, data.told) : ""), {
            sticky: true,
            className: "told",
        });
    }
    return group;
}

/**
 * Make the table that is told while a pointer rests on a shape.
 *
 * @param {Row} row
 * @param {string[]} names
 */
function told(row, names) {
    const table = document.createElement("table");
    for (const [i, name] of names.entries()) {
        const line = table.insertRow();
        line.appendChild(element("th", "", name));
        line.appendChild(element("td", "", row[2][i]));
    }
    return table;
}
