/**
 * What Streamlit runs at each run of the page: the programs come from the app's own address, once.
 *
 * @param {Component} component
 */
export default function mount(component) {
    const address = `${window.location.origin}${component.data.programs}/workbench.js`;
    import(address).then((programs) => programs.show(component));
}
