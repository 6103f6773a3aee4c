"""When two addresses lead to one page: the form in which they are compared. Addresses are stored as printed."""

import re
from urllib.parse import quote, unquote, urlsplit, urlunsplit

_SLASHES = re.compile("/{2,}")
_INDEX = re.compile(r"/index\.s?html?$", re.IGNORECASE)  # …/zcfb/index.html is …/zcfb/
_DEFAULT_PORT = re.compile(r":(?:80|443)?$")
_ENCODED = re.compile("%[0-9A-Fa-f]{2}")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_UNCHANGED = "%/:@!$&'()*+,;=?[]|\"<>\\^`{}"


def comparable(url: str) -> str:
    """Returns the form of an address that is compared and that is the key of a page in the database.

    https for http, the host in small letters without a default port, no double slashes, no `index.html` at the end,
    percent-encoding in one spelling, no fragment. A fragment that is the route of a front-end page (`#/key`) stays:
    NDRC's consultation list links to such pages. Text that is not an address is returned unchanged. Do not request this
    form: some hosts answer on http only.
    """
    url = url.strip()
    try:
        scheme, host, path, query, fragment = urlsplit(url)
    except ValueError:  # http://[
        return url
    if scheme not in ("http", "https") or not host:
        return url
    host = _DEFAULT_PORT.sub("", host.lower()).rstrip(".")
    path = _INDEX.sub("/", _SLASHES.sub("/", path)) or "/"
    return urlunsplit(
        (
            "https",
            host,
            _normalize_encoding(path),
            _normalize_encoding(query),
            fragment if fragment.startswith("/") else "",
        )
    )


def same_page(one: str, other: str) -> bool:
    """Whether two addresses lead to one page, judged by the addresses alone."""
    return one == other or comparable(one) == comparable(other)


def path_of(url: str) -> str:
    """The path of an address in its comparable form; its first folders are the column."""
    return urlsplit(comparable(url)).path


def host_of(url: str) -> str:
    """The host of an address in small letters, with its port unless that is the default."""
    return urlsplit(comparable(url)).netloc


def _normalize_encoding(part: str) -> str:
    """A path or query normalised after RFC 3986, 6.2.2: %E4 for %e4, ~ for %7E."""
    if part.isascii() and "%" not in part:
        return part
    return _ENCODED.sub(_decode_unreserved, quote(part, safe=_UNCHANGED))


def _decode_unreserved(found: re.Match[str]) -> str:
    character = unquote(found[0], "latin-1")
    return character if character in _UNRESERVED else found[0].upper()
