import { chosenRows, figures, neighbours } from "./choice.js";
import { degrees } from "./geometry.js";
import { Layers } from "./layers.js";
import { element, Panel } from "./panel.js";
import { enclosedRows, Pointer } from "./pointer.js";
import { search } from "./search.js";
import { Sheet } from "./sheet.js";
import { Town } from "./town.js";

/** Where Leaflet's own files are served. */
const LEAFLET = "/assets/leaflet";
/** Tiles of streets: this zoom, fetched from that zoom of the view on. */
const [TILE, STREETS] = [14, 14.5];
/** Pixels around a touch. */
const FAR = 22;
/** Between two looks for what others changed, milliseconds. */
const LOOK_MS = 5000;
/** The neighbours that are offered to take a choice. */
const OFFERED = 3;

/** The map of each place on a page, made once. @type {WeakMap<HTMLElement, Promise<Workbench>>} */
const made = new WeakMap();

/**
 * Show what Python gives: make the map the first time, afterwards only fetch what changed.
 *
 * @param {Component} component
 */
export async function show(component) {
    const { parentElement } = component;
    const making = made.get(parentElement) ?? begin(component);
    made.set(parentElement, making);
    const workbench = await making;
    await workbench.take(component);
}

/** @param {Component} component */
async function begin({ data, parentElement }) {
    await leaflet();
    const answer = await fetch(data.words);
    const words = await answer.json();
    const root = /** @type {HTMLElement} */ (parentElement.querySelector(".workbench"));
    return new Workbench(root, words, data.spoken);
}

/** Load Leaflet from the app itself, unless it is there. */
function leaflet() {
    if (window.L) {
        return Promise.resolve();
    }
    const style = element("link");
    style.rel = "stylesheet";
    style.href = `${LEAFLET}.css`;
    const script = element("script");
    script.src = `${LEAFLET}.js`;
    document.head.append(style, script);
    return new Promise((resolve, reject) => {
        script.onload = () => resolve(undefined);
        script.onerror = reject;
    });
}

/** The map, what is chosen on it, and the panel beside it. */
class Workbench {
    /**
     * @param {HTMLElement} root
     * @param {Record<string, string>} words
     * @param {"fr" | "en"} spoken
     */
    constructor(root, words, spoken) {
        this.root = root;
        this.words = words;
        this.town = new Town();
        this.layers = new Layers();
        /** @type {Component | null} */
        this.component = null;
        /** @type {Record<string, string>} */
        this.versions = {};
        /** @type {Choice} */
        this.choice = { turfs: new Set(), rows: new Set(), barrier: null };
        /** @type {import("./sheet.js").Look} */
        this.look = {
            choice: this.choice,
            rows: new Set(),
            sketch: [],
            closed: true,
            touch: "turf",
        };
        this.more = false;
        this.nth = 0;
        this.busy = false;
        this.fitted = false;
        const ground = element("div", "workbench-map");
        this.panel = new Panel(words, spoken, {
            touch: (kind) => this.touchKind(kind),
            draw: (tool) => this.takeTool(tool),
            act: (name, into) => this.act(name, into),
            help: (name) => this.help(name),
            search: (typed) => search(this.town, typed),
            go: (found) => this.go(found),
        });
        root.replaceChildren(ground, this.panel.root);
        this.map = L.map(ground, {
            zoomAnimation: false,
            fadeAnimation: false,
            boxZoom: false,
            doubleClickZoom: false,
            zoomSnap: 0.25,
            maxZoom: 20,
            minZoom: 8,
            zoomControl: false,
        });
        L.control.zoom({ position: "topright" }).addTo(this.map);
        this.map.attributionControl.setPrefix(false).addAttribution(words.credit);
        this.map.setView([46.5, 2.5], 8);
        this.sheet = new Sheet(this.map, this.town, this.look);
        this.pointer = new Pointer(this.map, {
            touched: (x, y, more) => this.touched(x, y, more),
            enclosed: (corners, more) => this.enclosed(corners, more),
            changed: () => this.refresh(),
        });
        this.map.on("moveend", () => this.fetchStreets());
        new ResizeObserver(() => this.map.invalidateSize()).observe(ground);
        document.addEventListener("keydown", (event) => this.key(event));
        this.looking = window.setInterval(() => this.lookAgain(), LOOK_MS);
        window.workbench = this;
    }

    /**
     * Take over what Python gives at this run of the page.
     *
     * @param {Component} component
     */
    async take(component) {
        const { data } = component;
        const first = this.component === null;
        this.component = component;
        this.history = data.history;
        if (first && data.chosen) {
            this.add(data.chosen.turfs, data.chosen.rows);
        }
        if (data.said && data.said.nth >= this.nth) {
            this.nth = data.said.nth;
            this.busy = false;
            if (data.said.kind === "done") {
                this.forget();
            }
        }
        await this.fetchLayers(data.versions);
        if (!this.busy) {
            this.panel.say(data.said, data.history.last);
            this.root.dataset.nth = String(data.said?.nth ?? 0);
        }
        this.refresh();
    }

    /** @param {Record<string, string>} versions */
    async fetchLayers(versions) {
        const changed = Object.keys(versions).filter(
            (name) => versions[name] !== this.versions[name],
        );
        this.versions = versions;
        const wanted = changed.filter((name) => name !== "streets" && name !== "blocks");
        if (changed.includes("buildings")) {
            this.choice.rows.clear();
            this.town.blocks = null;
        }
        if (changed.includes("streets")) {
            this.town.tiles.clear();
        }
        await Promise.all(
            wanted.map(async (name) => this.keep(await this.layers.get(name, versions[name]))),
        );
        for (const turf of this.choice.turfs) {
            if (!this.town.turfs.has(turf)) {
                this.choice.turfs.delete(turf);
            }
        }
        if (!this.fitted && this.town.buildings?.count) {
            this.fitted = true;
            this.help("whole_town");
        }
        await this.fetchStreets();
        this.root.dataset.state = "ready";
        this.root.dataset.turfs = versions.turfs;
        this.refresh();
    }

    /** @param {Payload} layer */
    keep(layer) {
        if (layer.name === "turfs") {
            this.town.takeTurfs(layer);
        } else if (layer.name === "buildings") {
            this.town.takeBuildings(layer);
        } else if (layer.name === "barriers") {
            this.town.takeBarriers(layer);
        } else if (layer.name === "ground") {
            this.town.takeGround(layer);
        } else if (layer.name in this.town.areas) {
            this.town.takeAreas(layer);
        }
    }

    async fetchBlocks() {
        if (!this.town.blocks && this.versions.blocks) {
            this.town.takeBlocks(await this.layers.get("blocks", this.versions.blocks));
            this.sheet.ask();
        }
    }

    /** Fetch the streets that are in view, and those around it. */
    async fetchStreets() {
        if (!this.versions.streets || this.map.getZoom() < STREETS) {
            return;
        }
        const bounds = this.map.getBounds().pad(0.2);
        const least = this.map.project(bounds.getNorthWest(), TILE).divideBy(256).floor();
        const most = this.map.project(bounds.getSouthEast(), TILE).divideBy(256).floor();
        const coming = [];
        for (let x = least.x; x <= most.x; x++) {
            for (let y = least.y; y <= most.y; y++) {
                const tile = `${x}-${y}`;
                if (!this.town.tiles.has(tile)) {
                    this.town.tiles.set(tile, []);
                    coming.push(this.fetchTile(tile));
                }
            }
        }
        if (coming.length) {
            await Promise.all(coming);
            this.sheet.ask();
        }
    }

    /** @param {string} tile */
    async fetchTile(tile) {
        this.town.takeStreets(tile, await this.layers.get("streets", this.versions.streets, tile));
    }

    /** See what others changed, while nothing is under way here. */
    async lookAgain() {
        if (!this.root.isConnected) {
            window.clearInterval(this.looking);
        }
        if (this.busy || document.hidden || !this.root.isConnected) {
            return;
        }
        const answer = await fetch("/layers").catch(() => null);
        if (answer?.ok) {
            await this.fetchLayers(await answer.json());
        }
    }

    /** @param {string} kind */
    async touchKind(kind) {
        this.look.touch = kind;
        this.pointer.take(null);
        if (kind === "block" || kind === "side") {
            await this.fetchBlocks();
        }
    }

    /** @param {string} tool */
    takeTool(tool) {
        this.pointer.take(this.pointer.tool === tool ? null : tool);
    }

    /**
     * @param {number} x
     * @param {number} y
     * @param {boolean} shift
     */
    async touched(x, y, shift) {
        const kind = this.look.touch;
        const far = FAR / this.sheet.scale;
        if (kind === "block" || kind === "side") {
            await this.fetchBlocks();
        }
        const { turfs, rows, barrier } = this.choice;
        const before = { turfs: new Set(turfs), rows: new Set(rows), barrier };
        const more = shift || this.more;
        if (!more) {
            this.forget();
        }
        this.toggle(kind, x, y, far, before, more);
        this.chosenAnew();
    }

    /**
     * Choose what is at a place; touched again, it is let go: from among others only if more is
     * being chosen.
     *
     * @param {string} kind
     * @param {number} x
     * @param {number} y
     * @param {number} far
     * @param {Choice} before
     * @param {boolean} more
     */
    toggle(kind, x, y, far, before, more) {
        if (kind === "barrier") {
            const barrier = this.town.barrierAt(x, y, far);
            this.choice.barrier = barrier === before.barrier ? null : barrier;
        } else if (kind === "turf") {
            const turf = this.town.turfAt(x, y);
            const had = turf && before.turfs.has(turf.id) && (more || before.turfs.size === 1);
            if (turf) {
                this.choice.turfs[had ? "delete" : "add"](turf.id);
            }
        } else {
            const rows = this.town.rowsAt(kind, x, y, far);
            const alone = more || before.rows.size === rows.length;
            const had = alone && rows.every((row) => before.rows.has(row));
            for (const row of rows) {
                this.choice.rows[had ? "delete" : "add"](row);
            }
        }
    }

    /**
     * @param {number[]} corners
     * @param {boolean} shift
     */
    enclosed(corners, shift) {
        if (!(shift || this.more)) {
            this.forget();
        }
        this.add([], this.town.buildings ? enclosedRows(this.town.buildings, corners) : []);
        this.chosenAnew();
    }

    /**
     * Choose more.
     *
     * @param {string[]} turfs
     * @param {number[]} rows
     */
    add(turfs, rows) {
        for (const turf of turfs) {
            this.choice.turfs.add(turf);
        }
        for (const row of rows) {
            this.choice.rows.add(row);
        }
    }

    /** Choose nothing. */
    forget() {
        this.choice.turfs.clear();
        this.choice.rows.clear();
        this.choice.barrier = null;
    }

    /** Show another choice at once, and tell Python of it a little later. */
    chosenAnew() {
        this.refresh();
        window.clearTimeout(this.telling);
        this.telling = window.setTimeout(() => {
            const { turfs, rows } = this.choice;
            this.component?.setStateValue("chosen", { turfs: [...turfs], rows: [...rows] });
        }, 400);
    }

    /** @param {string} name */
    help(name) {
        if (name === "more") {
            this.more = !this.more;
        } else if (name === "finish") {
            this.pointer.finish(false);
        } else if (name === "corner_back") {
            this.pointer.back();
        } else if (name === "escape") {
            this.pointer.take(null);
        } else if (name === "clear") {
            this.forget();
            this.chosenAnew();
        } else if (name === "whole_town") {
            this.fit(this.town.buildings ? [...this.town.buildings.x.keys()] : []);
        }
        this.refresh();
    }

    /** @param {KeyboardEvent} event */
    key(event) {
        const target = /** @type {Element} */ (event.target);
        if (!this.root.isConnected || target.closest("input, textarea, select")) {
            return;
        }
        if (event.key === "Escape") {
            this.help(this.pointer.tool ? "escape" : "clear");
        } else if (event.key === "Backspace" && this.pointer.corners.length) {
            this.help("corner_back");
        } else if (event.key === "Enter" && this.pointer.tool === "polygon") {
            this.pointer.finish(event.shiftKey);
        }
    }

    /** @param {import("./search.js").Found} found */
    go(found) {
        this.forget();
        if (found.kind === "turf") {
            this.add([found.id], []);
        } else {
            this.add([], found.rows);
        }
        this.fit(found.rows);
        this.chosenAnew();
    }

    /**
     * Show some addresses.
     *
     * @param {number[]} rows
     */
    fit(rows) {
        const at = this.town.buildings;
        if (at && rows.length) {
            const bounds = L.latLngBounds(rows.map((row) => degrees(at.x[row], at.y[row])));
            this.map.fitBounds(bounds, { padding: [24, 24], maxZoom: 17.5, animate: false });
        }
    }

    /**
     * Have Python do something with the choice, once.
     *
     * @param {string} name
     * @param {string} [into]
     */
    act(name, into = "") {
        if (this.busy || !this.component) {
            return;
        }
        const line = [];
        const { corners } = this.pointer;
        for (let i = 0; name === "bar" && i < corners.length; i += 2) {
            line.push(degrees(corners[i], corners[i + 1]));
        }
        this.busy = true;
        this.nth += 1;
        this.panel.wait();
        this.component.setTriggerValue("act", {
            name,
            into,
            line,
            nth: this.nth,
            turfs: [...this.choice.turfs],
            rows: ["make", "add", "cut", "leave_out"].includes(name)
                ? [...chosenRows(this.town, this.choice)]
                : [],
            buildings: this.versions.buildings,
            barrier: this.choice.barrier === null ? -1 : Number(this.choice.barrier),
        });
        if (name === "bar") {
            this.pointer.take(null);
        }
        this.refresh();
    }

    /** Show the choice and what can be done with it. */
    refresh() {
        if (!this.sheet) {
            return;
        }
        const rows = chosenRows(this.town, this.choice);
        const free = [...rows].filter((row) => {
            const turf = this.town.turfs.get(this.town.turfOf[row]);
            return !turf || turf.state === "";
        });
        const turfs = [...this.choice.turfs].flatMap((id) => this.town.turfs.get(id) ?? []);
        this.look.sketch = this.pointer.corners;
        this.look.closed = this.pointer.closed;
        this.look.rows = rows;
        const state = {
            choice: this.choice,
            free: free.length,
            turfs,
            history: this.history ?? { undo: false, redo: false },
            corners: this.pointer.dragged ? 0 : this.pointer.corners.length / 2,
        };
        const own = turfs.length === 1 ? turfs[0].id : "";
        const around = free.length
            ? neighbours(this.town, rows, OFFERED).filter((turf) => turf.id !== own)
            : [];
        this.panel.update(state, figures(this.town, this.choice), {
            turfs: around,
            touch: this.look.touch,
            tool: this.pointer.tool,
            more: this.more,
            busy: this.busy,
        });
        this.root.dataset.corners = String(state.corners);
        this.root.dataset.turfsChosen = [...this.choice.turfs].join(" ");
        this.root.dataset.barrier = this.choice.barrier ?? "";
        this.sheet.ask();
    }
}
