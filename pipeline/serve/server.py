"""`open_server` listens on the loopback interface alone, for the pages in `static/` and what they ask of a desk.

The standard library's server is enough: one person, one machine, a handful of small answers.
"""

import errno
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from email.message import Message as Headers
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from urllib.parse import parse_qs, unquote, urlsplit

from pipeline.errors import HandoutsError, flatten, visible
from pipeline.serve.desk import Desk
from pipeline.serve.edit import Edit
from pipeline.serve.guard import Pass, let_in, refusal
from pipeline.serve.workspace import UnknownError

_LONGEST_BODY = 1 << 20
"""Bytes of a request; a handout's text is some thousand."""

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; img-src 'self' "
    "data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# The handout brings its own policy, by which nothing runs in it and nothing is fetched; only our page may frame it.
_PREVIEW_POLICY = "frame-ancestors 'self'"

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_TOKEN = b"@TOKEN@"
"""Where a page holds the token, instead of it."""


class Server(ThreadingHTTPServer):
    """A desk behind HTTP; `address` is what to open, and lets whoever knows it in."""

    daemon_threads = True  # A browser keeps connections open; they must not keep the program.

    def __init__(self, desk: Desk, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.desk = desk
        self.entry = Pass(self.server_address[1])

    @property
    def address(self) -> str:
        return f"http://{self.entry.hosts[0]}/?key={self.entry.key}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that went away; anything else is a bug and shows its traceback."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def open_server(desk: Desk, port: int) -> Server:
    """Return a server that listens on `port` of 127.0.0.1, on any free one for 0; it answers once it is run.

    Raises HandoutsError where the port cannot be had.
    """
    try:
        return Server(desk, port)
    except OSError as error:
        if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
            raise
        why = "is in use" if error.errno == errno.EADDRINUSE else "is not for everyone"
        raise HandoutsError(f"Port {port} {why}.", hint="Name another with --port, or --port 0 for any.") from error


class _BadRequestError(Exception):
    """The request cannot be understood; the text says why."""


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    timeout = 60
    """Seconds that a connection may be silent."""

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        """Keep the terminal quiet: what matters shows on the page."""

    def version_string(self) -> str:
        return "handouts"

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def _answer(self, method: str) -> None:
        try:
            parts = urlsplit(self.path)
        except ValueError:  # such as “//[”, an address of which the host is none
            self._refuse("The request asks for no address.")
            return
        query = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        if why := refusal(self.server.entry, method, _Names(self.headers)):
            self._refuse(why)
        elif method == "GET" and parts.path == "/" and self.server.entry.fits(query.get("key", "")):
            self._open()
        elif not let_in(self.server.entry, _Names(self.headers)):
            self._refuse("Open the address that `handouts serve` shows in the terminal.")
        else:
            self._route(method, unquote(parts.path), query)

    def _open(self) -> None:
        """Let the browser in, and take the key out of the address."""
        cookie = f"{self.server.entry.cookie}={self.server.entry.key}; Path=/; HttpOnly; SameSite=Lax"
        self._send(b"", "text/plain; charset=utf-8", HTTPStatus.SEE_OTHER, {"Location": "/", "Set-Cookie": cookie})

    def _route(self, method: str, path: str, query: Mapping[str, str]) -> None:
        try:
            match [method, *path.strip("/").split("/")]:
                case ["GET", ""]:
                    self._page("overview.html")
                case ["GET", "edit", _, _]:
                    self._page("edit.html")
                case ["GET", "static", name]:
                    self._static(name)
                case ["GET", "preview", locale, territory, domain]:
                    self._html(locale, territory, domain, final="final" in query)
                case ["GET", "pdf", locale, territory, file]:
                    pdf = self.server.desk.pdf(locale, file.removesuffix(".pdf"), territory)
                    self._send(pdf, "application/pdf", policy=_PREVIEW_POLICY)
                case ["GET", "api", name] if name in _READ:
                    self._json(_READ[name](self.server.desk, query))
                case ["POST", "api", name] if name in _WRITE:
                    self._json(*_WRITE[name](self.server.desk, self._body()))
                case _:
                    raise UnknownError("There is no such page.")
        except UnknownError as error:
            self._json({"errors": [str(error)]}, HTTPStatus.NOT_FOUND)
        except _BadRequestError as error:
            self._json({"errors": [str(error)]}, HTTPStatus.BAD_REQUEST)
        except HandoutsError as error:
            self._json({"errors": [str(error)]}, HTTPStatus.UNPROCESSABLE_ENTITY)
        except ExceptionGroup as group:
            mistakes, bugs = group.split(HandoutsError)
            if bugs is not None or mistakes is None:
                raise
            self._json({"errors": [str(error) for error in flatten(mistakes)]}, HTTPStatus.UNPROCESSABLE_ENTITY)

    # ------------------------------------------------------------------------------------------------------- answers

    def _page(self, name: str) -> None:
        content = _asset(name).replace(_TOKEN, self.server.entry.token.encode())
        self._send(content, _TYPES[".html"])

    def _static(self, name: str) -> None:
        if name not in _assets() or name.endswith(".html"):
            raise UnknownError("There is no such file.")
        self._send(_asset(name), _TYPES[name[name.rindex(".") :]])

    def _html(self, locale: str, territory: str, domain: str, *, final: bool) -> None:
        html = self.server.desk.preview(locale, domain, territory, final=final, drafts={})
        self._send(html, _TYPES[".html"], policy=_PREVIEW_POLICY)

    def _json(self, document: object, status: HTTPStatus = HTTPStatus.OK) -> None:
        content = json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")
        self._send(content, "application/json; charset=utf-8", status)

    def _refuse(self, why: str) -> None:
        self.close_connection = True  # What the request still holds is not read.
        self._send(f"handouts: {why}\n".encode(), "text/plain; charset=utf-8", HTTPStatus.FORBIDDEN)

    def _send(
        self,
        content: bytes,
        kind: str,
        status: HTTPStatus = HTTPStatus.OK,
        headers: Mapping[str, str] = {},
        *,
        policy: str = _POLICY,
    ) -> None:
        self.send_response(status)
        for name, value in (
            ("Content-Type", kind),
            ("Content-Length", str(len(content))),
            ("Content-Security-Policy", policy),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cache-Control", "no-store"),
            *headers.items(),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def _body(self) -> "_Body":
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > _LONGEST_BODY:
            self.close_connection = True
            raise _BadRequestError("The request is too long, or does not say how long it is.")
        try:
            document = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError) as error:
            raise _BadRequestError("The request is not JSON.") from error
        return _Body(document)


class _Names(Mapping[str, str]):
    """Headers by name in any case; one that comes twice counts as none, since nobody can say which was meant."""

    def __init__(self, headers: Headers) -> None:
        self._headers = headers

    def __getitem__(self, name: str) -> str:
        values = self._headers.get_all(name, [])
        if len(values) != 1:
            raise KeyError(name)
        return str(values[0])

    def __iter__(self) -> Iterator[str]:
        return iter(self._headers)

    def __len__(self) -> int:
        return len(self._headers)


# ------------------------------------------------------------------------------------------------------ what is asked


_Answer = tuple[object, HTTPStatus]


class _Body:
    """A JSON object, its values by name and of the type that is asked for."""

    def __init__(self, document: object) -> None:
        if not isinstance(document, dict):
            raise _BadRequestError("The request is no JSON object.")
        self._values: dict[str, object] = document

    def text(self, name: str) -> str:
        value = self._values.get(name)
        if not isinstance(value, str):
            raise _BadRequestError(f"{visible(name)} must be a text.")
        return value

    def flag(self, name: str) -> bool:
        value = self._values.get(name)
        if not isinstance(value, bool):
            raise _BadRequestError(f"{visible(name)} must be true or false.")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._values.get(name)
        if not isinstance(value, list) or not value or not all(isinstance(text, str) for text in value):
            raise _BadRequestError(f"{visible(name)} must be a list of texts.")
        return tuple(value)

    def edit(self) -> Edit:
        comments = self.text("comments")
        return Edit(self.texts("texts"), self.flag("fuzzy"), tuple(comments.split("\n")) if comments else ())


def _draft(desk: Desk, body: _Body) -> _Answer:
    """What is typed: how it looks, and what the checks say of it."""
    locale, mark, edit = body.text("locale"), body.text("mark"), body.edit()
    html = desk.preview(locale, body.text("domain"), body.text("territory"), final=False, drafts={mark: edit.msgstr})
    return {"findings": desk.check(locale, mark, edit), "html": html.decode()}, HTTPStatus.OK


def _save(desk: Desk, body: _Body) -> _Answer:
    saved, now = desk.save(body.text("locale"), body.text("mark"), body.text("stamp"), body.edit())
    return {"message": now}, HTTPStatus.OK if saved else HTTPStatus.CONFLICT


_READ: Mapping[str, Callable[[Desk, Mapping[str, str]], object]] = {
    "version": lambda desk, _: {"version": desk.version()},
    "overview": lambda desk, _: desk.overview(),
    "page": lambda desk, query: desk.page(query.get("locale", ""), query.get("domain", ""), query.get("territory", "")),
    "message": lambda desk, query: desk.message(query.get("locale", ""), query.get("mark", "")),
}
_WRITE: Mapping[str, Callable[[Desk, _Body], _Answer]] = {"draft": _draft, "save": _save}


@cache
def _assets() -> frozenset[str]:
    return frozenset(file.name for file in resources.files("pipeline.serve").joinpath("static").iterdir())


def _asset(name: str) -> bytes:
    return resources.files("pipeline.serve").joinpath("static", name).read_bytes()
