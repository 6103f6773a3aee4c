"""www.mee.gov.cn (TRS): the block of a disclosed document, and three containers of a text.

Seen whole is a page of video news alone. The block, the heads and the containers are those on which five open crawlers
agree; lists and pages of other forms are read by what all government sites share.
"""

from collections.abc import Iterator

import lxml.html

from parsers.extraction import Field, Finding, Place
from parsers.grammar.labels import LABELS
from parsers.markup.paragraphs import content_of, text_of
from parsers.markup.selection import css
from parsers.page import Page
from parsers.sites.site_table import Site
from parsers.text import label_key, one_line

# <div><span>发布机关</span><i>生态环境部</i></div>, <div><span>生成日期</span>2026-09-12</div>; until 2018 a table,
# <td><b>文号：</b>…</td>
_BLOCKS = css("div.content_top_box, div.headInfo")
_LABELS = ("span", "b", "label")


def _block(page: Page) -> Iterator[tuple[Field, Finding]]:
    """Labels and values of the block. 发布机关 is the ministry or its office here, never a department.

    生成日期 is the day of signing for some readers and that of publication for others: it counts where no line of the
    text says when it was signed.
    """
    for block in _BLOCKS(page.root):
        for element in block.iter(*_LABELS):
            key = label_key(content_of(element))
            field = "issuing_bodies" if key == "发布机关" else LABELS[key].field if key in LABELS else None
            if field and (value := _value(element)):
                yield field, Finding(value, Place.LINE if key == "生成日期" else Place.TABLE, key)


def _value(label: lxml.html.HtmlElement) -> str:
    """The text behind a label, up to the next label or the end of its element."""
    parts = [label.tail or ""]
    for element in label.itersiblings():
        if isinstance(element.tag, str):
            if label_key(content_of(element)) in LABELS:
                break
            parts.append(text_of(element))
        parts.append(element.tail or "")
    return one_line(" ".join(parts))


SITE = Site(
    hosts=("www.mee.gov.cn",),
    # The editor's containers stand inside: files can follow them.
    text=(css("div.content_body_box, div.neiright_JPZ_GK_CP"),),
    findings=_block,
)
