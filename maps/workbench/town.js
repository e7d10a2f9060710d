import { around, degrees, distance, inArea, places, ring, sums } from "./geometry.js";

/** Metres around the equator: one side of the unit square. */
const EQUATOR_M = 40_075_017;

/** What the layers hold, ready to be drawn and touched. */
export class Town {
    constructor() {
        /** @type {Map<string, Turf>} */
        this.turfs = new Map();
        /** What each row of the layer was read from, so that only new rows are read. */
        this.read = new Map();
        /** @type {{target: number, unit: "doors" | "minutes", tolerance: number}} */
        this.asked = { target: 50, unit: "doors", tolerance: 0.1 };
        /** @type {Buildings | null} */
        this.buildings = null;
        /** Turf of each address. @type {string[]} */
        this.turfOf = [];
        /** @type {Record<string, Area[]>} */
        this.areas = { bureaux: [], quartiers: [] };
        /** @type {{area: (Area | undefined)[], block: number[], side: number[]} | null} */
        this.blocks = null;
        /** @type {Map<string, Ring[]>} */
        this.barriers = new Map();
        /** @type {{main: Street[], lines: Record<string, Street>}} */
        this.ground = { main: [], lines: {} };
        /** @type {Map<string, Street[]>} */
        this.tiles = new Map();
    }

    /** @param {Payload} layer */
    takeTurfs(layer) {
        this.asked = layer.head;
        for (const id of this.turfs.keys()) {
            if (!(id in layer.rows)) {
                this.turfs.delete(id);
                this.read.delete(id);
            }
        }
        for (const [id, row] of Object.entries(layer.rows)) {
            if (this.read.get(id) === row) {
                continue;
            }
            const [outline, colour, label, doors, minutes, state, moves] = row;
            this.read.set(id, row);
            const area = asArea(id, label, outline);
            const rows = sums(moves);
            this.turfs.set(id, { ...area, colour, doors, minutes, state, rows });
        }
        this.turfOf = new Array(layer.head.buildings).fill("");
        for (const turf of this.turfs.values()) {
            for (const row of turf.rows) {
                this.turfOf[row] = turf.id;
            }
        }
    }

    /** @param {Payload} layer */
    takeBuildings({ head }) {
        const { x, y } = places(head.lat, head.lon);
        const [lat] = degrees(0, y.length ? y[0] : 0.5);
        const metres = EQUATOR_M * Math.cos((lat * Math.PI) / 180);
        this.buildings = { ...head, x, y, count: x.length, metres };
    }

    /** @param {Payload} layer */
    takeAreas({ name, rows }) {
        this.areas[name] = Object.entries(rows).map(([id, [label, outline]]) =>
            asArea(id, label, outline),
        );
    }

    /** @param {Payload} layer */
    takeBlocks({ head }) {
        /** @type {number[][][][]} */
        const outlines = head.blocks;
        const area = outlines.map((outline, i) => asArea(String(i), "", outline));
        this.blocks = { area, block: head.block, side: head.side };
    }

    /** @param {Payload} layer */
    takeBarriers({ rows }) {
        this.barriers = new Map(Object.entries(rows).map(([id, lines]) => [id, lines.map(ring)]));
    }

    /** @param {Payload} layer */
    takeGround({ head }) {
        this.ground.main = (head.streets ?? []).map(asStreet);
        for (const [kind, lines] of Object.entries(head.lines ?? {})) {
            this.ground.lines[kind] = asStreet(["", 0, lines]);
        }
    }

    /**
     * @param {string} tile
     * @param {Payload} layer
     */
    takeStreets(tile, { head }) {
        this.tiles.set(tile, (head.streets ?? []).map(asStreet));
    }

    /**
     * Find the turf at a place.
     *
     * @param {number} x
     * @param {number} y
     */
    turfAt(x, y) {
        for (const turf of this.turfs.values()) {
            if (inArea(turf, x, y)) {
                return turf;
            }
        }
        return null;
    }

    /**
     * Find the nearest address to a place, as its row; -1 where none is near.
     *
     * @param {number} x
     * @param {number} y
     * @param {number} far the farthest that is near
     */
    buildingAt(x, y, far) {
        let best = -1;
        let least = far;
        const at = this.buildings;
        for (let row = 0; at && row < at.count; row++) {
            if (Math.abs(at.x[row] - x) < least && Math.abs(at.y[row] - y) < least) {
                const away = Math.hypot(at.x[row] - x, at.y[row] - y);
                if (away < least) {
                    [best, least] = [row, away];
                }
            }
        }
        return best;
    }

    /**
     * Find the nearest barrier to a place.
     *
     * @param {number} x
     * @param {number} y
     * @param {number} far
     */
    barrierAt(x, y, far) {
        let best = null;
        let least = far;
        for (const [id, lines] of this.barriers) {
            const away = Math.min(...lines.map((line) => distance(line, x, y)));
            if (away < least) {
                [best, least] = [id, away];
            }
        }
        return best;
    }

    /**
     * Find the addresses that a touch takes.
     *
     * @param {string} kind
     * @param {number} x
     * @param {number} y
     * @param {number} far how far from an address a touch may be
     * @returns {number[]}
     */
    rowsAt(kind, x, y, far) {
        const at = this.buildings;
        if (!at) {
            return [];
        }
        if (kind === "bureau" || kind === "quartier") {
            const areas = this.areas[kind === "bureau" ? "bureaux" : "quartiers"];
            const area = areas.find((one) => inArea(one, x, y));
            const code = area ? at[`${kind}s`].indexOf(area.id) : -1;
            return code < 0 ? [] : rowsOf(at[kind], code);
        }
        if (kind === "block" && this.blocks) {
            const area = this.blocks.area.findIndex((one) => one && inArea(one, x, y));
            if (area >= 0) {
                return rowsOf(this.blocks.block, area);
            }
        }
        const row = this.buildingAt(x, y, kind === "building" ? far : 3 * far);
        if (row < 0 || kind === "building") {
            return row < 0 ? [] : [row];
        }
        const codes = kind === "street" ? at.street : this.blocks?.[/** @type {"side"} */ (kind)];
        return codes && codes[row] >= 0 ? rowsOf(codes, codes[row]) : [row];
    }
}

/**
 * @param {number[]} codes
 * @param {number} code
 */
export function rowsOf(codes, code) {
    const found = [];
    for (let row = 0; row < codes.length; row++) {
        if (codes[row] === code) {
            found.push(row);
        }
    }
    return found;
}

/**
 * @param {string} id
 * @param {string} label
 * @param {number[][][]} outline
 * @returns {Area}
 */
function asArea(id, label, outline) {
    const parts = outline.map((rings) => rings.map(ring));
    return { id, label, parts, box: around(parts.map((rings) => rings[0])) };
}

/**
 * @param {[string, number, number[][]]} row
 * @returns {Street}
 */
function asStreet([name, kind, chains]) {
    const lines = chains.map(ring);
    return { name, kind, lines, boxes: lines.map((line) => around([line])) };
}
