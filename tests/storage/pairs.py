"""Pairs of records that look alike: one document or two? Real titles, numbers and days; invented texts.

`pairs.tsv` has a line for each: what it shows, how many documents they are, what both have, the one, the other. In
its texts `<3>` stands for `prose(3)`.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from parsers.record import Evidence, IssuingBody, PolicyDocument

_NAMES = {
    "国务院": "state_council",
    "国务院办公厅": "state_council_go",
    "工业和信息化部": "miit",
    "国家发展改革委": "ndrc",
    "财政部": "mof",
    "交通运输部": "mot",
    "生态环境部": "mee",
    "商务部": "mofcom",
    "国家网信办": "cac",
    "人民银行": "pboc",
    "国家能源局": "nea",
    "水利部": "mwr",
}
SITES = {
    "gov": ("state_council", "https://www.gov.cn/zhengce/"),
    "miit": ("miit", "https://www.miit.gov.cn/zwgk/"),
    "ndrc": ("ndrc", "https://www.ndrc.gov.cn/xxgk/"),
    "mot": ("mot", "https://xxgk.mot.gov.cn/"),
    "cac": ("cac", "https://www.cac.gov.cn/"),
    "mof": ("mof", "https://www.mof.gov.cn/"),
}
_LINES = (
    "渠首闸板 河防埽工 石料调运 值守名册 汛前查勘 浆砌护坡 引水渡槽 仓廪清点 驿路修整",
    "舟车登记 灯塔换油 航标涂刷 桥涵加固",
    "堤顶道路 量水标尺 蓄水塘坝 巡夜更次 船闸启闭 木桩防腐 柳枝扦插 草袋储备 石笼编扎",
    "淤泥清挖 水尺校正 闸门润滑 土方丈量",
)
_WORDS = [word for line in _LINES for word in line.split()]
_ENDS = (
    "逐项登记在册。",
    "由专人负责到底。",
    "按旬报送情况。",
    "不得延误片刻。",
    "遇雨即行复查。",
    "完工之后验收。",
    "留存备查三年。",
)


def prose(seed: int, sentences: int = 14) -> str:
    """An invented text; those of two seeds share next to nothing."""
    lines = []
    for at in range(sentences):
        first, second, third = (_WORDS[(seed * 7 + at * 5 + step * (seed + 3)) % len(_WORDS)] for step in range(3))
        lines.append(f"{first}与{second}、{third}{chr(0x4E10 + seed * 97 + at)}事{_ENDS[(seed + at) % len(_ENDS)]}")
    return "\n".join(lines)


def record(number: int, values: dict[str, Any]) -> PolicyDocument:
    """One record of a row: `on` a site, `by` bodies, `no` its number, `read` where, `w` and `p` its days, `text`."""
    given = {"on": "gov", "by": ("工业和信息化部",), "text": "", "stage": "final", "read": None, **values}
    source, address = SITES[given["on"]]
    title = given["title"]
    bodies = tuple(IssuingBody(_NAMES.get(name), name, name) for name in given["by"])
    evidence = {"document_number": Evidence(given["read"], given.get("no") or "")} if given["read"] else {}
    return PolicyDocument(
        source=source,
        url=f"{address}{number}.html",
        title=title,
        stage=given["stage"],
        issued_title=given.get("issues"),
        document_type=given.get("type"),
        document_number=given.get("no"),
        issuing_bodies=bodies,
        written_on=date.fromisoformat(given["w"]) if given.get("w") else None,
        published_on=date.fromisoformat(given["p"]) if given.get("p") else None,
        addressed_to=given.get("to"),
        body=re.sub(r"<(\d+)>", lambda found: prose(int(found[1])), given["text"]),
        evidence=evidence,
    )


def rows() -> Iterator[tuple[str, bool, PolicyDocument, PolicyDocument]]:
    """What each pair shows, whether it is one document, and its records."""
    lines = Path(__file__).with_suffix(".tsv").read_text(encoding="utf-8").splitlines()
    for at, line in enumerate(lines[1:]):
        name, count, *cells = line.split("\t")
        both, one, other = (json.loads(cell) for cell in cells)
        yield name, count == "1", record(2 * at, {**both, **one}), record(2 * at + 1, {**both, **other})
