"""When two addresses lead to one page: the form in which they are compared. Addresses are stored as printed."""

import re
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import quote, unquote, urlsplit, urlunsplit

_SLASHES = re.compile("/{2,}")
_INDEX = re.compile(r"/index\.s?html?$", re.IGNORECASE)  # …/zcfb/index.html is …/zcfb/
_DEFAULT_PORT = re.compile(r":(?:80|443)?$")
_ENCODED = re.compile("%[0-9A-Fa-f]{2}")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_UNCHANGED = "%/:@!$&'()*+,;=?[]|\"<>\\^`{}"
_BEFORE_HOST = re.compile("^(?:https?:)?/*", re.IGNORECASE)  # //www.gov.cn/…, https:/www.gov.cn/…
_LONGEST_KEY = 500
"""Characters; a longer key ends in a digest, so that every database can index it."""


@lru_cache(maxsize=1024)
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
    route = fragment if fragment.startswith("/") else ""
    return urlunsplit(("https", host, _normalize_encoding(path), _normalize_encoding(query), route))


def same_page(one: str, other: str) -> bool:
    """Whether two addresses lead to one page, judged by the addresses alone."""
    return one == other or comparable(one) == comparable(other)


def address_key(url: str) -> str:
    """The key by which an address that a person typed is looked up: as `comparable`, without scheme, `www.` and the
    slash at its end. www.gov.cn/zhengce/ -> gov.cn/zhengce.

    `pages.address_key` and `documents.address_key` hold it.
    """
    try:
        parts = urlsplit(comparable(_BEFORE_HOST.sub("https://", url.strip(), count=1)))
    except ValueError:
        return url.strip()
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment.strip('/')}" if parts.fragment else ""
    key = f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}{query}{fragment}"
    if len(key) <= _LONGEST_KEY:
        return key
    return f"{key[:_LONGEST_KEY]}…{blake2b(key.encode('utf-8', 'surrogatepass'), digest_size=10).hexdigest()}"


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


def _decode_unreserved(match: re.Match[str]) -> str:
    character = unquote(match[0], "latin-1")
    return character if character in _UNRESERVED else match[0].upper()
