"""What a folium map holds of ours: the scripts of ``maps/browser``, and calls of them."""

from branca.element import MacroElement
from folium.map import Layer
from folium.template import Template

from maps.browser_files import NAME, browser_file, programs
from maps.shapes import Shapes, script_safe


class Programs(MacroElement):
    """The scripts; a map takes them before whatever calls them."""

    _template = Template(
        "{% macro script(this, kwargs) %}var {{ this.name }} = {{ this.programs }};{% endmacro %}"
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Programs"
        self.name = NAME
        self.programs = programs()


class Call(MacroElement):
    """A call of one of them with its map and JSON that may stand inside a script.

    ``look`` is the style file that its elements wear.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "{{ this.name }}.wear({{ this.style_name }}, {{ this.style }});"
        "{{ this.name }}.{{ this.function }}({{ this._parent.get_name() }}, {{ this.data }});"
        "{% endmacro %}"
    )

    def __init__(self, function: str, data: str, *, look: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Call"
        self.name = NAME
        self.function = function
        self.data = data
        self.style_name = script_safe(look)
        self.style = script_safe(browser_file(look))


class _ShapesLayer(Layer):
    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = {{ this.program }}.shapesLayer({{ this.data }});"
        "{% endmacro %}"
    )

    def __init__(self, shapes: Shapes) -> None:
        super().__init__(name=shapes.name, overlay=True)
        self._name = "ShapesLayer"
        self.program = NAME
        self.data = shapes.data


def shapes_layer(shapes: Shapes) -> Layer:
    """Make the folium layer of some shapes."""
    return _ShapesLayer(shapes)


def legend(data: str) -> MacroElement:
    """Make the legend and the credit, from JSON that may stand inside a script."""
    return Call("legend", data, look="map.css")
