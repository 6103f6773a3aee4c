"""Writes the bundled recordings from the answers of the sites, in `answers/`: `python -m tests.samples.build`.

`answers.csv` has a line for each answer, in the order of recording. It needs no network, and writes the same byte for
byte wherever it is run.
"""

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.samples.recording import Exchange, warc
from zhengce.sample import BAD_DAY, SAMPLE

ANSWERS = Path(__file__).parent / "answers"

CHALLENGED_SITE = "mot.gov.cn"
"""On the bad day every page of this ministry, but for robots.txt, is a script challenge."""
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
NOT_FOUND = b"<html><head><title>404</title></head><body>404 Not Found</body></html>"


def answers() -> list[Exchange]:
    """Every answer of the sites on a good day."""
    with ANSWERS.with_suffix(".csv").open(encoding="utf-8", newline="") as table:
        return [
            Exchange(
                row["url"],
                (ANSWERS / row["file"]).read_bytes(),
                row["content_type"],
                row["method"] or "GET",
                row["form"].encode(),
                int(row["status"] or 200),
                row["disposition"],
            )
            for row in csv.DictReader(table)
        ]


def challenged(answer: Exchange) -> Exchange:
    """A script challenge in place of the answer."""
    return replace(answer, status=200, body=CHALLENGE, content_type="text/html; charset=utf-8")


MISHAPS: dict[str, Callable[[Exchange], Exchange]] = {
    "https://www.miit.gov.cn/zwgk/zcwj/wjfb/tz/art/2026/art_286751ceaf944364b5c282cacd71cb09.html": challenged,
    "https://www.ndrc.gov.cn/xxgk/zcfb/ghxwj/202508/t20250806_1399686.html": lambda answer: Exchange(
        answer.url, NOT_FOUND, "text/html", status=404
    ),
    "https://www.gov.cn/zhengce/jiedu/ZCJD_QZ.json": lambda answer: replace(answer, body=b"[]"),
    "https://www.ndrc.gov.cn/xxgk/zcfb/tz/202509/t20250912_1400454.html": lambda answer: replace(
        answer, body=answer.body[: len(answer.body) // 2], announced=len(answer.body)
    ),
    GBK_CALLED_UTF8: lambda answer: replace(
        answer, body=answer.body.decode().encode("gbk"), content_type="text/html; charset=utf-8"
    ),
    UTF8_CALLED_LATIN1: lambda answer: replace(answer, content_type="text/html; charset=ISO-8859-1"),
}
"""What goes wrong on the bad day: one page is challenged, one is gone, a list is empty, an answer is cut before its
end, and two pages come under a charset that is not theirs."""


def on_the_bad_day(answer: Exchange) -> Exchange:
    """The answer, with the mishap that it meets."""
    if CHALLENGED_SITE in answer.url and not answer.url.endswith("/robots.txt"):
        return challenged(answer)
    mishap = MISHAPS.get(answer.url)
    return mishap(answer) if mishap else answer


def build() -> dict[Path, bytes]:
    """Both recordings."""
    good = answers()
    return {SAMPLE: warc(good, "sample"), BAD_DAY: warc(map(on_the_bad_day, good), "badday")}


if __name__ == "__main__":
    for path, content in build().items():
        path.write_bytes(content)
