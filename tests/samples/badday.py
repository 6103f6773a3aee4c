"""The sites on a bad day: which answers go wrong, and how. All others are those of the good day."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from tests.samples.model import Exchange, missing

CHALLENGED_SITE = "mot.gov.cn"
"""Every page of this ministry is a script challenge."""

CHALLENGED_PAGE = "https://www.miit.gov.cn/zwgk/zcwj/wjfb/tz/art/2026/art_286751ceaf944364b5c282cacd71cb09.html"
"""One page of a ministry that answers otherwise."""

DEAD_LINK = "https://www.ndrc.gov.cn/xxgk/zcfb/ghxwj/202508/t20250806_1399686.html"
EMPTIED_LIST = "https://www.gov.cn/zhengce/jiedu/ZCJD_QZ.json"
CUT_ANSWER = "https://www.ndrc.gov.cn/xxgk/zcfb/tz/202509/t20250912_1400454.html"

GBK_CALLED_UTF8 = "https://www.cac.gov.cn/2026-01/23/c_1770728781060093.htm"
UTF8_CALLED_LATIN1 = "https://www.ndrc.gov.cn/xxgk/zcfb/fzggwl/202604/t20260409_1404577.html"

CHALLENGE = b"""<!DOCTYPE html>
<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<meta id="sample" content="sample" r='m'>
<script type="text/javascript" r='m'>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script>
<script type="text/javascript" charset="utf-8" src="/sample/sample.js" r='m'></script>
</head>
<body></body>
</html>
"""
"""What walls of the Ruishu kind answer, status 200: scripts and no text."""


def challenged(exchange: Exchange) -> Exchange:
    """A script challenge in place of the answer."""
    return replace(exchange, status=200, body=CHALLENGE, content_type="text/html; charset=utf-8")


def emptied(exchange: Exchange) -> Exchange:
    """A feed without rows."""
    return replace(exchange, body=b"[]")


def cut(exchange: Exchange) -> Exchange:
    """An answer that ends before it is whole."""
    return replace(exchange, body=exchange.body[: len(exchange.body) // 2], announced=len(exchange.body))


def gbk_called_utf8(exchange: Exchange) -> Exchange:
    """A page in GBK whose header and `<meta>` both say UTF-8."""
    return replace(exchange, body=exchange.body.decode().encode("gbk"), content_type="text/html; charset=utf-8")


def utf8_called_latin1(exchange: Exchange) -> Exchange:
    """A page in UTF-8 under the charset that servers send by default."""
    return replace(exchange, content_type="text/html; charset=ISO-8859-1")


MISHAPS: dict[str, Callable[[Exchange], Exchange]] = {
    CHALLENGED_PAGE: challenged,
    DEAD_LINK: lambda exchange: missing(exchange.url),
    EMPTIED_LIST: emptied,
    CUT_ANSWER: cut,
    GBK_CALLED_UTF8: gbk_called_utf8,
    UTF8_CALLED_LATIN1: utf8_called_latin1,
}


def bad_day(exchanges: Iterable[Exchange]) -> list[Exchange]:
    """The same exchanges with the mishaps of the day. robots.txt is spared."""
    return [_met_by_mishap(exchange) for exchange in exchanges]


def _met_by_mishap(exchange: Exchange) -> Exchange:
    if CHALLENGED_SITE in exchange.url and not exchange.url.endswith("/robots.txt"):
        return challenged(exchange)
    mishap = MISHAPS.get(exchange.url)
    return mishap(exchange) if mishap else exchange
