"""Who may write from the browser: a token printed by `serve --edit`, a session cookie, and a token in every form."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from fastapi import HTTPException, Request, Response

from storage.editing.edits import Editor
from zhengce.documents.editing import editor_now
from zhengce.web.middleware import path_of

COOKIE = "zhengce_desk_{port}"
"""Cookies are of a host and not of a port: two servers on one machine each keep their login."""
LONGEST_LOGIN, MOST_FIELDS_OF_LOGIN = 200_000, 40
"""Bytes of the form of a login that are read, and its fields."""
LONGEST_ISSUE, MOST_FIELDS_OF_ISSUE = 4_000_000, 2_000
"""The same of an editor's form: one holds a whole issue."""
LONGEST_NAME = 60
NOT_LOGGED_IN = "not logged in; open the address that `zhengce serve --edit` printed"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Editing:
    """The sessions that may write, for as long as the server runs.

    `announce` gets each token, which is good for one login. `is_loopback`: only requests to a name of loopback are
    answered, so that no other name that resolves to it (DNS rebinding) reaches a page or a form.
    """

    def __init__(self, announce: Callable[[str], None], *, is_loopback: bool = True, port: int = 0) -> None:
        self._announce = announce
        self.cookie = COOKIE.format(port=port)
        self.hosts = LOOPBACK if is_loopback else ()
        """The names by which the server may be requested; empty: any."""
        self._secret = secrets.token_bytes(32)
        self._sessions: dict[str, str] = {}
        """Session -> the name that was given, empty where none was."""
        self._token = ""

    def offer_login(self) -> None:
        """Makes a new token, good for one login, and announces it."""
        self._token = secrets.token_urlsafe(32)
        self._announce(self._token)

    def open_session(self, token: str, name: str) -> str | None:
        """A new session for the announced token; None for any other. The token is used up, a new one is announced."""
        if not self._token or not hmac.compare_digest(token.encode(), self._token.encode()):
            return None
        session = secrets.token_urlsafe(32)
        self._sessions[session] = name
        self.offer_login()
        return session

    def keep_session(self, request: Request, response: Response, session: str) -> None:
        """Sets the cookie of a session, which no script reads and no other site's request carries."""
        secure = request.url.scheme == "https"
        response.set_cookie(self.cookie, session, max_age=30 * 86_400, httponly=True, samesite="strict", secure=secure)

    def name_of(self, request: Request) -> str | None:
        """The name of the editor who sends a request; None where its cookie has no session of ours."""
        return self._sessions.get(request.cookies.get(self.cookie, ""))

    def form_token(self, request: Request, path: str) -> str:
        """The token that a form to a path must carry in the session of a request."""
        words = f"{request.cookies[self.cookie]} {path}"
        return hmac.new(self._secret, words.encode(), hashlib.sha256).hexdigest()


def editing_of(request: Request) -> Editing | None:
    """The application's sessions; None where it is read-only."""
    editing: Editing | None = request.app.state.editing
    return editing


def is_editor(request: Request) -> bool:
    """Whether the request may write: its page shows forms."""
    editing = editing_of(request)
    return editing is not None and editing.name_of(request) is not None


def check_editing(request: Request) -> None:
    """Raises HTTPException 404 where nobody may write."""
    if editing_of(request) is None:
        raise HTTPException(404, "this page is read-only; `zhengce serve --edit` allows editing")


def check_editor(request: Request) -> None:
    """Raises HTTPException 403 for anybody but an editor."""
    if not is_editor(request):
        raise HTTPException(403, NOT_LOGGED_IN)


def editor_of(request: Request) -> Editor:
    """Who writes: the editor of a session, else the user of the system."""
    editing = editing_of(request)
    return editor_now((editing.name_of(request) if editing else None) or "")


def form_token(request: Request, path: str) -> str:
    """The token of a form on the page of an editor; empty for anybody else."""
    editing = editing_of(request)
    return editing.form_token(request, path) if editing and is_editor(request) else ""


async def read_login(request: Request) -> dict[str, str]:
    """The fields of the login form. Raises HTTPException where the server is read-only or another site sent it."""
    check_origin(request)
    return await read_fields(request, LONGEST_LOGIN, MOST_FIELDS_OF_LOGIN)


async def read_form(request: Request) -> dict[str, str]:
    """The fields of an editor's form. Raises HTTPException 403 for anybody else's, of which nothing is read."""
    check_origin(request)
    expected = form_token(request, path_of(request.scope))
    if not expected:
        raise HTTPException(403, NOT_LOGGED_IN)
    fields = await read_fields(request, LONGEST_ISSUE, MOST_FIELDS_OF_ISSUE)
    if not hmac.compare_digest(fields.pop("form_token", "").encode(), expected.encode()):
        raise HTTPException(403, "this form is not one of this page; load the page again")
    return fields


def check_origin(request: Request) -> None:
    """Raises HTTPException 403 for a request that a page of another site makes, or where nobody may write."""
    if editing_of(request) is None:
        raise HTTPException(403, "this page is read-only; `zhengce serve --edit` allows editing")
    host = request.headers.get("host", "")
    is_own = bool(host) and urlsplit(request.headers.get("origin", "")).netloc == host
    if not is_own or request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise HTTPException(403, "this form was sent from another site")


async def read_fields(request: Request, longest: int, most_fields: int) -> dict[str, str]:
    """The fields of a form. Raises HTTPException for one of more bytes or fields, and for what is no form."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/x-www-form-urlencoded":
        raise HTTPException(415, "a form is expected")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > longest:
            raise HTTPException(413, f"a form may have {longest:,} bytes")
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=most_fields))
    except ValueError as error:
        raise HTTPException(400, "this form cannot be read") from error
