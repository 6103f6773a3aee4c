"""The newsletter as one HTML page without scripts, to be opened, printed or pasted into a mail."""

from collections.abc import Iterator

from outputs.brief.render_html import STYLE, text
from outputs.english import vocabulary
from outputs.newsletter.issue import Entry, Newsletter, dated_line, facts, policy_name, sources
from outputs.newsletter.rich_text import Spans, paragraphs


def render(newsletter: Newsletter) -> str:
    """The whole page."""
    issue = newsletter.issue
    title = text(issue.title or "Newsletter")
    parts = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>",
    ]
    if issue.title:
        parts.append(f"<h1>{title}</h1>")
    if issue.day:
        parts.append(f"<p>{vocabulary.day(issue.day)}</p>")
    parts += [f"<p>{rich(paragraph)}</p>" for paragraph in paragraphs(issue.introduction)]
    for part in newsletter.printed:
        parts.append(f"<h2>{text(part.section.title)}</h2>")
        if part.kind == "top":
            for number, entry in enumerate(part.entries, 1):
                parts += _story(number, entry)
        else:
            parts += ["<ul>", *(f"<li>{line(entry)}</li>" for entry in part.entries), "</ul>"]
    parts.append("</body>\n</html>\n")
    return "\n".join(parts)


def rich(found: Spans) -> str:
    """A text with its emphasis and links; whatever else it holds is shown as text."""
    made = []
    for span in found:
        shown = _link(span.text, span.url)
        shown = f"<em>{shown}</em>" if span.italic else shown
        made.append(f"<strong>{shown}</strong>" if span.bold else shown)
    return "".join(made)


def line(entry: Entry) -> str:
    """A line of a section that is not of stories, with its sources."""
    behind = "; ".join(_link(words, url) + mark for words, url, mark in sources(entry))
    return rich(dated_line(entry)) + (f" ({behind})" if behind else "")


def _story(number: int, entry: Entry) -> Iterator[str]:
    yield f"<h3>{number}. {text(entry.heading)}</h3>"
    yield from _paragraphs("At a glance", entry.summary)
    if entry.figures:
        yield f"<ul>{''.join(f'<li>{text(figure)}</li>' for figure in entry.figures)}</ul>"
    yield from _paragraphs("Comment", entry.written.comment)
    if entry.title:
        block = [f"Policy name: {text(policy_name(entry))} ({_link('Link', entry.url)})", *map(text, facts(entry))]
        yield f"<p>{'<br>'.join(block)}</p>"


def _paragraphs(label: str, words: str | None) -> Iterator[str]:
    for place, paragraph in enumerate(paragraphs(words)):
        yield f"<p>{f'<b>{label}:</b> ' if place == 0 else ''}{rich(paragraph)}</p>"


def _link(words: str, url: str | None) -> str:
    return text(words) if url is None else f'<a href="{text(url)}">{text(words)}</a>'
