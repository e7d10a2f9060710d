// Ask from time to time whether the visit is still on: once it is over, the page goes, and with it
// what it shows. Asking is not being there: it does not keep the visit alive.
(() => {
    const page = /** @type {any} */ (window);
    if (page.arpenteurVisit) return;
    const look = async () => {
        try {
            const answer = await fetch("/visite", { cache: "no-store" });
            if (answer.status === 401) location.reload();
        } catch {
            // the server was stopped, or the network is away: what is shown stays
        }
    };
    page.arpenteurVisit = setInterval(look, 15000);
})();
