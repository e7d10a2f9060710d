import "leaflet";

declare global {
    /** One shape: its parts as chains of moves, the index of its style, what is told of it,
     * what is written on the map, and the width of what it names, degrees. */
    type Row = [
        parts: number[][] | number[][][],
        style: number,
        told: string[],
        written: string,
        span: number,
    ];

    /** What `maps/shapes.py` writes. */
    interface ShapesData {
        kind: "area" | "line" | "dot" | "number" | "name";
        styles: L.CircleMarkerOptions[];
        told: string[];
        rows: Row[];
    }

    /** One line of a legend. */
    interface LegendKey {
        text: string;
        color: string;
        weight: number;
        opacity: number;
        dashArray: string | null;
        fill: boolean;
        fillColor: string | null;
        fillOpacity: number;
    }

    /** What `maps/drawing.py` writes. */
    interface LegendData {
        title: string;
        keys: LegendKey[];
        credit: string;
        bounds: [[number, number], [number, number]];
    }
}

declare module "leaflet" {
    interface Layer {
        row?: Row;
        toGeoJSON?(): unknown;
    }
}
