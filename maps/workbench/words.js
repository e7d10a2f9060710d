/**
 * Write a sentence with its values: `{n:door|doors}` is a count and the form that agrees with it.
 *
 * @param {string} sentence
 * @param {Record<string, number | string>} values
 * @param {"fr" | "en"} spoken
 */
export function told(sentence, values, spoken) {
    return sentence.replace(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (_, name, one, many) => {
        const value = values[name];
        const text = typeof value === "number" ? value.toLocaleString(spoken) : value;
        if (one === undefined || typeof value !== "number") {
            return text;
        }
        const single = spoken === "fr" ? Math.abs(value) < 2 : value === 1;
        return `${text} ${single ? one : many}`;
    });
}

/**
 * Fold case and accents, so that a name is found however it is typed.
 *
 * @param {string} text
 */
export function folded(text) {
    return text
        .normalize("NFD")
        .replace(/\p{M}/gu, "")
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, " ")
        .trim();
}
