/** Steps in one degree of what layers hold. */
const STEPS = 1e5;

/**
 * Give the place of a point in the unit square of the web map.
 *
 * @param {number} lat degrees
 * @param {number} lon degrees
 * @returns {[number, number]}
 */
export function place(lat, lon) {
    const sine = Math.sin((lat * Math.PI) / 180);
    return [lon / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}

/**
 * Give the latitude and longitude of a place in the unit square.
 *
 * @param {number} x
 * @param {number} y
 * @returns {[number, number]}
 */
export function degrees(x, y) {
    const lat = (360 / Math.PI) * Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) - 90;
    return [lat, (x - 0.5) * 360];
}

/**
 * Read a chain of moves: latitude, longitude, step, step…
 *
 * @param {number[]} moves
 * @returns {Ring}
 */
export function ring(moves) {
    const found = new Float64Array(moves.length);
    let lat = 0;
    let lon = 0;
    for (let i = 0; i < moves.length; i += 2) {
        lat += moves[i];
        lon += moves[i + 1];
        [found[i], found[i + 1]] = place(lat / STEPS, lon / STEPS);
    }
    return found;
}

/**
 * Add up steps: the values of a column.
 *
 * @param {number[]} steps
 */
export function sums(steps) {
    let sum = 0;
    return steps.map((step) => {
        sum += step;
        return sum;
    });
}

/**
 * Read a column of degrees pairs.
 *
 * @param {number[]} lat steps
 * @param {number[]} lon steps
 */
export function places(lat, lon) {
    const [lats, lons] = [sums(lat), sums(lon)];
    const x = new Float64Array(lats.length);
    const y = new Float64Array(lats.length);
    for (let i = 0; i < lats.length; i++) {
        [x[i], y[i]] = place(lats[i] / STEPS, lons[i] / STEPS);
    }
    return { x, y };
}

/**
 * Give the box around rings.
 *
 * @param {Iterable<Ring>} rings
 * @returns {Box}
 */
export function around(rings) {
    /** @type {Box} */
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const corners of rings) {
        for (let i = 0; i < corners.length; i += 2) {
            box[0] = Math.min(box[0], corners[i]);
            box[1] = Math.min(box[1], corners[i + 1]);
            box[2] = Math.max(box[2], corners[i]);
            box[3] = Math.max(box[3], corners[i + 1]);
        }
    }
    return box;
}

/**
 * @param {Box} one
 * @param {Box} two
 */
export function meet(one, two) {
    return one[0] <= two[2] && two[0] <= one[2] && one[1] <= two[3] && two[1] <= one[3];
}

/**
 * Tell whether a point is within one ring.
 *
 * @param {Ring | number[]} corners
 * @param {number} x
 * @param {number} y
 */
export function within(corners, x, y) {
    let inside = false;
    for (let i = 0, j = corners.length - 2; i < corners.length; j = i, i += 2) {
        const [xi, yi, xj, yj] = [corners[i], corners[i + 1], corners[j], corners[j + 1]];
        if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) {
            inside = !inside;
        }
    }
    return inside;
}

/**
 * Tell whether a point is in an area of parts, each an outer ring and its holes.
 *
 * @param {Area} area
 * @param {number} x
 * @param {number} y
 */
export function inArea(area, x, y) {
    const [left, top, right, bottom] = area.box;
    if (x < left || x > right || y < top || y > bottom) {
        return false;
    }
    return area.parts.some(
        ([outer, ...holes]) => within(outer, x, y) && !holes.some((hole) => within(hole, x, y)),
    );
}

/**
 * Give how far a point is from a line.
 *
 * @param {Ring} line
 * @param {number} x
 * @param {number} y
 */
export function distance(line, x, y) {
    let least = Infinity;
    for (let i = 0; i + 3 < line.length; i += 2) {
        const [ax, ay] = [line[i], line[i + 1]];
        const [dx, dy] = [line[i + 2] - ax, line[i + 3] - ay];
        const length = dx * dx + dy * dy;
        const along = length ? ((x - ax) * dx + (y - ay) * dy) / length : 0;
        const at = Math.max(0, Math.min(1, along));
        least = Math.min(least, Math.hypot(ax + at * dx - x, ay + at * dy - y));
    }
    return least;
}
