import { folded } from "./words.js";

/** Lines shown. */
const MOST = 8;

/**
 * @typedef {object} Found
 * @property {"turf" | "street" | "building"} kind
 * @property {string} text
 * @property {string} id of a turf
 * @property {number[]} rows the addresses
 */

/**
 * Find turfs, streets and addresses by what is typed: all its words must begin one of theirs.
 *
 * @param {import("./town.js").Town} town
 * @param {string} typed
 * @returns {Found[]}
 */
export function search(town, typed) {
    const wanted = folded(typed).split(" ").filter(Boolean);
    const at = town.buildings;
    if (!wanted.length || !at) {
        return [];
    }
    /** @type {Found[]} */
    const found = [];
    for (const turf of town.turfs.values()) {
        if (wanted.length === 1 && folded(turf.id).startsWith(wanted[0])) {
            found.push({
                kind: "turf",
                text: `${turf.id} – ${turf.label}`,
                id: turf.id,
                rows: turf.rows,
            });
        }
    }
    const number = /^\d/.test(wanted[0]) ? wanted[0] : "";
    const rest = number ? wanted.slice(1) : wanted;
    at.streets.forEach((street, code) => {
        if (found.length < 4 * MOST && rest.length && matches(street, rest)) {
            found.push(...ofStreet(at, street, code, number));
        }
    });
    return found.slice(0, MOST);
}

/**
 * @param {Buildings} at
 * @param {string} street
 * @param {number} code
 * @param {string} number
 * @returns {Found[]}
 */
function ofStreet(at, street, code, number) {
    const rows = [];
    for (let row = 0; row < at.count; row++) {
        if (at.street[row] === code && (!number || folded(at.number[row]) === number)) {
            rows.push(row);
        }
    }
    if (!rows.length) {
        return [];
    }
    const text = number ? `${number} ${street}` : street;
    return [{ kind: number ? "building" : "street", text, id: "", rows }];
}

/**
 * @param {string} street
 * @param {string[]} wanted
 */
function matches(street, wanted) {
    const words = folded(street).split(" ");
    return wanted.every((part) => words.some((word) => word.startsWith(part)));
}
