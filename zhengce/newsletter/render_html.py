"""The newsletter as one HTML page without scripts, to be opened, printed or pasted into a mail."""

from zhengce.brief.render_html import STYLE, text
from zhengce.newsletter.blocks import Block, blocks
from zhengce.newsletter.issue import Newsletter
from zhengce.newsletter.rich_text import Spans


def render(newsletter: Newsletter) -> str:
    """The whole page."""
    parts = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{text(newsletter.issue.title or 'Newsletter')}</title>\n<style>{STYLE}</style>\n</head>\n<body>",
        *map(_block, blocks(newsletter)),
        "</body>\n</html>\n",
    ]
    return "\n".join(parts)


def _block(block: Block) -> str:
    lines = [rich(line) for line in block.lines]
    if block.kind == "heading":
        return f"<h{block.level}>{lines[0]}</h{block.level}>"
    if block.kind == "list":
        return "\n".join(["<ul>", *(f"<li>{line}</li>" for line in lines), "</ul>"])
    return f"<p>{'<br>'.join(lines)}</p>"


def rich(found: Spans) -> str:
    """A text with its emphasis and links; whatever else it holds is shown as text."""
    made = []
    for span in found:
        shown = text(span.text) if span.url is None else f'<a href="{text(span.url)}">{text(span.text)}</a>'
        shown = f"<em>{shown}</em>" if span.italic else shown
        made.append(f"<strong>{shown}</strong>" if span.bold else shown)
    return "".join(made)
