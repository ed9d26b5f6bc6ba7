"""`refusal` says why a request is not answered: it did not come from our own pages in the browser we were opened in.

Any web page that a translator has open can send requests to a server on this machine, and a name that its owner points
at 127.0.0.1 makes that server look like the page's own (DNS rebinding). So four things must hold, each enough against
most attacks and none against all:

- the request names us as its host, by an address and not by a name that somebody else controls;
- the browser does not say that another site sent it (Fetch Metadata, https://www.w3.org/TR/fetch-metadata/);
- it carries the key of this run, which stands in the address that was opened, and then in a cookie;
- to write, it also comes from our origin, as JSON, with the token that only our pages were told.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie


@dataclass(frozen=True, slots=True)
class Pass:
    """The secrets of one run on one port: `key` lets a browser in, `token` lets a page write."""

    port: int
    key: str = field(default_factory=secrets.token_urlsafe)
    token: str = field(default_factory=secrets.token_urlsafe)

    @property
    def hosts(self) -> tuple[str, str]:
        return f"127.0.0.1:{self.port}", f"localhost:{self.port}"

    @property
    def cookie(self) -> str:
        """The cookie's name; cookies are of a host, not of a port, so two servers need two names."""
        return f"handouts-{self.port}"

    def fits(self, key: str) -> bool:
        return hmac.compare_digest(key.encode(), self.key.encode())


def refusal(entry: Pass, method: str, headers: Mapping[str, str]) -> str:
    """Return why a request with these headers is refused, as a sentence; "" where it is not.

    `headers` finds its names in any case. Whether the key is there is `let_in`'s to say.
    """
    host = headers.get("Host", "")
    if host not in entry.hosts:
        return "The request is for another host."
    site = headers.get("Sec-Fetch-Site", "none")
    opened = (method, headers.get("Sec-Fetch-Mode"), headers.get("Sec-Fetch-Dest")) == ("GET", "navigate", "document")
    if site not in {"same-origin", "none"} and not opened:
        return "The request comes from another site."
    if method == "GET":
        return ""
    if headers.get("Origin", "") != f"http://{host}":
        return "The request comes from another origin."
    if headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
        return "The request is not JSON."
    if not hmac.compare_digest(headers.get("X-Handouts-Token", "").encode(), entry.token.encode()):
        return "The page is of an earlier run."
    return ""


def let_in(entry: Pass, headers: Mapping[str, str]) -> bool:
    """Say whether the request carries the key of this run."""
    try:
        cookies = SimpleCookie(headers.get("Cookie", ""))
    except CookieError:
        return False
    return entry.cookie in cookies and entry.fits(cookies[entry.cookie].value)
