/**
 * Dress the document, once a name.
 *
 * @param {string} name of the style
 * @param {string} css
 */
export function wear(name, css) {
    if (document.getElementById(name)) {
        return;
    }
    const look = document.createElement("style");
    look.id = name;
    look.textContent = css;
    document.head.appendChild(look);
}
