"""The map's layers and programs over HTTP, for whoever may see the page that shows it.

A route has no Streamlit session: it reads the visit from its cookie. Layers are kept by the browser
under their version, and hold nothing of a person.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from app_pages.shared.rights import may_see
from campaign.folder import Campaign, open_campaign
from campaign.server.visits import Visits
from campaign.turfs.workbench.programs import program, programs_version
from campaign.turfs.workbench.store import LayerStore
from canvass.errors import ArpenteurError

_PAGE = "cutting"
_FOR_GOOD = "private, max-age=31536000, immutable"
_KINDS = {".js": "text/javascript", ".css": "text/css", ".json": "application/json"}


def layer_routes(
    *, store: LayerStore, visits: Visits, cookie: Callable[[], str], folder: Callable[[], Path]
) -> list[Route]:
    """Make the routes.

    Parameters
    ----------
    store
        The layers that this server keeps ready.
    visits, cookie
        Those under way, and what gives the name of their cookie.
    folder
        Gives the campaign's folder.
    """

    def guarded(answer: Callable[[Campaign, Request], Response]) -> Callable[[Request], Response]:
        def asked(request: Request) -> Response:
            visit = visits.find(request.cookies.get(cookie(), ""))
            try:
                campaign = open_campaign(folder())
                if not may_see(campaign, visit, _PAGE):
                    return _nothing(403)
                return answer(campaign, request)
            except ArpenteurError:
                return _nothing(404)

        return asked

    def versions(campaign: Campaign, _request: Request) -> Response:
        return JSONResponse(store.versions(campaign), headers={"Cache-Control": "no-store"})

    def layer(campaign: Campaign, request: Request) -> Response:
        name, told = request.path_params["name"], request.query_params
        version = store.versions(campaign).get(name, "")
        tag = f'"{version}"'
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"ETag": tag})
        body = store.payload(campaign, name, since=told.get("since", ""), tile=told.get("tile", ""))
        # what was asked for by another version is not what will stand under that address
        asked_for = version != "" and told.get("v") == version
        headers = {"ETag": tag, "Cache-Control": _FOR_GOOD} if asked_for else _fleeting()
        return Response(
            body, media_type="application/json", headers={**headers, "Content-Encoding": "gzip"}
        )

    return [
        Route("/layers", guarded(versions)),
        Route("/layers/{name}", guarded(layer)),
        Route("/workbench/{version}/{name}", _program),
    ]


def _program(request: Request) -> Response:
    """Give a script or a style: the same for everybody, kept for good under its version."""
    name = request.path_params["name"]
    kind = _KINDS.get(Path(name).suffix)
    text = program(name) if kind else None
    if text is None:
        return _nothing(404)
    current = request.path_params["version"] == programs_version()
    headers = {"Cache-Control": _FOR_GOOD} if current else _fleeting()
    return Response(text, media_type=kind, headers=headers)


def _fleeting() -> Mapping[str, str]:
    return {"Cache-Control": "no-store"}


def _nothing(status: int) -> Response:
    return PlainTextResponse("", status, headers=_fleeting())
