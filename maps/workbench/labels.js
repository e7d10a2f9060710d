/** From these zooms on. */
const STREET_NAMES = 15;
const MAIN_NAMES = 13.5;
const TURF_NAMES = 14.5;
/** Between two names, pixels. */
const APART = 4;
/** A name again along the same street, pixels. */
const AGAIN = 420;
/** A street may turn this much under its name, radians. */
const BEND = 0.6;

/**
 * Boxes that names stand in: none over another.
 */
class Taken {
    constructor() {
        /** @type {Box[]} */
        this.boxes = [];
    }

    /**
     * Take a box if it is free.
     *
     * @param {Box} box
     */
    take([left, top, right, bottom]) {
        const free = this.boxes.every(
            (box) => right < box[0] || left > box[2] || bottom < box[1] || top > box[3],
        );
        if (free) {
            this.boxes.push([left - APART, top - APART, right + APART, bottom + APART]);
        }
        return free;
    }
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {string} text
 * @param {number} x
 * @param {number} y
 */
function write(pen, text, x, y) {
    pen.lineWidth = 3;
    pen.strokeStyle = "rgba(255, 255, 255, 0.9)";
    pen.strokeText(text, x, y);
    pen.fillText(text, x, y);
}

/**
 * Write the ids of turfs where they have room; what is chosen first.
 *
 * @param {CanvasRenderingContext2D} pen
 * @param {import("./sheet.js").Sheet} sheet
 * @param {number} zoom
 * @param {Taken} taken
 */
export function turfLabels(pen, sheet, zoom, taken) {
    const { choice } = sheet.look;
    pen.font = "600 12px system-ui, sans-serif";
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillStyle = "#1b2a33";
    const turfs = [...sheet.town.turfs.values()].filter(
        (turf) => sheet.seen(turf.box) && (zoom >= TURF_NAMES || choice.turfs.has(turf.id)),
    );
    turfs.sort((a, b) => Number(choice.turfs.has(b.id)) - Number(choice.turfs.has(a.id)));
    for (const turf of turfs) {
        const [left, top] = sheet.at(turf.box[0], turf.box[1]);
        const [right, bottom] = sheet.at(turf.box[2], turf.box[3]);
        const x = (left + right) / 2;
        const text = `${turf.id} · ${turf.doors}`;
        const half = pen.measureText(text).width / 2;
        const room = right - left > half || choice.turfs.has(turf.id);
        // beside the name of a street rather than not at all
        const aside = [0, -16, 16, -30, 30].map((by) => (top + bottom) / 2 + by);
        const y = room && aside.find((at) => taken.take([x - half, at - 7, x + half, at + 7]));
        if (y) {
            write(pen, text, x, y);
        }
    }
}

/**
 * Write the names of streets along them, where they find room.
 *
 * @param {CanvasRenderingContext2D} pen
 * @param {import("./sheet.js").Sheet} sheet
 * @param {number} zoom
 */
export function streetLabels(pen, sheet, zoom) {
    const taken = new Taken();
    if (zoom < MAIN_NAMES) {
        return taken;
    }
    const all = zoom >= STREET_NAMES ? [...sheet.town.tiles.values()].flat() : [];
    const streets = all.length ? all : sheet.town.ground.main;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillStyle = "#3b3b3b";
    let written = 0;
    for (const street of [...streets].sort((a, b) => a.kind - b.kind)) {
        if (!street.name) {
            continue;
        }
        pen.font = `${street.kind ? 400 : 600} ${zoom >= 17 ? 12 : 11}px system-ui, sans-serif`;
        street.lines.forEach((line, i) => {
            if (sheet.seen(street.boxes[i])) {
                written += along(pen, sheet, street.name, line, taken);
            }
        });
    }
    sheet.canvas.dataset.names = String(written);
    return taken;
}

/**
 * Write a name along a line, again and again as far as it is long.
 *
 * @param {CanvasRenderingContext2D} pen
 * @param {import("./sheet.js").Sheet} sheet
 * @param {string} name
 * @param {Ring} line
 * @param {Taken} taken
 */
function along(pen, sheet, name, line, taken) {
    /** @type {[number, number][]} */
    const points = [];
    const lengths = [0];
    for (let i = 0; i < line.length; i += 2) {
        const point = sheet.at(line[i], line[i + 1]);
        const before = points[points.length - 1];
        if (before) {
            const step = Math.hypot(point[0] - before[0], point[1] - before[1]);
            lengths.push(lengths[lengths.length - 1] + step);
        }
        points.push(point);
    }
    const width = pen.measureText(name).width;
    const length = lengths[lengths.length - 1];
    let written = 0;
    for (let from = (length % AGAIN) / 2 - width / 2; from + width < length; from += AGAIN) {
        if (from >= 0 && writeAt(pen, name, points, lengths, from, width, taken)) {
            written += 1;
        }
    }
    if (!written && length > width) {
        const from = (length - width) / 2;
        written += Number(writeAt(pen, name, points, lengths, from, width, taken));
    }
    return written;
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {string} name
 * @param {[number, number][]} points
 * @param {number[]} lengths
 * @param {number} from
 * @param {number} width
 * @param {Taken} taken
 */
function writeAt(pen, name, points, lengths, from, width, taken) {
    const [start, middle, end] = [0, 0.5, 1].map((s) => at(points, lengths, from + s * width));
    let angle = Math.atan2(end[1] - start[1], end[0] - start[0]);
    const half = Math.atan2(middle[1] - start[1], middle[0] - start[0]);
    const turn = Math.abs(((angle - half + 3 * Math.PI) % (2 * Math.PI)) - Math.PI);
    if (turn > BEND / 2) {
        return false;
    }
    if (Math.abs(angle) > Math.PI / 2) {
        angle += Math.PI;
    }
    const [x, y] = [(start[0] + end[0]) / 2, (start[1] + end[1]) / 2];
    const [w, h] = [
        (Math.abs(Math.cos(angle)) * width + 12 * Math.abs(Math.sin(angle))) / 2,
        (Math.abs(Math.sin(angle)) * width + 12 * Math.abs(Math.cos(angle))) / 2,
    ];
    if (!taken.take([x - w, y - h, x + w, y + h])) {
        return false;
    }
    pen.save();
    pen.translate(x, y);
    pen.rotate(angle);
    write(pen, name, 0, 0);
    pen.restore();
    return true;
}

/**
 * Give the point that lies so far along a line.
 *
 * @param {[number, number][]} points
 * @param {number[]} lengths
 * @param {number} far
 * @returns {[number, number]}
 */
function at(points, lengths, far) {
    let i = 1;
    while (i < lengths.length - 1 && lengths[i] < far) {
        i += 1;
    }
    const part = (far - lengths[i - 1]) / (lengths[i] - lengths[i - 1] || 1);
    const [ax, ay] = points[i - 1];
    const [bx, by] = points[i];
    return [ax + part * (bx - ax), ay + part * (by - ay)];
}
