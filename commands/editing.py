"""The command of an editor: annotate."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import Unusable, opened, the_only, web_address

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from storage.documents.annotations import Link

LONGEST_TITLE = 600
"""Characters of an editor's English title, and of what stands at a link."""
LONGEST_NOTE = 10_000
LONGEST_TAG = 60
LONGEST_LINK = 2_000
"""An index of PostgreSQL takes no longer address."""


def annotate(
    ctx: typer.Context,
    key: Annotated[str, typer.Argument(metavar="ID|NUMBER|URL")],
    title_en: Annotated[
        str | None, typer.Option("--title-en", metavar="TEXT", help="An English title. Empty to take it away.")
    ] = None,
    note: Annotated[
        str | None, typer.Option("--note", metavar="TEXT", help="A note, in place of the last. Empty to take it away.")
    ] = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", metavar="TAG", help="Add a tag. Repeatable.")] = None,
    remove_tag: Annotated[list[str] | None, typer.Option("--remove-tag", metavar="TAG", help="Repeatable.")] = None,
    link: Annotated[
        str | None, typer.Option("--link", metavar="URL", help="Add a link: English coverage, a translation.")
    ] = None,
    link_title: Annotated[
        str | None, typer.Option("--link-title", metavar="TEXT", help="What stands at --link.")
    ] = None,
    remove_link: Annotated[list[str] | None, typer.Option("--remove-link", metavar="URL", help="Repeatable.")] = None,
) -> None:
    """Keep an editor's English title, note, tags and links with a document; no crawl and no reparse touches them."""
    from outputs.terminal.sanitize import printable
    from storage.documents import annotations, queries

    if link_title is not None and link is None:
        raise Unusable("--link-title: give it with --link")
    title = _one_line(title_en, "--title-en", LONGEST_TITLE, "a title")
    text = _note(note)
    added = [_tag(one, "--tag") for one in tag or ()]
    removed = [_tag(one, "--remove-tag") for one in remove_tag or ()]
    beside = _link(link, link_title)
    done: list[str] = []
    with opened(ctx) as db, db.write() as connection:
        document, now = the_only(connection, key), datetime.now(UTC)
        if title is not None:
            queries.annotate(connection, document.id, title or None, now)
            done.append(f"English title: {title}" if title else "no English title any more")
        if text is not None:
            annotations.set_note(connection, document.id, text or None, now)
            done.append("note kept" if text else "no note any more")
        for one in removed:
            if not annotations.remove_tag(connection, document.id, one):
                raise Unusable(f"--remove-tag {one}: document {document.id} has no such tag")
        for one in added:
            annotations.add_tag(connection, document.id, one, now)
        for url in remove_link or ():
            if not annotations.remove_link(connection, document.id, url):
                raise Unusable(f"--remove-link {url}: document {document.id} has no such link")
        if beside:
            annotations.add_link(connection, document.id, beside, now)
        done += _standing(connection, document.id, tags=bool(added or removed), links=bool(beside or remove_link))
    if not done:
        raise Unusable("say what to keep: --title-en, --note, --tag, --link, --remove-tag or --remove-link")
    typer.echo(printable(f"document {document.id}, {document.record.title}: {'; '.join(done)}"), err=True)


def _standing(connection: "Connection", document_id: int, *, tags: bool, links: bool) -> list[str]:
    """The tags and links that the document has now, where they were changed."""
    from outputs.english import counted
    from storage.documents.annotations import NOTHING, annotations_of

    held = annotations_of(connection, [document_id]).get(document_id, NOTHING)
    said = []
    if tags:
        said.append(f"tags: {', '.join(held.tags)}" if held.tags else "no tags any more")
    if links:
        said.append(counted(len(held.links), "link") if held.links else "no links any more")
    return said


def _one_line(text: str | None, option: str, longest: int, what: str) -> str | None:
    from outputs.terminal.sanitize import has_control

    if text is None:
        return None
    line = " ".join(text.split())
    if has_control(text):
        raise Unusable(f"{option}: {what} is one line of text; this one holds control characters")
    if len(line) > longest:
        raise Unusable(f"{option}: {len(line):,} characters; {what} has {longest} at most")
    return line


def _note(text: str | None) -> str | None:
    from outputs.terminal.sanitize import has_control

    if text is None:
        return None
    text = text.replace("\r\n", "\n").strip()
    if has_control(text):
        raise Unusable("--note: holds control characters")
    if len(text) > LONGEST_NOTE:
        raise Unusable(f"--note: {len(text):,} characters; a note has {LONGEST_NOTE:,} at most")
    return text


def _tag(text: str, option: str) -> str:
    tag = _one_line(text, option, LONGEST_TAG, "a tag")
    if not tag:
        raise Unusable(f"{option}: a tag is a word or a few")
    return tag


def _link(url: str | None, title: str | None) -> "Link | None":
    from storage.documents.annotations import Link

    if url is None:
        return None
    web_address(url, "--link")
    if len(url) > LONGEST_LINK:
        raise Unusable(f"--link: {len(url):,} characters; an address has {LONGEST_LINK:,} at most")
    return Link(url, _one_line(title, "--link-title", LONGEST_TITLE, "a title") or None)
