"""A digest as a mail's plain text and HTML, as the short text of a chat, and as the JSON of a webhook."""

from collections.abc import Iterator, Sequence
from typing import Any

from configuration.watches import Language
from outputs.brief import facts
from outputs.brief.extracts import Quote
from outputs.brief.items import Item
from outputs.brief.render_html import anchor, clean
from outputs.brief.render_html import text as escaped
from outputs.documents import body_name, moment
from outputs.english.texts import sentence_in_english
from outputs.english.titles.shown import printed_title
from outputs.notifications.outgoing import Message
from outputs.sanitize import printable
from outputs.watches import wording
from outputs.watches.digest import Digest, Entry

SCHEMA = "zhengce-watch-1"

STYLE = """
body { font: 16px/1.55 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; color: #222;
  background: #fff; max-width: 44rem; margin: 1.5rem auto; padding: 0 1rem; }
h1 { font-size: 1.35rem; margin: 0 0 .2rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .4rem; border-bottom: 2px solid #8a1c1c; padding-bottom: .2rem; }
h3 { font-size: 1.05rem; margin: 0 0 .2rem; }
h4 { font-size: .95rem; margin: .8rem 0 .2rem; color: #8a1c1c; }
article { border-top: 1px solid #d8d8d8; padding: 1rem 0; }
h2 + article { border-top: 0; padding-top: .4rem; }
table { border-collapse: collapse; margin: .5rem 0; }
th { text-align: left; font-weight: normal; color: #666; padding: .05rem 1rem .05rem 0;
  vertical-align: top; white-space: nowrap; }
td { padding: .05rem 0; overflow-wrap: anywhere; }
ul { margin: .3rem 0; padding-left: 1.4rem; }
blockquote { margin: .3rem 0; padding-left: .8rem; border-left: 3px solid #d8d8d8; overflow-wrap: anywhere; }
.soft, small { color: #666; font-size: .85rem; }
"""


def message(digest: Digest) -> Message:
    """The digest in all the forms that channels send."""
    return Message(
        digest.id,
        printable(wording.subject(digest)),
        printable(plain_text(digest)),
        printable(short_text(digest)),
        payload(digest),
        html([digest]),
    )


def plain_text(digest: Digest) -> str:
    """The digest to be read as it stands, in lines."""
    lines = [wording.subject(digest), wording.summary(digest), ""]
    for kind, entries in digest.by_kind().items():
        heading = f"{wording.heading(kind, digest.watch.language)} ({len(entries)})"
        lines += [heading, "=" * len(heading), ""]
        for number, entry in enumerate(entries, 1):
            lines += [*_plain_entry(number, entry, digest), ""]
    lines += ["-- ", wording.footer(digest)]
    return clean("\n".join(lines)) + "\n"


def _plain_entry(number: int, entry: Entry, digest: Digest) -> Iterator[str]:
    item, language = entry.item, digest.watch.language
    yield f"{number}. {_one_line(item.record.title)}"
    if title_en := printed_title(item):
        yield f"   {title_en}"
    for label, words in wording.pairs(entry, language):
        yield f"   {_labelled(label, words, language)}"
    for label, words, _ in wording.links(item, digest.base, language):
        yield f"   {_labelled(label, words, language)}"
    figures, more = wording.targets(item, language)
    if figures:
        yield f"   {wording.label('targets', language)}{':' if language == 'en' else '：'}"
        yield from (f"   - {_one_line(figure)}" for figure in figures)
        if more:
            yield f"   {wording.left_out(more, language)}"
    for heading, shown, more in wording.quotes(item, language):
        yield f"   {heading}{':' if language == 'en' else '：'}"
        for quote in shown:
            yield from (f"   > {part}" for part in _parts(quote, item, language))
        if more:
            yield f"   {wording.left_out(more, language)}"


def _parts(quote: Quote, item: Item, language: Language) -> Iterator[str]:
    if quote.context:
        yield _one_line(quote.context)
    place = facts.place(quote, language)
    yield f"{_one_line(quote.text)} {f'({place})' if language == 'en' else f'（{place}）'}"
    if english := sentence_in_english(quote.text, item.texts):
        yield english


def short_text(digest: Digest) -> str:
    """Three lines a document: title, who issued it and when, address."""
    lines: list[str] = [] if len(digest.entries) == 1 else [wording.summary(digest)]
    for kind, entries in digest.by_kind().items():
        lines += ["", wording.heading(kind, digest.watch.language)] if len(digest.entries) > 1 else []
        for entry in entries:
            record = entry.item.record
            bodies = "、".join(body_name(body) for body in record.issuing_bodies)
            day = record.day
            parts = [bodies, record.document_number, day.isoformat() if day else None]
            happened = wording.events(entry, digest.watch.language)
            lines += ["", f"《{_one_line(record.title)}》", printed_title(entry.item) or ""]
            lines += [" · ".join(filter(None, parts)), *happened, record.url]
    return clean("\n".join(_without_gaps(lines))) + "\n"


def _without_gaps(lines: Sequence[str]) -> Iterator[str]:
    """Lines of which no two empty ones follow each other, and the first is not empty."""
    before = ""
    for line in lines:
        if line or before:
            yield line
        before = line


def html(digests: Sequence[Digest]) -> str:
    """A page of digests; everything of others is escaped, and nothing is loaded from anywhere."""
    language = digests[0].watch.language if digests else "en"
    title = wording.subject(digests[0]) if digests else "zhengce"
    parts = [
        f'<!doctype html>\n<html lang="{"zh-Hans" if language == "zh" else "en"}">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escaped(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>",
        *(line for digest in digests for line in _html_digest(digest)),
        "</body>\n</html>\n",
    ]
    return printable("\n".join(parts))


def _html_digest(digest: Digest) -> Iterator[str]:
    yield f'<h1>{escaped(wording.subject(digest))}</h1>\n<p class="soft">{escaped(wording.summary(digest))}</p>'
    for kind, entries in digest.by_kind().items():
        yield f"<h2>{wording.heading(kind, digest.watch.language)} ({len(entries)})</h2>"
        for number, entry in enumerate(entries, 1):
            yield from _html_entry(number, entry, digest)
    yield f'<p class="soft">{escaped(wording.footer(digest))}</p>'


def _html_entry(number: int, entry: Entry, digest: Digest) -> Iterator[str]:
    item, language = entry.item, digest.watch.language
    yield f'<article>\n<h3 lang="zh-Hans">{number}. {escaped(item.record.title)}</h3>'
    if title_en := printed_title(item):
        yield f"<p><strong>{escaped(title_en)}</strong></p>"
    yield "<table>"
    for label, words in wording.pairs(entry, language):
        yield f"<tr><th>{escaped(label)}</th><td>{escaped(words)}</td></tr>"
    for label, words, address in wording.links(item, digest.base, language):
        yield f"<tr><th>{escaped(label)}</th><td>{anchor(address) if address else escaped(words)}</td></tr>"
    yield "</table>"
    figures, more = wording.targets(item, language)
    if figures:
        yield f"<h4>{wording.label('targets', language)}</h4>\n<ul>"
        yield from (f'<li lang="zh-Hans">{escaped(figure)}</li>' for figure in figures)
        yield "</ul>"
        if more:
            yield f'<p class="soft">{wording.left_out(more, language)}</p>'
    for heading, shown, more in wording.quotes(item, language):
        yield f"<h4>{heading}</h4>"
        for quote in shown:
            context = f"<small>{escaped(quote.context)}</small><br>" if quote.context else ""
            english = sentence_in_english(quote.text, item.texts)
            parts = f"{context}{escaped(quote.text)} <small>{escaped(facts.place(quote, language))}</small>"
            parts += f'<br><span class="soft" lang="en">{escaped(english)}</span>' if english else ""
            yield f'<blockquote lang="zh-Hans">{parts}</blockquote>'
        if more:
            yield f'<p class="soft">{wording.left_out(more, language)}</p>'
    yield "</article>"


def payload(digest: Digest) -> dict[str, Any]:
    """What a webhook gets: the events in the order of the changes, each with its document as it stands now."""
    events = []
    for event in digest.events:
        change = digest.changes.get(event.number) if event.number is not None else None
        item = digest.documents.get(event.document_id)
        events.append(
            {
                "number": event.number,
                "kinds": list(event.kinds),
                "change": change.kind if change else None,
                "changed_at": moment(change.changed_at) if change else None,
                "fields": change.fields if change else None,
                "document_id": event.document_id,
                "document": item.to_dict(digest.base) if item else None,
            }
        )
    return {
        "schema": SCHEMA,
        "id": digest.id,
        "watch": digest.watch.name,
        "subject": wording.subject(digest),
        "text": short_text(digest),
        "events": events,
    }


def _labelled(label: str, words: str, language: Language) -> str:
    return f"{label}: {words}" if language == "en" else f"{label}：{words}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
