"""Where a value of a document was found, as a value and as the beginning of the rule that evidence gives for people."""

import re
from enum import StrEnum
from typing import Self


class Place(StrEnum):
    """Where a finding or a value stood; its words begin the rule of the evidence: `table: 发文字号`."""

    TABLE = "table"  # the disclosure block: 发文机关, 发文字号, 成文日期 … beside their labels
    HEADING = "heading"  # the printed title
    LINE = "line"  # a line under the heading: 发布时间：…
    API = "api"  # the site's own database answering in JSON
    META = "meta"  # <meta name="PubDate">
    LISTING = "listing"  # the list row that links to the page
    ADDRESS = "address"  # the address itself, on the one site where it is the publication date

    TITLE = "title"  # words of the title, in any form that page, list or text print
    NUMBER_LINE = "line above the text"  # 国发〔2021〕20号
    RED_HEAD = "red head"  # the bodies above the number of an order
    ORDER_HEAD = "head of the order"  # 国家发展和改革委员会令 / 第41号
    PROMULGATION = "promulgation"  # under a rule's title: …令第56号公布
    ADOPTION = "adoption"  # under a law's title: …会议通过
    SIGN_OFF = "sign-off"  # names and day below the text
    NUMBER_NAMES = "names in the number"  # 商务部 海关总署公告2025年第54号
    NUMBER_PREFIX = "prefix of the number"  # 工信部

    def rule(self, label: str) -> str:
        """The rule of a value that stood beside a label or in an element: `table: 发文字号`."""
        return f"{self}: {label}"

    @classmethod
    def of_rule(cls, rule: str) -> Self | None:
        """The place with which a rule begins; None for a rule that names none: `named in the text`."""
        match = _BEGINNING.match(rule)
        return cls(match[1]) if match else None


# title · title, heading · title in the text · table: 发文字号; but not: line that ends with a colon
_LONGEST_FIRST = "|".join(sorted(Place, key=len, reverse=True))
_BEGINNING = re.compile(rf"({_LONGEST_FIRST})(?=$|[:,]|(?<=title) )")
