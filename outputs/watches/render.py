"""A digest as a mail's plain text and HTML, as the short text of a chat, and as the JSON of a webhook."""

from collections.abc import Iterator, Sequence
from typing import Any

from configuration.watches import Language
from outputs.brief import facts, parts
from outputs.brief.parts import Words
from outputs.brief.render_html import STYLE, article, clean
from outputs.brief.render_html import text as escaped
from outputs.documents import body_name, moment
from outputs.english.titles.shown import printed_title
from outputs.notifications.outgoing import Message
from outputs.phrases import phrase
from outputs.sanitize import printable
from outputs.watches import wording
from outputs.watches.digest import Digest, Entry

SCHEMA = "zhengce-watch-1"


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
    first, *below = _entry_lines(entry, digest.base, digest.watch.language)
    yield f"{number}. {first}"
    yield from (f"   {line}" for line in below if line)


def _entry_lines(entry: Entry, base: str | None, language: Language) -> Iterator[str]:
    item, colon = entry.item, ": " if language == "en" else "："
    row = parts.row(item, language)
    yield from row.titles(language)
    yield " · ".join(row.facts())
    yield row.figure_line()
    for words in wording.events(entry, language):
        yield f"{phrase('watch.label.happened', language)}{colon}{words}"
    for part in parts.parts(item, language):
        yield f"{part.heading}{colon.rstrip()}"
        mark = ">" if part.is_quoted else "-"
        yield from (f"{mark} {line}" for one in part.words for line in _lines(one, language))
        yield phrase("more", language, count=part.left_out) if part.left_out else ""
    for label, words in facts.facts(item, language):
        yield f"{label}{colon}{words}"
    for label, words, url in parts.addresses(item, language):
        yield f"{label}{colon}{f'{words} ' if words != url else ''}{url}"
    yield from (f"{label}{colon}{url}" for label, url in parts.own_pages(item, base, language))


def _lines(one: Words, language: Language) -> Iterator[str]:
    if one.context:
        yield _one_line(one.context)
    place = (f" ({one.place})" if language == "en" else f"（{one.place}）") if one.place else ""
    yield f"{_one_line(one.text)}{place}"
    if one.english:
        yield one.english


def short_text(digest: Digest) -> str:
    """Three lines a document: title, who issued it and when, address."""
    lines: list[str] = [] if len(digest.entries) == 1 else [wording.summary(digest)]
    for kind, entries in digest.by_kind().items():
        lines += ["", wording.heading(kind, digest.watch.language)] if len(digest.entries) > 1 else []
        for entry in entries:
            record = entry.item.record
            bodies = "、".join(body_name(body) for body in record.issuing_bodies)
            day = record.day
            known = [bodies, record.document_number, day.isoformat() if day else None]
            happened = wording.events(entry, digest.watch.language)
            lines += ["", f"《{_one_line(record.title)}》", printed_title(entry.item) or ""]
            lines += [" · ".join(filter(None, known)), *happened, record.url]
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
    lines = [
        f'<!doctype html>\n<html lang="{"zh-Hans" if language == "zh" else "en"}">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escaped(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>",
        *(line for digest in digests for line in _html_digest(digest)),
        "</body>\n</html>\n",
    ]
    return printable("\n".join(lines))


def _html_digest(digest: Digest) -> Iterator[str]:
    yield f'<h1>{escaped(wording.subject(digest))}</h1>\n<p class="soft">{escaped(wording.summary(digest))}</p>'
    for kind, entries in digest.by_kind().items():
        yield f"<h2>{wording.heading(kind, digest.watch.language)} ({len(entries)})</h2>"
        for number, entry in enumerate(entries, 1):
            happened = wording.events(entry, digest.watch.language)
            yield article(number, entry.item, happened, digest.base, digest.watch.language)
    yield f'<p class="soft">{escaped(wording.footer(digest))}</p>'


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


def _one_line(text: str) -> str:
    return " ".join(text.split())
