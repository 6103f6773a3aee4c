"""Text out of bytes whose encoding is declared wrongly or not at all."""

import contextlib

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom

_SERVER_DEFAULTS = frozenset(("cp1252", "iso8859-1", "ascii"))


def decode(body: bytes, content_type: str | None = None) -> str:
    """Text from bytes whose declared charset may be wrong or missing; never raises.

    UTF-8 is tried first whatever is declared, because no GBK text of any length is valid UTF-8 by chance; then the
    charset of the header, that of the page's `<meta>`, and GB18030. Latin-1 in a header is a server's default and says
    nothing. Where none fits (an answer cut inside a character, a page pasted from two encodings) the reading with the
    fewest replacement characters is taken.
    """
    encoding, mark = read_bom(body)
    if encoding and mark:
        return body[len(mark) :].decode(encoding, "replace")
    declared = (http_content_type_encoding(content_type), html_body_declared_encoding(body))
    readings = []
    for name in dict.fromkeys(("utf-8", *filter(None, declared), "gb18030")):
        if name in _SERVER_DEFAULTS:
            continue
        try:
            return body.decode(name)
        except (LookupError, UnicodeError):  # LookupError: charset=hex, a codec and no charset
            with contextlib.suppress(LookupError, UnicodeError):
                readings.append(body.decode(name, "replace"))
    return min(readings, key=lambda text: text.count("\ufffd"))
