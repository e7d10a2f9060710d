/** More addresses than this are no longer added to a neighbour. */
const MANY = 3000;
/** Doors within this many metres of each other are one piece. */
const NEAR_M = 90;

/**
 * List the chosen addresses, those of the chosen turfs among them.
 *
 * @param {import("./town.js").Town} town
 * @param {Choice} choice
 */
export function chosenRows(town, choice) {
    const rows = new Set(choice.rows);
    for (const id of choice.turfs) {
        for (const row of town.turfs.get(id)?.rows ?? []) {
            rows.add(row);
        }
    }
    return rows;
}

/**
 * Add up what is chosen.
 *
 * @param {import("./town.js").Town} town
 * @param {Choice} choice
 * @returns {Figures}
 */
export function figures(town, choice) {
    const rows = chosenRows(town, choice);
    const { target, unit, tolerance } = town.asked;
    const doors = doorsOf(town, rows);
    const minutes = minutesOf(town, rows);
    const load = unit === "doors" ? doors : minutes;
    return {
        addresses: rows.size,
        doors,
        minutes,
        turfs: rows.size ? Math.max(1, Math.round(load / target)) : 0,
        tooMuch: load > target * (1 + tolerance),
        pieces: pieces(town, rows),
    };
}

/**
 * @param {import("./town.js").Town} town
 * @param {Set<number>} rows
 */
function doorsOf(town, rows) {
    if (!town.buildings) {
        return 0;
    }
    let doors = 0;
    for (const row of rows) {
        doors += town.buildings.doors[row];
    }
    return doors;
}

/**
 * Estimate minutes: of a turf its share by doors, of other addresses the town's mean.
 *
 * @param {import("./town.js").Town} town
 * @param {Set<number>} rows
 */
function minutesOf(town, rows) {
    if (!town.buildings) {
        return 0;
    }
    let [spent, met] = [0, 0];
    for (const turf of town.turfs.values()) {
        spent += turf.minutes;
        met += turf.doors;
    }
    const mean = met ? spent / met : 2;
    let minutes = 0;
    for (const row of rows) {
        const turf = town.turfs.get(town.turfOf[row]);
        const each = turf?.doors && turf.minutes ? turf.minutes / turf.doors : mean;
        minutes += each * town.buildings.doors[row];
    }
    return minutes;
}

/**
 * Count the pieces that addresses fall into, where those near each other are one.
 *
 * @param {import("./town.js").Town} town
 * @param {Set<number>} rows
 */
export function pieces(town, rows) {
    const at = town.buildings;
    if (!at) {
        return rows.size ? 1 : 0;
    }
    const near = NEAR_M / at.metres;
    /** @type {Map<string, number[]>} */
    const cells = new Map();
    for (const row of rows) {
        const cell = `${Math.floor(at.x[row] / near)} ${Math.floor(at.y[row] / near)}`;
        cells.set(cell, [...(cells.get(cell) ?? []), row]);
    }
    const left = new Set(rows);
    let count = 0;
    for (const first of rows) {
        if (!left.delete(first)) {
            continue;
        }
        count += 1;
        const open = [first];
        while (open.length) {
            const row = /** @type {number} */ (open.pop());
            for (const other of beside(cells, at, row, near)) {
                if (left.delete(other)) {
                    open.push(other);
                }
            }
        }
    }
    return count;
}

/**
 * @param {Map<string, number[]>} cells
 * @param {Buildings} at
 * @param {number} row
 * @param {number} near
 */
function beside(cells, at, row, near) {
    const found = [];
    const [cx, cy] = [Math.floor(at.x[row] / near), Math.floor(at.y[row] / near)];
    for (let x = cx - 1; x <= cx + 1; x++) {
        for (let y = cy - 1; y <= cy + 1; y++) {
            for (const other of cells.get(`${x} ${y}`) ?? []) {
                if (Math.hypot(at.x[other] - at.x[row], at.y[other] - at.y[row]) <= near) {
                    found.push(other);
                }
            }
        }
    }
    return found;
}

/**
 * List the turfs that could take the choice: its nearest free neighbours.
 *
 * @param {import("./town.js").Town} town
 * @param {Set<number>} rows
 * @param {number} most
 */
export function neighbours(town, rows, most) {
    const at = town.buildings;
    if (!at || !rows.size || rows.size > MANY) {
        return [];
    }
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const row of rows) {
        left = Math.min(left, at.x[row]);
        top = Math.min(top, at.y[row]);
        right = Math.max(right, at.x[row]);
        bottom = Math.max(bottom, at.y[row]);
    }
    const far = (3 * NEAR_M) / at.metres;
    /** @type {Map<string, number>} */
    const away = new Map();
    for (let row = 0; row < at.count; row++) {
        const [x, y] = [at.x[row], at.y[row]];
        if (x < left - far || x > right + far || y < top - far || y > bottom + far) {
            continue;
        }
        const turf = town.turfs.get(town.turfOf[row]);
        if (turf?.state !== "" || rows.has(row)) {
            continue;
        }
        for (const one of rows) {
            const distance = Math.hypot(at.x[one] - x, at.y[one] - y);
            if (distance < Math.min(far, away.get(turf.id) ?? Infinity)) {
                away.set(turf.id, distance);
            }
        }
    }
    const order = [...away].sort((one, two) => one[1] - two[1]);
    return order.slice(0, most).map(([id]) => /** @type {Turf} */ (town.turfs.get(id)));
}
