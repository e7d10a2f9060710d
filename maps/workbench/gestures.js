/**
 * Every gesture of the map, once: what buttons there are, and what each needs to be possible.
 * Words stand under these names in the table of words; Python does the acts of these names.
 */

/**
 * @typedef {object} State
 * @property {Choice} choice
 * @property {number} free how many of the chosen addresses are in no locked turf
 * @property {Turf[]} turfs the chosen turfs
 * @property {{undo: boolean, redo: boolean}} history
 * @property {number} corners how many corners are drawn
 */

/** What a touch takes. */
export const TOUCH = [
    "turf",
    "building",
    "street",
    "side",
    "block",
    "bureau",
    "quartier",
    "barrier",
];

/** What is drawn: the first three choose the addresses inside, a line is to be a barrier. */
export const DRAW = ["rectangle", "lasso", "polygon", "line"];

/** What changes the choice or the view. */
export const HELP = ["more", "finish", "corner_back", "escape", "clear", "search", "whole_town"];

/**
 * What is done to the campaign: by name, whether it is possible.
 *
 * @type {Record<string, (state: State) => boolean>}
 */
export const ACTS = {
    make: ({ free }) => free > 0,
    add: ({ free }) => free > 0,
    cut: ({ free }) => free > 1,
    leave_out: ({ free }) => free > 0,
    merge: ({ turfs }) => turfs.length > 1 && turfs.every(isFree),
    split: ({ turfs }) => turfs.length === 1 && turfs.every(isFree),
    lock: ({ turfs }) => turfs.some(isFree),
    unlock: ({ turfs }) => turfs.length > 0 && turfs.every((turf) => turf.state === "locked"),
    publish: ({ turfs }) => turfs.some((turf) => turf.state !== "published"),
    withdraw: ({ turfs }) => turfs.length > 0 && turfs.every((turf) => turf.state === "published"),
    bar: ({ corners }) => corners > 1,
    unbar: ({ choice }) => choice.barrier !== null,
    undo: ({ history }) => history.undo,
    redo: ({ history }) => history.redo,
};

/** @param {Turf} turf */
function isFree(turf) {
    return turf.state === "";
}

/** Every gesture by one name: what a test is asked for. */
export const GESTURES = [
    ...TOUCH.map((kind) => `touch_${kind}`),
    ...DRAW.map((tool) => `draw_${tool}`),
    ...HELP,
    ...Object.keys(ACTS),
];
