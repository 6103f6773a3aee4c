"""The three formats of the brief: Markdown, HTML and JSON."""

import json
from collections.abc import Callable, Mapping

from outputs.brief import Brief, render_html, render_markdown
from outputs.terminal.sanitize import escaped, printable


def _json(brief: Brief, base: str | None = None) -> str:
    return escaped(json.dumps(brief.to_dict(base), ensure_ascii=False, separators=(",", ":"))) + "\n"


_RENDER: Mapping[str, Callable[[Brief, str | None], str]] = {
    "markdown": render_markdown.render,
    "html": render_html.render,
    "json": _json,
}

FORMATS = tuple(_RENDER)


def render(brief: Brief, form: str, base: str | None = None) -> str:
    """The brief as `markdown`, `html` or `json`; `base`: where `zhengce serve` answers."""
    return printable(_RENDER[form](brief, base))
