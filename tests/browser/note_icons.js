// Notes every address from which the browser would fetch an icon of the tab.
const icons = /** @type {string[]} */ ([]);
Object.assign(window, { icons });
new MutationObserver(() => {
    for (const link of document.querySelectorAll("link[rel~=icon]")) {
        icons.push(/** @type {HTMLLinkElement} */ (link).href);
    }
}).observe(document, { subtree: true, childList: true, attributes: true });
