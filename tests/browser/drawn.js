// Counts what a map shows: the colours of its canvas, or the shapes that are elements of the page.
() => {
    const found = new Set();
    const canvas = document.querySelector(".leaflet-overlay-pane canvas");
    if (canvas instanceof HTMLCanvasElement && canvas.width) {
        const context = canvas.getContext("2d");
        const dots = context?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        for (let i = 0; i < dots.length; i += 4) {
            if (dots[i + 3] > 128) {
                found.add(`${dots[i]},${dots[i + 1]},${dots[i + 2]}`);
            }
        }
    }
    const shapes = [...document.querySelectorAll(".leaflet-overlay-pane path")];
    return found.size + shapes.filter((shape) => shape.getBoundingClientRect().width > 20).length;
};
