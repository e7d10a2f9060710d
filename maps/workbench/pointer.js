import { place, within } from "./geometry.js";

/** Pixels between two points of a lasso. */
const STEP = 5;
/** Pixels of a press that is a touch, not a drag. */
const STILL = 6;

/**
 * @typedef {object} Hears
 * @property {(x: number, y: number, more: boolean) => void} touched
 * @property {(corners: number[], more: boolean) => void} enclosed
 * @property {() => void} changed the sketch is another one
 */

/** What a pointer draws on the map: a rectangle, a lasso, a polygon or a line. */
export class Pointer {
    /**
     * @param {L.Map} map
     * @param {Hears} hears
     */
    constructor(map, hears) {
        this.map = map;
        this.hears = hears;
        /** @type {string | null} */
        this.tool = null;
        /** @type {number[]} */
        this.corners = [];
        /** Where a drag began. @type {[number, number] | null} */
        this.from = null;
        /** Whether a drag has just ended: the click that follows is no touch. */
        this.ended = false;
        map.on("click", (event) => this.click(event));
        const ground = map.getContainer();
        ground.addEventListener("pointerdown", (event) => this.down(event));
        ground.addEventListener("pointermove", (event) => this.move(event));
        ground.addEventListener("pointerup", (event) => this.up(event));
        ground.addEventListener("pointercancel", () => this.take(this.tool));
        ground.addEventListener("contextmenu", (event) => event.preventDefault());
    }

    /** Whether the tool is drawn in one drag. */
    get dragged() {
        return this.tool === "rectangle" || this.tool === "lasso";
    }

    /** Whether the sketch encloses an area. */
    get closed() {
        return this.tool !== "line";
    }

    /**
     * Take a tool, or none; what was being drawn is gone.
     *
     * @param {string | null} tool
     */
    take(tool) {
        this.tool = tool;
        this.corners = [];
        this.from = null;
        this.map.dragging[this.dragged ? "disable" : "enable"]();
        this.map.getContainer().classList.toggle("drawing", tool !== null);
        this.hears.changed();
    }

    /** Take the last corner back. */
    back() {
        this.corners = this.corners.slice(0, -2);
        this.hears.changed();
    }

    /**
     * Have the polygon choose what it encloses.
     *
     * @param {boolean} more
     */
    finish(more) {
        const corners = this.corners;
        if (this.closed && corners.length > 4) {
            this.take(null);
            this.hears.enclosed(corners, more);
        }
    }

    /** @param {L.LeafletMouseEvent} event */
    click({ latlng, originalEvent }) {
        if (this.ended) {
            return;
        }
        const [x, y] = place(latlng.lat, latlng.lng);
        if (this.tool === null) {
            this.hears.touched(x, y, originalEvent.shiftKey);
        } else if (!this.dragged) {
            this.corners = [...this.corners, x, y];
            this.hears.changed();
        }
    }

    /** @param {PointerEvent} event */
    down(event) {
        this.ended = false;
        const target = /** @type {Element} */ (event.target);
        if (this.dragged && event.isPrimary && !target.closest(".leaflet-control")) {
            this.from = this.where(event);
            this.corners = [...this.from];
            this.map.getContainer().setPointerCapture(event.pointerId);
        }
    }

    /** @param {PointerEvent} event */
    move(event) {
        if (!this.from || !event.isPrimary) {
            return;
        }
        const [x, y] = this.where(event);
        const [left, top] = this.from;
        if (this.tool === "rectangle") {
            this.corners = [left, top, x, top, x, y, left, y];
        } else if (this.pixels(this.corners.slice(-2), [x, y]) >= STEP) {
            this.corners = [...this.corners, x, y];
        }
        this.hears.changed();
    }

    /** @param {PointerEvent} event */
    up(event) {
        if (!this.from || !event.isPrimary) {
            return;
        }
        const [corners, from] = [this.corners, this.from];
        this.ended = true;
        const large = this.pixels(from, this.where(event)) > STILL || corners.length > 12;
        this.take(large && corners.length > 4 ? null : this.tool);
        if (large && corners.length > 4) {
            this.hears.enclosed(corners, event.shiftKey);
        }
    }

    /**
     * @param {PointerEvent} event
     * @returns {[number, number]}
     */
    where(event) {
        const { lat, lng } = this.map.mouseEventToLatLng(event);
        return place(lat, lng);
    }

    /**
     * @param {number[]} one
     * @param {number[]} two
     */
    pixels(one, two) {
        return Math.hypot(one[0] - two[0], one[1] - two[1]) * 256 * 2 ** this.map.getZoom();
    }
}

/**
 * List the addresses that a sketch encloses.
 *
 * @param {Buildings} at
 * @param {number[]} corners
 */
export function enclosedRows(at, corners) {
    const found = [];
    for (let row = 0; row < at.count; row++) {
        if (within(corners, at.x[row], at.y[row])) {
            found.push(row);
        }
    }
    return found;
}
