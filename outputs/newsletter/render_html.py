"""The newsletter as one HTML page without scripts, to be opened, printed or pasted into a mail."""

from collections.abc import Iterator

from outputs.brief.render_html import STYLE, text
from outputs.newsletter.issue import Entry, Newsletter, dated_line, facts, policy_name, sources


def render(newsletter: Newsletter) -> str:
    """The whole page."""
    parts = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>Newsletter</title>\n<style>{STYLE}</style>\n</head>\n<body>",
    ]
    for number, entry in enumerate(newsletter.top, 1):
        parts.extend(_top(number, entry))
    if newsletter.worth_noting:
        parts.append("<h2>Worth noting</h2>\n<ul>")
        parts.extend(_line(entry) for entry in newsletter.worth_noting)
        parts.append("</ul>")
    parts.append("</body>\n</html>\n")
    return "\n".join(parts)


def _top(number: int, entry: Entry) -> Iterator[str]:
    yield f"<h2>{number}. {text(entry.pick.line or entry.title_en or entry.title)}</h2>"
    if entry.pick.summary:
        yield from _paragraphs("At a glance", entry.pick.summary)
    if entry.figures:
        yield f"<ul>{''.join(f'<li>{text(figure)}</li>' for figure in entry.figures)}</ul>"
    if entry.pick.comment:
        yield from _paragraphs("Comment", entry.pick.comment)
    block = [f"Policy name: {text(policy_name(entry))} ({_link('Link', entry.url)})", *map(text, facts(entry))]
    yield f"<p>{'<br>'.join(block)}</p>"


def _paragraphs(label: str, words: str) -> Iterator[str]:
    for place, paragraph in enumerate(line for line in words.split("\n") if line.strip()):
        yield f"<p>{f'<b>{label}:</b> ' if place == 0 else ''}{text(paragraph)}</p>"


def _line(entry: Entry) -> str:
    behind = "; ".join(_link(words, url) + mark for words, url, mark in sources(entry))
    return f"<li>{text(dated_line(entry))} ({behind})</li>"


def _link(words: str, url: str | None) -> str:
    return text(words) if url is None else f'<a href="{text(url)}">{text(words)}</a>'
