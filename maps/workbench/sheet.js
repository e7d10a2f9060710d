import { meet } from "./geometry.js";
import { streetLabels, turfLabels } from "./labels.js";

/** Share of the map drawn beyond each of its edges, so that a drag shows no gap. */
const MARGIN = 0.25;
/** From these zooms on. */
const ADDRESSES = 15.5;
const STREETS = 14;
/** Light, told apart by the colour-blind: ColorBrewer Set3 and Pastel1. */
const FILLS = [
    "#8dd3c7",
    "#ffffb3",
    "#bebada",
    "#fb9a8f",
    "#80b1d3",
    "#fdb462",
    "#b3de69",
    "#fccde5",
    "#d9d9d9",
    "#ccebc5",
];
const CHOSEN = "#b30059";
const LINES = /** @type {const} */ ({
    water: ["#7fb2d9", 3],
    rail: ["#8b8b8b", 1.5],
    motorway: ["#c9a26b", 3],
});

/**
 * @typedef {object} Look
 * @property {Choice} choice
 * @property {Set<number>} rows the chosen addresses
 * @property {number[]} sketch corners of what is being drawn
 * @property {boolean} closed whether they enclose an area
 * @property {string} touch what a touch takes
 */

/** One canvas under the map's controls: all that the town is, drawn at once. */
export class Sheet {
    /**
     * @param {L.Map} map
     * @param {import("./town.js").Town} town
     * @param {Look} look
     */
    constructor(map, town, look) {
        this.map = map;
        this.town = town;
        this.look = look;
        this.canvas = document.createElement("canvas");
        this.canvas.className = "workbench-sheet";
        map.getPanes().overlayPane.appendChild(this.canvas);
        map.on("moveend zoomend resize viewreset", () => this.draw());
        this.wanted = 0;
        this.scale = 1;
        this.left = 0;
        this.top = 0;
    }

    /** Draw soon, once however often it is asked for. */
    ask() {
        cancelAnimationFrame(this.wanted);
        this.wanted = requestAnimationFrame(() => this.draw());
    }

    draw() {
        const size = this.map.getSize();
        if (!size.x || !size.y) {
            return;
        }
        const [w, h] = [size.x * (1 + 2 * MARGIN), size.y * (1 + 2 * MARGIN)];
        const corner = L.point(-size.x * MARGIN, -size.y * MARGIN);
        const ratio = window.devicePixelRatio || 1;
        L.DomUtil.setPosition(this.canvas, this.map.containerPointToLayerPoint(corner));
        this.canvas.width = w * ratio;
        this.canvas.height = h * ratio;
        this.canvas.style.width = `${w}px`;
        this.canvas.style.height = `${h}px`;
        const pen = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
        pen.scale(ratio, ratio);
        pen.lineJoin = "round";
        this.zoom = this.map.getZoom();
        this.scale = 256 * 2 ** this.zoom;
        const bounds = this.map.getPixelBounds();
        const min = /** @type {L.Point} */ (bounds.min);
        this.left = min.x - size.x * MARGIN;
        this.top = min.y - size.y * MARGIN;
        /** @type {Box} */
        this.box = [
            this.left / this.scale,
            this.top / this.scale,
            (this.left + w) / this.scale,
            (this.top + h) / this.scale,
        ];
        this.paint(pen);
        this.canvas.dataset.drawn = String(Number(this.canvas.dataset.drawn ?? 0) + 1);
    }

    /** @param {CanvasRenderingContext2D} pen */
    paint(pen) {
        const zoom = this.map.getZoom();
        this.fills(pen);
        this.streets(pen, zoom);
        this.turfEdges(pen, zoom);
        this.areas(pen, zoom);
        this.barriers(pen);
        if (zoom >= ADDRESSES) {
            this.addresses(pen, zoom);
        }
        this.chosen(pen, zoom);
        turfLabels(pen, this, zoom, streetLabels(pen, this, zoom));
        this.sketch(pen);
    }

    /**
     * Give the pixels of a place on the canvas.
     *
     * @param {number} x
     * @param {number} y
     * @returns {[number, number]}
     */
    at(x, y) {
        return [x * this.scale - this.left, y * this.scale - this.top];
    }

    /** @param {Box} box */
    seen(box) {
        return meet(box, /** @type {Box} */ (this.box));
    }

    /**
     * @param {CanvasRenderingContext2D | Path2D} path
     * @param {Ring} corners
     */
    trace(path, corners) {
        for (let i = 0; i < corners.length; i += 2) {
            const [x, y] = this.at(corners[i], corners[i + 1]);
            if (i) {
                path.lineTo(x, y);
            } else {
                path.moveTo(x, y);
            }
        }
    }

    /**
     * @param {Area} area
     * @param {Path2D} path
     */
    outline(area, path) {
        for (const rings of area.parts) {
            for (const corners of rings) {
                this.trace(path, corners);
                path.closePath();
            }
        }
    }

    /** @param {CanvasRenderingContext2D} pen */
    fills(pen) {
        /** @type {Map<number, Path2D>} */
        const paths = new Map();
        for (const turf of this.town.turfs.values()) {
            if (this.seen(turf.box)) {
                const path = paths.get(turf.colour) ?? new Path2D();
                paths.set(turf.colour, path);
                this.outline(turf, path);
            }
        }
        pen.globalAlpha = 0.6;
        for (const [colour, path] of paths) {
            pen.fillStyle = FILLS[colour % FILLS.length];
            pen.fill(path, "evenodd");
        }
        pen.globalAlpha = 1;
    }

    /**
     * @param {CanvasRenderingContext2D} pen
     * @param {number} zoom
     */
    streets(pen, zoom) {
        for (const [kind, [colour, width]] of Object.entries(LINES)) {
            const lines = this.town.ground.lines[kind];
            if (lines) {
                this.line(pen, [lines], colour, width);
            }
        }
        const near = zoom >= STREETS ? [...this.town.tiles.values()].flat() : [];
        const all = near.length ? near : this.town.ground.main;
        const widths = [Math.max(1, (zoom - 11) * 1.1), Math.max(0.5, (zoom - 13) * 0.9), 0.7];
        for (const kind of [2, 1, 0]) {
            const these = all.filter((street) => street.kind === kind);
            this.line(pen, these, kind === 2 ? "#b9b2a4" : "#ffffff", widths[kind]);
        }
    }

    /**
     * @param {CanvasRenderingContext2D} pen
     * @param {Street[]} streets
     * @param {string} colour
     * @param {number} width
     */
    line(pen, streets, colour, width) {
        const path = new Path2D();
        for (const street of streets) {
            street.lines.forEach((line, i) => {
                if (this.seen(street.boxes[i])) {
                    this.trace(path, line);
                }
            });
        }
        pen.strokeStyle = colour;
        pen.lineWidth = width;
        pen.stroke(path);
    }

    /**
     * @param {CanvasRenderingContext2D} pen
     * @param {number} zoom
     */
    turfEdges(pen, zoom) {
        const [free, fixed] = [new Path2D(), new Path2D()];
        for (const turf of this.town.turfs.values()) {
            if (this.seen(turf.box)) {
                this.outline(turf, turf.state ? fixed : free);
            }
        }
        pen.strokeStyle = "#37474f";
        pen.lineWidth = zoom < 13.5 ? 0.4 : 1.2;
        pen.stroke(free);
        pen.strokeStyle = "#111111";
        pen.lineWidth = zoom < 13.5 ? 1 : 2.5;
        pen.setLineDash([2, 4]);
        pen.stroke(fixed);
        pen.setLineDash([]);
    }

    /**
     * @param {CanvasRenderingContext2D} pen
     * @param {number} zoom
     */
    areas(pen, zoom) {
        const { touch } = this.look;
        const blocks = touch === "block" && zoom >= STREETS ? this.town.blocks?.area : [];
        const found = (blocks ?? []).filter((one) => one !== undefined);
        this.edges(pen, found, "#6d4c41", 0.8, [3, 3]);
        const strong = touch === "bureau" ? 3 : 1.4;
        this.edges(pen, this.town.areas.bureaux, "#3a3a3a", strong, [6, 5]);
        const wide = touch === "quartier" ? 4 : 2.5;
        this.edges(pen, this.town.areas.quartiers, "#c2702c", wide, []);
    }

    /**
     * @param {CanvasRenderingContext2D} pen
     * @param {Area[]} areas
     * @param {string} colour
     * @param {number} width
     * @param {number[]} dash
     */
    edges(pen, areas, colour, width, dash) {
        const path = new Path2D();
        for (const area of areas) {
            if (this.seen(area.box)) {
                this.outline(area, path);
            }
        }
        pen.strokeStyle = colour;
        pen.lineWidth = width;
        pen.setLineDash(dash);
        pen.globalAlpha = 0.75;
        pen.stroke(path);
        pen.globalAlpha = 1;
        pen.setLineDash([]);
    }

    /** @param {CanvasRenderingContext2D} pen */
    barriers(pen) {
        for (const [id, lines] of this.town.barriers) {
            const path = new Path2D();
            for (const line of lines) {
                this.trace(path, line);
            }
            pen.strokeStyle = id === this.look.choice.barrier ? CHOSEN : "#d32f2f";
            pen.lineWidth = id === this.look.choice.barrier ? 6 : 3.5;
            pen.stroke(path);
        }
    }

    /**
     * @param {CanvasRenderingContext2D} pen
     * @param {number} zoom
     */
    addresses(pen, zoom) {
        const at = this.town.buildings;
        if (!at) {
            return;
        }
        const base = zoom >= 17 ? 2.2 : 1.4;
        const [inside, outside] = [new Path2D(), new Path2D()];
        const [left, top, right, bottom] = /** @type {Box} */ (this.box);
        for (let row = 0; row < at.count; row++) {
            const [wx, wy] = [at.x[row], at.y[row]];
            if (wx > left && wx < right && wy > top && wy < bottom) {
                const [x, y] = this.at(wx, wy);
                const r = base + Math.min(6, Math.sqrt(at.doors[row]) * 0.8);
                const path = this.town.turfOf[row] ? inside : outside;
                path.moveTo(x + r, y);
                path.arc(x, y, r, 0, 7);
            }
        }
        pen.fillStyle = "#37474f";
        pen.fill(inside);
        pen.fillStyle = "#d84315";
        pen.fill(outside);
    }

    /**
     * @param {CanvasRenderingContext2D} pen
     * @param {number} zoom
     */
    chosen(pen, zoom) {
        const path = new Path2D();
        for (const id of this.look.choice.turfs) {
            const turf = this.town.turfs.get(id);
            if (turf) {
                this.outline(turf, path);
            }
        }
        pen.fillStyle = `${CHOSEN}33`;
        pen.fill(path, "evenodd");
        pen.strokeStyle = CHOSEN;
        pen.lineWidth = 3;
        pen.stroke(path);
        const at = this.town.buildings;
        if (!at) {
            return;
        }
        const dots = new Path2D();
        const r = zoom >= 16 ? 5 : zoom >= 14 ? 3 : 1.5;
        for (const row of this.look.choice.rows) {
            const [x, y] = this.at(at.x[row], at.y[row]);
            dots.moveTo(x + r, y);
            dots.arc(x, y, r, 0, 7);
        }
        pen.fillStyle = CHOSEN;
        pen.fill(dots);
        pen.lineWidth = 1;
        pen.strokeStyle = "#ffffff";
        pen.stroke(dots);
    }

    /** @param {CanvasRenderingContext2D} pen */
    sketch(pen) {
        const corners = this.look.sketch;
        if (!corners.length) {
            return;
        }
        const path = new Path2D();
        this.trace(path, Float64Array.from(corners));
        if (this.look.closed && corners.length > 4) {
            path.closePath();
            pen.fillStyle = `${CHOSEN}22`;
            pen.fill(path);
        }
        pen.strokeStyle = CHOSEN;
        pen.lineWidth = 2.5;
        pen.setLineDash([6, 5]);
        pen.stroke(path);
        pen.setLineDash([]);
        pen.fillStyle = "#ffffff";
        for (let i = 0; corners.length < 40 && i < corners.length; i += 2) {
            const [x, y] = this.at(corners[i], corners[i + 1]);
            pen.beginPath();
            pen.arc(x, y, 4, 0, 7);
            pen.fill();
            pen.lineWidth = 2;
            pen.stroke();
        }
    }
}
