"""Fetch the streets of a town from OpenStreetMap's Overpass service, by osmnx.

Only the outline of the area leaves the machine. The service is shared by everybody: it says when
it is busy (429, 504), and it may cut an answer short and still call it good (a ``remark``). The
first is asked again a few times, the second is refused: half a map gives wrong walks silently.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from canvass.errors import BadInputError
from canvass.next_step import NextStep
from canvass.words import Words
from files.writing.whole import temporary_beside

if TYPE_CHECKING:
    from shapely import Polygon

URL = "https://overpass-api.de/api"
#: Lines that matter: what is walked, and what stands in the way.
_FILTERS = ['["highway"]', '["railway"]', '["waterway"]']
#: Tags that ``routing.network.walkable`` reads.
_WAY_TAGS = [
    "access", "alt_name", "area", "bridge", "construction", "covered", "foot", "highway", "layer",
    "level", "loc_name", "motorroad", "name", "name:br", "name:ca", "name:co", "name:eu", "name:fr",
    "name:oc", "official_name", "old_name", "place", "railway", "short_name", "sidewalk",
    "sidewalk:both", "sidewalk:left", "sidewalk:right", "tunnel", "waterway",
]  # fmt: skip
_NODE_TAGS = ["access", "barrier", "foot", "highway", "locked"]
_BUSY = {429, 504}
_FAULT = 400


@dataclass(frozen=True)
class Overpass:
    """How the service is called.

    ``answer_s``: seconds to wait for an answer; ``tries``: calls that find it busy before giving
    up; ``ask_status``: ask first when a place is free, as the service wishes.
    """

    url: str = URL
    answer_s: float = 180.0
    tries: int = 3
    ask_status: bool = True


def fetch_streets(area: "Polygon", target: Path, *, service: Overpass | None = None) -> Path:
    """Fetch the streets, rails and waters of an area, and keep them as GraphML.

    Parameters
    ----------
    area
        In longitude and latitude. Its outline is all that is sent.
    target
        The file to write (``.graphml``), for ``routing.network.walk_network.read_network``.

    Raises
    ------
    BadInputError
        If the service stays busy, does not answer, cuts its answer short or knows no street there;
        nothing is written then.
    """
    import osmnx

    service = service or Overpass()
    with _configured(service):
        try:
            graph = osmnx.graph_from_polygon(
                area,
                network_type="walk",
                simplify=False,
                retain_all=True,
                truncate_by_edge=True,
                custom_filter=_FILTERS,
            )
        except BadInputError:
            raise
        except OSError as error:  # of requests: no connection, no answer in time
            why = Words("il ne répond pas", "it does not answer")
            raise _failed(why) from error
        except ValueError as error:  # of osmnx: no graph in the answer, or no JSON
            why = Words("sa réponse ne contient aucune rue", "its answer holds no street")
            raise _failed(why) from error
    with temporary_beside(target) as aside:
        osmnx.save_graphml(graph, aside)
    return target


def _failed(why: Words) -> BadInputError:
    return BadInputError(
        Words(
            "Overpass n'a pas donné les rues : {why}. Réessayez plus tard, ou {step}.",
            "Overpass gave no streets: {why}. Try later, or {step}.",
            why=why,
            step=NextStep.IMPORT_STREETS,
        )
    )


@contextmanager
def _configured(service: Overpass) -> Iterator[None]:
    """Set osmnx for the time of the call."""
    from osmnx import settings

    wanted: dict[str, Any] = {
        "overpass_url": service.url,
        "overpass_rate_limit": service.ask_status,
        "requests_timeout": service.answer_s,
        "requests_kwargs": {"hooks": {"response": _Watch(service.tries)}},
        "use_cache": False,
        "log_console": False,
        "useful_tags_way": _WAY_TAGS,
        "useful_tags_node": _NODE_TAGS,
    }
    before = {name: getattr(settings, name) for name in wanted}
    for name, value in wanted.items():
        setattr(settings, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(settings, name, value)


class _Watch:
    """Look at each answer before osmnx does: it would ask a busy service for ever."""

    def __init__(self, tries: int) -> None:
        self._left = tries

    def __call__(self, answer: Any, **_: Any) -> None:
        if answer.url.endswith("/status"):
            return
        if answer.status_code in _BUSY:
            self._left -= 1
            if self._left <= 0:
                raise _failed(Words("il est surchargé", "it is overloaded"))
            return
        if answer.status_code >= _FAULT:
            code = answer.status_code
            raise _failed(Words(f"erreur {code}", f"error {code}"))
        try:
            remark = str(answer.json().get("remark", ""))
        except (ValueError, AttributeError) as error:
            why = Words("sa réponse est illisible", "its answer cannot be read")
            raise _failed(why) from error
        if "error" in remark:
            why = Words("sa réponse est incomplète", "its answer is incomplete")
            raise _failed(why)
