"""The three formats of the brief: Markdown, HTML and JSON."""

import json

from zhengce.brief import facts
from zhengce.brief.blocks import blocks_of
from zhengce.brief.gathering import Brief
from zhengce.newsletter import render_html, render_markdown
from zhengce.tables.sanitize import escaped, printable

FORMATS = ("markdown", "html", "json")


def render(brief: Brief, form: str, base: str | None = None, *, is_full: bool = True) -> str:
    """The brief in one of FORMATS. `base`: where `zhengce serve` answers. `is_full`: with every sentence and link."""
    if form == "json":
        return escaped(json.dumps(brief.to_dict(base), ensure_ascii=False, separators=(",", ":"))) + "\n"
    blocks = blocks_of(brief, base, is_full=is_full)
    if form == "html":
        return printable("".join(render_html.pieces(facts.headline(brief), blocks)))
    return printable("".join(render_markdown.pieces(blocks)))
