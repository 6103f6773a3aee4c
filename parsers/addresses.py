"""When two addresses are one page: the form in which they are compared. What is kept is what was printed."""

import re
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit, urlunsplit

_SLASHES = re.compile("/{2,}")
_INDEX = re.compile(r"/index\.s?html?$", re.IGNORECASE)  # …/zcfb/index.html is …/zcfb/
_DEFAULT_PORT = re.compile(r":(?:80|443)?$")
_ENCODED = re.compile("%[0-9A-Fa-f]{2}")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_AS_THEY_ARE = "%/:@!$&'()*+,;=?[]|\"<>\\^`{}"


@lru_cache(maxsize=1024)
def comparable(url: str) -> str:
    """The form of an address by which it is compared, and under which the database keeps a page.

    https for http, the host in small letters without a default port, no double slashes, no `index.html` at the end,
    percent-encoding in one spelling, no fragment. A fragment that is a route of a front-end page (`#/key`) is kept:
    NDRC's consultation list points to such. What is no address comes back as it is. It is not for requesting: hosts
    that answer on http alone have it too.
    """
    url = url.strip()
    try:
        scheme, host, path, query, fragment = urlsplit(url)
    except ValueError:  # "http://[": an address that no parser takes
        return url
    if scheme not in ("http", "https") or not host:
        return url
    host = _DEFAULT_PORT.sub("", host.lower()).rstrip(".")
    path = _INDEX.sub("/", _SLASHES.sub("/", path)) or "/"
    return urlunsplit(("https", host, _spelled(path), _spelled(query), fragment if fragment.startswith("/") else ""))


def same_page(one: str, other: str) -> bool:
    """Whether two addresses lead to one page, as far as the addresses tell."""
    return one == other or comparable(one) == comparable(other)


def path_of(url: str) -> str:
    """The path of an address as it is compared: what an address says of its column."""
    return urlsplit(comparable(url)).path


def host_of(url: str) -> str:
    """The host of an address, in small letters, with its port where that is not the usual one."""
    return urlsplit(comparable(url)).netloc


def _spelled(part: str) -> str:
    """A path or query with each character in the one spelling that RFC 3986 (6.2.2) prefers: %E4 for %e4, ~ for %7E."""
    if part.isascii() and "%" not in part:
        return part
    return _ENCODED.sub(_spell, quote(part, safe=_AS_THEY_ARE))


def _spell(found: re.Match[str]) -> str:
    character = unquote(found[0], "latin-1")
    return character if character in _UNRESERVED else found[0].upper()
