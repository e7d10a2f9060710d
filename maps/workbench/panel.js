import { ACTS, DRAW, TOUCH } from "./gestures.js";
import { told } from "./words.js";

/**
 * @typedef {object} Hand what the buttons do
 * @property {(kind: string) => void} touch
 * @property {(tool: string) => void} draw
 * @property {(name: string, into?: string) => void} act
 * @property {(name: string) => void} help
 * @property {(typed: string) => import("./search.js").Found[]} search
 * @property {(found: import("./search.js").Found) => void} go
 */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} look
 * @param {(Node | string)[]} inside
 */
export function element(tag, look = "", inside = []) {
    const made = document.createElement(tag);
    made.className = look;
    made.append(...inside);
    return made;
}

/** What stands beside the map: search, tools, figures of the choice, what can be done with it. */
export class Panel {
    /**
     * @param {Record<string, string>} words
     * @param {"fr" | "en"} spoken
     * @param {Hand} hand
     */
    constructor(words, spoken, hand) {
        this.words = words;
        this.spoken = spoken;
        this.hand = hand;
        /** @type {Record<string, HTMLButtonElement>} */
        this.buttons = {};
        this.figures = element("p", "workbench-figures");
        this.figures.setAttribute("aria-live", "polite");
        this.said = element("p", "workbench-said");
        this.said.setAttribute("role", "status");
        this.last = element("p", "workbench-last");
        this.into = element("div", "workbench-row");
        this.found = element("ul", "workbench-found");
        const touch = TOUCH.map((kind) => this.button(`touch_${kind}`, () => hand.touch(kind)));
        const draw = DRAW.map((tool) => this.button(`draw_${tool}`, () => hand.draw(tool)));
        const help = ["more", "finish", "corner_back", "escape", "clear", "whole_town"].map(
            (name) => this.button(name, () => hand.help(name)),
        );
        const acts = Object.keys(ACTS)
            .filter((name) => name !== "add")
            .map((name) => this.button(name, () => hand.act(name)));
        const [undo, redo] = acts.slice(-2);
        undo.classList.add("plain");
        redo.classList.add("plain");
        this.root = element("aside", "workbench-panel", [
            this.searchBox(),
            this.group("touch", touch),
            this.group("draw", draw),
            element("div", "workbench-row", help),
            this.figures,
            element("div", "workbench-row workbench-acts", acts.slice(0, -2)),
            this.into,
            this.said,
            element("div", "workbench-row", [undo, redo]),
            this.last,
        ]);
    }

    /**
     * @param {string} name
     * @param {() => void} act
     */
    button(name, act) {
        const made = element("button", "", [this.words[name] ?? name]);
        made.type = "button";
        made.dataset.gesture = name;
        made.title = this.words[`${name}_help`] ?? "";
        made.onclick = act;
        this.buttons[name] = made;
        return made;
    }

    /**
     * @param {string} name
     * @param {HTMLButtonElement[]} buttons
     */
    group(name, buttons) {
        const made = element("div", "workbench-row", buttons);
        made.setAttribute("role", "group");
        made.setAttribute("aria-label", this.words[name]);
        return element("div", "workbench-group", [
            element("span", "workbench-name", [this.words[name]]),
            made,
        ]);
    }

    searchBox() {
        const box = element("input");
        box.type = "search";
        box.placeholder = this.words.search;
        box.setAttribute("aria-label", this.words.search);
        box.dataset.gesture = "search";
        box.oninput = () => this.show(this.hand.search(box.value));
        box.onkeydown = (event) => {
            event.stopPropagation();
            const first = this.found.querySelector("button");
            if (event.key === "Enter" && first) {
                first.click();
            }
        };
        this.box = box;
        return element("div", "workbench-search", [box, this.found]);
    }

    /** @param {import("./search.js").Found[]} found */
    show(found) {
        const lines = found.map((one) => {
            const line = element("button", "", [one.text]);
            line.type = "button";
            line.onclick = () => {
                this.show([]);
                this.hand.go(one);
            };
            return element("li", "", [line]);
        });
        this.found.replaceChildren(...lines);
    }

    /**
     * Show what is chosen and what can be done.
     *
     * @param {import("./gestures.js").State} state
     * @param {Figures} figures
     * @param {{turfs: Turf[], touch: string, tool: string | null, more: boolean, busy: boolean}} now
     */
    update(state, figures, now) {
        for (const [name, possible] of Object.entries(ACTS)) {
            if (name !== "add") {
                this.buttons[name].disabled = now.busy || !possible(state);
            }
        }
        for (const kind of TOUCH) {
            this.press(`touch_${kind}`, now.touch === kind && !now.tool);
        }
        for (const tool of DRAW) {
            this.press(`draw_${tool}`, now.tool === tool);
        }
        this.press("more", now.more);
        this.buttons.corner_back.hidden = !state.corners;
        this.buttons.finish.hidden = now.tool !== "polygon";
        this.buttons.finish.disabled = state.corners < 3;
        this.buttons.escape.hidden = !now.tool;
        this.buttons.bar.hidden = now.tool !== "line";
        this.buttons.unbar.hidden = state.choice.barrier === null;
        this.buttons.clear.disabled = !figures.addresses && state.choice.barrier === null;
        const into = now.turfs.map((turf) => {
            const label = told(this.words.add, { turf: turf.id, n: turf.doors }, this.spoken);
            const made = element("button", "", [label]);
            made.type = "button";
            made.dataset.gesture = "add";
            made.dataset.into = turf.id;
            made.disabled = now.busy;
            made.onclick = () => this.hand.act("add", turf.id);
            return made;
        });
        this.into.replaceChildren(...into);
        this.tell(state, figures, now.tool);
    }

    /**
     * @param {string} name
     * @param {boolean} on
     */
    press(name, on) {
        this.buttons[name].setAttribute("aria-pressed", String(on));
    }

    /**
     * @param {import("./gestures.js").State} state
     * @param {Figures} figures
     * @param {string | null} tool
     */
    tell(state, figures, tool) {
        const say = (
            /** @type {string} */ name,
            /** @type {Record<string, number | string>} */ v,
        ) => told(this.words[name], v, this.spoken);
        const lines = [];
        if (tool) {
            lines.push(say(`draw_${tool}_help`, {}));
        } else if (!figures.addresses) {
            lines.push(say(state.choice.barrier === null ? "nothing" : "barrier_chosen", {}));
        } else {
            if (state.turfs.length) {
                lines.push(state.turfs.map((turf) => turf.id).join(", "));
            }
            lines.push(
                say("sum", {
                    addresses: figures.addresses,
                    doors: figures.doors,
                    minutes: Math.round(figures.minutes),
                }),
                say("would_make", { n: figures.turfs }),
            );
        }
        const wrong = [];
        if (figures.addresses && figures.tooMuch) {
            wrong.push(say("too_much", {}));
        }
        if (figures.pieces > 1) {
            wrong.push(say("in_pieces", { n: figures.pieces }));
        }
        this.figures.replaceChildren(
            ...lines.map((line) => element("span", "", [line])),
            ...wrong.map((line) => element("strong", "", [line])),
        );
        this.figures.classList.toggle("wrong", wrong.length > 0);
        this.figures.dataset.addresses = String(figures.addresses);
        this.figures.dataset.doors = String(figures.doors);
    }

    /**
     * Say what the last act did.
     *
     * @param {Given["said"]} said
     * @param {string} last
     */
    say(said, last) {
        this.said.textContent = said?.text ?? "";
        this.said.dataset.kind = said?.kind ?? "";
        this.said.dataset.nth = String(said?.nth ?? 0);
        this.last.textContent = last;
    }

    /** Say that an act is under way. */
    wait() {
        this.said.textContent = this.words.wait;
        this.said.dataset.kind = "wait";
    }
}
