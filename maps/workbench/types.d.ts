import "leaflet";

declare global {
    /** Corners in the unit square of the web map: x, y, x, y… */
    type Ring = Float64Array;
    /** Least x, least y, greatest x, greatest y. */
    type Box = [number, number, number, number];

    /** What a layer's route sends. */
    interface Payload {
        name: string;
        version: string;
        since: string | null;
        // biome-ignore lint/suspicious/noExplicitAny: each layer has a head of its own
        head: any;
        gone: string[];
        // biome-ignore lint/suspicious/noExplicitAny: each layer has rows of its own
        rows: Record<string, any>;
    }

    interface Area {
        id: string;
        label: string;
        parts: Ring[][];
        box: Box;
    }

    interface Turf extends Area {
        colour: number;
        doors: number;
        minutes: number;
        state: "" | "locked" | "published";
        /** Rows of its addresses. */
        rows: number[];
    }

    interface Street {
        name: string;
        /** 0 main, 1 street, 2 path. */
        kind: number;
        lines: Ring[];
        boxes: Box[];
    }

    /** Addresses by column. */
    interface Buildings {
        count: number;
        x: Float64Array;
        y: Float64Array;
        doors: number[];
        number: string[];
        street: number[];
        streets: string[];
        bureau: number[];
        bureaus: string[];
        quartier: number[];
        quartiers: string[];
        /** Metres in one unit of the square, here. */
        metres: number;
    }

    /** What is chosen. */
    interface Choice {
        turfs: Set<string>;
        rows: Set<number>;
        barrier: string | null;
    }

    /** What the choice comes to. */
    interface Figures {
        addresses: number;
        doors: number;
        minutes: number;
        turfs: number;
        tooMuch: boolean;
        pieces: number;
    }

    /** What Python gives at each run of the page. */
    interface Given {
        programs: string;
        words: string;
        spoken: "fr" | "en";
        versions: Record<string, string>;
        said: { nth: number; kind: "done" | "refused"; text: string } | null;
        history: { undo: boolean; redo: boolean; last: string };
        chosen: { turfs: string[]; rows: number[] } | null;
    }

    /** What Streamlit calls the component with. */
    interface Component {
        data: Given;
        parentElement: HTMLElement;
        setStateValue(name: string, value: unknown): void;
        setTriggerValue(name: string, value: unknown): void;
    }

    interface Window {
        L?: typeof import("leaflet");
        /** For tests: the map on the page. */
        workbench?: unknown;
    }
}
