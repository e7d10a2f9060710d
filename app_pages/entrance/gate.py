"""Nobody reaches a page, a file or the websocket without a visit: ASGI middleware.

Streamlit's own routes know no login. Here each request shows the cookie of its visit or gets the
form. A link's token is taken out of the address at once, so that no history, page or file keeps it.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from app_pages.entrance.forms import POLICY
from app_pages.entrance.steps import Answer, Asked, Entrance
from app_pages.shared.pages import PAGES
from campaign.server.serve import TOKEN
from campaign.server.visits import LONGEST_VISIT, Visit, Visits
from canvass.words import language

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: What anybody may ask: whether the server is up.
_OPEN = "/_stcore/health"
_ENTER, _CODE, _STILL_ON = "/entrer", "/entrer/code", "/visite"
#: A form holds a name and a password.
_LONGEST_FORM = 8192
_NO_STORE = {"Cache-Control": "no-store", "Content-Security-Policy": POLICY}


class Gate:
    """ASGI middleware that lets visits through and shows all others a form.

    Parameters
    ----------
    app
        What answers whoever has a visit.
    visits
        Those under way.
    entrance
        What makes a visit out of a password, a link or the command line's address.
    cookie
        Gives the name of the cookie; it depends on the port, known once the server runs.
    """

    def __init__(
        self, app: App, *, visits: Visits, entrance: Entrance, cookie: Callable[[], str]
    ) -> None:
        self.app = app
        self.visits = visits
        self.entrance = entrance
        self.cookie = cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it."""
        if scope["type"] == "http" and scope["path"] != _OPEN:
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        _speak(request)
        held = request.cookies.get(self.cookie(), "")
        answer = await self._entering(request)
        visit = self.visits.find(held, active=_navigates(request)) if answer is None else None
        if visit is not None and scope["path"] == _STILL_ON:
            answer = Response(status_code=204)
        elif visit is not None:
            answer = await self._at_the_root(request, visit)
            if answer is None:
                await self.app(scope, receive, send)
                return
        if answer is None:
            answer = await self._outside(request)
        await answer(scope, receive, send)

    async def _at_the_root(self, request: Request, visit: Visit) -> Response | None:
        """Lead to the root who asks for their first page by its name: Streamlit knows it not."""
        name = request.url.path.strip("/")
        if name not in PAGES or not _navigates(request):
            return None
        if name != await self.entrance.landing(visit):
            return None
        query = request.url.query
        return RedirectResponse(f"/?{query}" if query else "/", 303)

    async def _entering(self, request: Request) -> Response | None:
        """Answer who shows a password, a code, a link or the command line's address."""
        if request.url.path in {_ENTER, _CODE}:
            return await self._filled_in(request)
        if request.method != "GET":
            return None
        told = dict(parse_qsl(request.url.query))
        found = await self.entrance.by_address(told)
        if found is None:
            return None
        back = _local(f"{request.url.path}?{request.url.query}")
        if found.visit is None and TOKEN in told:
            return RedirectResponse(back, 303)  # to the form, or the page of a visit that is on
        return self._answered(request, found, back)

    async def _filled_in(self, request: Request) -> Response:
        if request.method != "POST":
            return RedirectResponse("/", 303)
        form = await _form(request)
        if form is None:
            return PlainTextResponse("", 413)
        if request.url.path == _CODE:
            answer = await self.entrance.by_code(form)
        else:
            answer = await self.entrance.by_password(self._asked(request), form)
        return self._answered(request, answer, _local(form.get("vers", "")))

    def _answered(self, request: Request, answer: Answer, back: str) -> Response:
        if answer.visit is None:
            return HTMLResponse(answer.page(back), answer.status, headers=_NO_STORE)
        self.visits.end(request.cookies.get(self.cookie(), ""))
        response = RedirectResponse(back, 303, headers={"Cache-Control": "no-store"})
        value = self.visits.begin(answer.visit, idle=answer.idle)
        self._set(request, response, self.cookie(), value, LONGEST_VISIT.total_seconds())
        if answer.device:
            name, token, known_for = answer.device
            mark = f"{self.cookie()}-{name}"
            self._set(request, response, mark, token, known_for.total_seconds())
        return response

    def _asked(self, request: Request) -> Asked:
        origin = request.client.host if request.client else ""
        ours = f"{self.cookie()}-"
        found = {
            name.removeprefix(ours): value
            for name, value in request.cookies.items()
            if name.startswith(ours)
        }
        return Asked(origin=origin, devices=found)

    @staticmethod
    def _set(request: Request, response: Response, name: str, value: str, age_s: float) -> None:
        secure = request.url.scheme == "https"
        response.set_cookie(
            name, value, max_age=int(age_s), httponly=True, samesite="lax", secure=secure
        )

    async def _outside(self, request: Request) -> Response:
        wants_page = "text/html" in request.headers.get("accept", "")
        if request.method not in {"GET", "HEAD"} or not wants_page:
            return PlainTextResponse("", 401, headers={"Cache-Control": "no-store"})
        page = await run_in_threadpool(self.entrance.door)
        back = _local(f"{request.url.path}?{request.url.query}")
        return HTMLResponse(page(back), 401, headers=_NO_STORE)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        cookie = _cookies(scope).get(self.cookie(), "")
        if self.visits.find(cookie, active=True) is None:
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return

        async def while_it_lasts() -> Message:
            message = await receive()
            if message["type"] != "websocket.receive" or self.visits.find(cookie, active=True):
                return message
            await send({"type": "websocket.close", "code": 1008})
            return {"type": "websocket.disconnect", "code": 1008}

        await self.app(scope, while_it_lasts, send)


def _cookies(scope: Scope) -> dict[str, str]:
    return Request({**scope, "type": "http", "method": "GET"}).cookies


def _speak(request: Request) -> None:
    language.set("en" if request.query_params.get("lang", "").lower() == "en" else "fr")


def _navigates(request: Request) -> bool:
    """Tell whether a person went to a page, rather than a page asked for something."""
    return "text/html" in request.headers.get("accept", "")


async def _form(request: Request) -> dict[str, str] | None:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _LONGEST_FORM:
            return None
    form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    if "lang=en" in form.get("vers", ""):
        language.set("en")
    return form


def _local(address: str) -> str:
    """Return a path of this server, without tokens; its root where an address leads elsewhere."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    path = parts.path
    odd = not address.isprintable() or "\\" in address
    if odd or parts.scheme or parts.netloc or not path.startswith("/") or path.startswith("//"):
        return "/"
    if path in {_ENTER, _CODE, _STILL_ON}:
        path = "/"
    kept = [(k, v) for k, v in parse_qsl(parts.query) if k not in Entrance.TOKENS_IN_ADDRESSES]
    return f"{path}?{urlencode(kept)}" if kept else path
