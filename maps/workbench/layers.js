/** The layers as the app gives them: fetched once a version, afterwards only what differs. */
export class Layers {
    constructor() {
        /** @type {Map<string, Payload>} */
        this.held = new Map();
        /** @type {Map<string, Promise<Payload>>} */
        this.coming = new Map();
    }

    /**
     * Return a layer in a version.
     *
     * @param {string} name
     * @param {string} version
     * @param {string} [tile] of streets
     * @returns {Promise<Payload>}
     */
    async get(name, version, tile = "") {
        const key = `${name} ${tile}`;
        const held = this.held.get(key);
        if (held && (held.version === version || tile)) {
            return held;
        }
        const asked = `${key} ${version}`;
        const coming = this.coming.get(asked) ?? this.fetch(key, name, version, tile);
        this.coming.set(asked, coming);
        try {
            return await coming;
        } finally {
            this.coming.delete(asked);
        }
    }

    /**
     * @param {string} key
     * @param {string} name
     * @param {string} version
     * @param {string} tile
     */
    async fetch(key, name, version, tile) {
        const held = this.held.get(key);
        const asked = new URLSearchParams({ v: version });
        if (held && name === "turfs") {
            asked.set("since", held.version);
        }
        if (tile) {
            asked.set("tile", tile);
        }
        const answer = await fetch(`/layers/${name}?${asked}`);
        if (!answer.ok) {
            throw new Error(`${name}: ${answer.status}`);
        }
        /** @type {Payload} */
        const given = await answer.json();
        if (given.since && held) {
            const rows = { ...held.rows, ...given.rows };
            for (const gone of given.gone) {
                delete rows[gone];
            }
            given.rows = rows;
        }
        this.held.set(key, given);
        return given;
    }
}
