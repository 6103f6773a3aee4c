"""The commands of an editor: annotate, picks."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import Unusable, one_of, opened, print_json, the_only, web_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.engine import Connection

    from storage.editing.annotations import Link
    from storage.editing.picks import Kind


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
    from outputs.sanitize import printable
    from storage.documents import queries
    from storage.editing import annotations

    if link_title is not None and link is None:
        raise Unusable("--link-title: give it with --link")
    title = _title(title_en, "--title-en")
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
    from outputs.english.vocabulary import counted
    from storage.editing.annotations import NOTHING, annotations_of

    held = annotations_of(connection, [document_id]).get(document_id, NOTHING)
    said = []
    if tags:
        said.append(f"tags: {', '.join(held.tags)}" if held.tags else "no tags any more")
    if links:
        said.append(counted(len(held.links), "link") if held.links else "no links any more")
    return said


@contextmanager
def _option(name: str) -> Iterator[None]:
    """Turns a text that is not kept into a one-line error of usage."""
    from outputs.editing import NotWritable

    try:
        yield
    except NotWritable as error:
        raise Unusable(f"{name}: {error}") from None


def _title(text: str | None, option: str) -> str | None:
    from outputs.editing import check_line

    with _option(option):
        return None if text is None else check_line(text)


def _note(text: str | None) -> str | None:
    from outputs.editing import check_note

    with _option("--note"):
        return None if text is None else check_note(text)


def _tag(text: str, option: str) -> str:
    from outputs.editing import check_tag

    with _option(option):
        return check_tag(text)


def _link(url: str | None, title: str | None) -> "Link | None":
    from outputs.editing import check_link

    if url is None:
        return None
    web_address(url, "--link")
    shown = _title(title, "--link-title")
    with _option("--link"):
        return check_link(url.strip(" "), shown or "")


def picks(
    ctx: typer.Context,
    action: Annotated[str, typer.Argument(help="list, add, remove or export.")] = "list",
    target: Annotated[
        str | None,
        typer.Argument(metavar="ID|NUMBER|URL|FILE", help="The document; for export a file: .md, .html, .docx."),
    ] = None,
    worth_noting: Annotated[
        bool | None,
        typer.Option("--worth-noting/--top", help="Where to add it, or to move it; without either: to the top."),
    ] = None,
    position: Annotated[
        int | None, typer.Option("--position", min=1, max=10_000, help="Its place among those of its kind.")
    ] = None,
    line: Annotated[
        str | None, typer.Option("--line", help="The heading; of a document worth noting its sentence.")
    ] = None,
    summary: Annotated[str | None, typer.Option("--summary", help="What it does, at a glance.")] = None,
    figures: Annotated[
        str | None, typer.Option("--figures", help="The bullets, one a line, in place of the document's targets.")
    ] = None,
    comment: Annotated[str | None, typer.Option("--comment", help="The editor's comment.")] = None,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="Of a list: table or json.")] = "table",
) -> None:
    """The documents picked for a newsletter, their order and lines: list, add (also to change), remove, export."""
    one_of(action, ("list", "add", "remove", "export"), "picks")
    one_of(format_, ("table", "json"), "--format")
    texts = {"line": line, "summary": summary, "figures": figures, "comment": comment}
    if action == "list":
        _list_picks(ctx, format_)
    elif target is None:
        raise Unusable(f"picks {action}: say {'the file' if action == 'export' else 'which document'}")
    elif action == "export":
        _export(ctx, Path(target))
    elif action == "remove":
        _remove(ctx, target)
    else:
        kind: Kind | None = None if worth_noting is None else "worth_noting" if worth_noting else "top"
        _add(ctx, target, kind, position, texts)


def _list_picks(ctx: typer.Context, form: str) -> None:
    from dataclasses import asdict

    from outputs.newsletter.issue import gather_newsletter
    from outputs.sanitize import printable

    with opened(ctx) as db, db.read() as connection:
        newsletter = gather_newsletter(connection)
    parts = (("top", newsletter.top), ("worth_noting", newsletter.worth_noting))
    if form == "json":
        found = [
            {**asdict(entry.pick), "title": entry.title, "figures": list(entry.figures)}
            for _, entries in parts
            for entry in entries
        ]
        print_json(found, indent=2)
        return
    for kind, entries in parts:
        for place, entry in enumerate(entries, 1):
            typer.echo(printable(f"{kind:<12}  {place:>2}  {entry.pick.document_id:>6}  {entry.line}"))
    if not any(entries for _, entries in parts):
        typer.echo("nothing is picked; `zhengce picks add ID` picks a document", err=True)


def _add(
    ctx: typer.Context, key: str, kind: "Kind | None", position: int | None, texts: "Mapping[str, str | None]"
) -> None:
    from outputs.editing import rewrite_pick
    from outputs.sanitize import printable
    from storage.editing import picks as picked

    now = datetime.now(UTC)
    with opened(ctx) as db, db.write() as connection:
        document = the_only(connection, key)
        held = picked.find_pick(connection, document.id)
        pick = picked.add_pick(connection, document.id, kind or (held.kind if held else "top"), now)
        with _option("picks add"):
            picked.write_pick(connection, rewrite_pick(pick, **texts), now)
        if position is not None:
            picked.move_pick(connection, document.id, position)
    typer.echo(printable(f"document {document.id}, {document.record.title}: picked, {pick.kind}"), err=True)


def _remove(ctx: typer.Context, key: str) -> None:
    from outputs.sanitize import printable
    from storage.editing import picks as picked

    with opened(ctx) as db, db.write() as connection:
        document = the_only(connection, key)
        if not picked.remove_pick(connection, document.id):
            raise Unusable(f"picks remove {key}: document {document.id} is not picked")
    typer.echo(printable(f"document {document.id}, {document.record.title}: not picked any more"), err=True)


def _export(ctx: typer.Context, file: Path) -> None:
    from outputs.newsletter import formats
    from outputs.newsletter.issue import gather_newsletter

    ending = file.suffix.removeprefix(".").lower()
    if ending not in formats.MEDIA_TYPES:
        raise Unusable(f"{file}: the name says the form; it ends in .{', .'.join(formats.MEDIA_TYPES)}")
    with opened(ctx) as db, db.read() as connection:
        newsletter = gather_newsletter(connection)
    try:
        content = formats.write_newsletter(newsletter, ending)
        file.write_bytes(content)
    except ImportError as error:
        raise Unusable(f"{file}: needs {error.name}: pip install 'zhengce[export]'") from error
    except OSError as error:
        raise Unusable(f"{file}: {error.strerror or error}") from error
    number = len(newsletter.top) + len(newsletter.worth_noting)
    typer.echo(f"{file}: {number} {'entry' if number == 1 else 'entries'}", err=True)
