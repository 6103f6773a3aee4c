"""Issues of the newsletter: the list, an issue with its fields, its history, its files.

The page of an issue is one form: every button sends every field, so that none loses what was typed beside it, with a
script or without. A script saves what is typed as it is typed.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from markupsafe import Markup
from sqlalchemy.engine import Connection

from storage.documents import queries
from storage.editing import edits, issues
from storage.editing.edits import Editor, Subject
from storage.editing.issues import SubjectKind
from storage.editing.undo import NotUndone, undo
from zhengce.documents.editing import NotWritable, check_line
from zhengce.english.accepting import accept_title
from zhengce.english.titles.shown import key_of
from zhengce.newsletter import formats
from zhengce.newsletter.editing import name_of, versions_of, write_fields
from zhengce.newsletter.issue import Newsletter, facts, gather_newsletter, policy_name
from zhengce.newsletter.lines import accept, add, addable, key_of_draft, lines_of
from zhengce.newsletter.render_html import rich
from zhengce.newsletter.rich_text import paragraphs
from zhengce.newsletter.stories import line_with_sources
from zhengce.web.api.parameters import LARGEST_ID, PageParams, PlainPage
from zhengce.web.api.routes import Id, reader
from zhengce.web.middleware import root_of
from zhengce.web.pages import login
from zhengce.web.pages.rendering.templates import page
from zhengce.web.pages.verify import verified

router = APIRouter()

Fields = Annotated[dict[str, str], Depends(login.read_form)]
IssueFields = Annotated[dict[str, str], Depends(login.read_issue_form)]
ROWS_OF_HISTORY = 200


class HistoryPage(PageParams):
    """The history of an issue, or of one field of it."""

    field: str = ""


class IssuePage(PageParams):
    """An issue; `entry`: the one of which everything is shown, by default the first."""

    entry: int | None = None
    preview: bool = False
    """For an editor, too, as it is printed."""


class FileParams(PageParams):
    """A file of an issue; `by_day` sorts the lines of each section."""

    by_day: bool = False


@router.get("/issues")
def issues_page(request: Request, params: Annotated[PlainPage, Query()]) -> Response:
    """Every issue; for an editor with a form for a new one."""
    with reader(request).connection() as connection:
        found, current = issues.list_issues(connection), issues.default_issue(connection)
    return page(request, "issues.html", issues=found, current=current)


@router.get("/desk")
def desk(request: Request) -> Response:
    """The current issue; the list where there is none; where an editor has not begun one, the brief to pick from."""
    with reader(request).connection() as connection:
        current, is_first = issues.default_issue(connection), not issues.list_issues(connection)
    place = f"/issues/{current}" if current else "/brief" if is_first and login.is_editor(request) else "/issues"
    return RedirectResponse(f"{root_of(request)}{place}", 303)


@router.get("/issues/{issue_id}")
def issue_page(request: Request, issue_id: Id, params: Annotated[IssuePage, Query()]) -> Response:
    """An issue as it stands; for an editor with its fields."""
    with reader(request).connection() as connection:
        newsletter = _gather(connection, issue_id)
        last = edits.last_of(connection, issues.subjects_of(newsletter.issue))
    aside = [Subject("entry", str(one.written.id)) for one in newsletter.aside]
    aside += [Subject("section", str(one.id)) for one in newsletter.issue.sections if not one.shown]
    ids = [entry.written.id for entry in newsletter.entries]
    values: dict[str, Any] = {
        "preview": params.preview,
        "open_entry": params.entry if params.entry in ids else next(iter(ids), None),
        "policy_name": policy_name,
        "facts_of": facts,
        "line_of": lambda entry: Markup(rich(line_with_sources(entry))),
        "rich": lambda text: [Markup(rich(one)) for one in paragraphs(text)],
        "marked": sum(entry.is_marked(part.kind) for part in newsletter.parts for entry in part.entries),
        "lines_of": lines_of,
        "addable": addable,
        "key_of_draft": key_of_draft,
        "has_history": {name_of(subject, field) for subject, field in last},
        "since": max(last.values(), default=0),
        "aside": sorted(aside, key=lambda one: last.get((one, "shown"), 0), reverse=True),
        "names": _names(newsletter),
    }
    return page(request, "issue.html", newsletter=newsletter, issue=newsletter.issue, **values)


@router.get("/issues/{issue_id}/history")
def history_page(request: Request, issue_id: Id, params: Annotated[HistoryPage, Query()]) -> Response:
    """What was written in an issue, by whom and when; an editor takes any of it up again."""
    with reader(request).connection() as connection:
        newsletter = _gather(connection, issue_id)
        history = edits.of_subjects(connection, issues.subjects_of(newsletter.issue))
    versions = versions_of(history)
    texts = [one.edit for name, found in versions.items() if params.field in ("", name) for one in found]
    acts = [one for one in history if one.field in ("shown", "archived") and one.before is not None]
    rows = sorted([*texts, *([] if params.field else acts)], key=lambda edit: edit.id, reverse=True)
    return page(
        request,
        "history.html",
        issue=newsletter.issue,
        rows=rows[:ROWS_OF_HISTORY],
        names=_names(newsletter),
    )


@router.get("/issues/{issue_id}/check")
def check_page(request: Request, issue_id: Id) -> Response:
    """What an issue prints against what is held, for editors."""
    if not login.is_editor(request):
        raise HTTPException(403, login.NOT_LOGGED_IN)
    with reader(request).connection() as connection:
        newsletter = _gather(connection, issue_id)
    return verified(request, formats.write_newsletter(newsletter, "md").decode())


@router.get("/issues/{issue_id}/newsletter.{ending}")
def issue_file(request: Request, issue_id: Id, ending: str, params: Annotated[FileParams, Query()]) -> Response:
    """An issue as a download."""
    return _file(request, ending, issue_id, by_day=params.by_day)


@router.get("/desk/newsletter.{ending}")
def default_file(request: Request, ending: str) -> Response:
    """The issue that is written now, as a download."""
    return _file(request, ending, None, by_day=False)


@router.post("/issues")
def make_issue(request: Request, fields: Fields) -> Response:
    """Begins an issue."""
    try:
        title = check_line(fields.get("title", ""))
    except NotWritable as error:
        raise HTTPException(422, str(error)) from error
    with reader(request).database.write() as connection:
        number = issues.add_issue(connection, title or None, login.editor_of(request))
    return RedirectResponse(f"{root_of(request)}/issues/{number}", 303)


@router.post("/issues/{issue_id}")
def change_issue(request: Request, issue_id: Id, fields: IssueFields) -> Response:
    """Stores what was typed, and does what the button says: `entry 9 up`, `section 3 hide`, `undo 41`."""
    editor, action = login.editor_of(request), fields.pop("action", "save")
    typed = fields.pop("typed", "").split()
    since = fields.pop("since", "0")
    is_script = "application/json" in request.headers.get("accept", "")
    number = int(since) if since.isascii() and since.isdecimal() else 0
    with reader(request).database.write() as connection:
        newsletter = _gather(connection, issue_id)
        known = [*fields] if is_script else typed
        refused = write_fields(connection, newsletter, fields, editor, since=number, typed=known)
        place = str(issue_id) if refused else _act(connection, newsletter, action, editor)
    if is_script:
        return JSONResponse({"refused": refused})
    if refused:  # all else is stored
        raise HTTPException(422, "; ".join(refused.values()))
    return RedirectResponse(f"{root_of(request)}/issues/{place}", 303)


def _names(newsletter: Newsletter) -> dict[Subject, str]:
    """What people call an issue, its sections and its entries: a title, a heading, the words of a line."""
    found = {Subject("section", str(one.id)): one.title for one in newsletter.issue.sections}
    every = (*newsletter.entries, *newsletter.aside)
    found |= {Subject("entry", str(one.written.id)): one.heading for one in every}
    return found | {Subject("issue", str(newsletter.issue.id)): newsletter.issue.title or ""}


def _act(connection: Connection, newsletter: Newsletter, action: str, editor: Editor) -> str:
    """Does what a button says, and gives where to go on."""
    issue_id, (verb, *words) = newsletter.issue.id, action.split() or ["save"]
    here = str(issue_id)
    if verb in ("entry", "section") and len(words) >= 2:
        place = _act_on_part(connection, newsletter, cast("SubjectKind", verb), words, editor)
        return f"{issue_id}{f'?entry={words[0]}' if place == f'entry-{words[0]}' else ''}#{place}"
    if verb == "add":
        section = issues.add_section(connection, issue_id, "own", " ".join(words) or "New section", editor)
        return f"{issue_id}#section-{section}"
    if verb in ("archive", "reopen"):
        issues.write(connection, "issue", issue_id, "archived", verb == "archive", editor)
    elif verb == "choose":
        issues.choose(connection, issue_id, editor.now)
    elif verb == "duplicate":
        return str(issues.duplicate(connection, issue_id, editor))
    elif verb in ("undo", "again") and words:
        _act_on_edit(connection, newsletter, verb, _number(words[0]), editor)
        return f"{issue_id}/history" if verb == "undo" else here
    elif verb != "save":
        raise HTTPException(400, "there is no such action")
    return here


def _act_on_part(
    connection: Connection, newsletter: Newsletter, kind: SubjectKind, words: list[str], editor: Editor
) -> str:
    number, verb = _number(words[0]), words[1]
    if Subject(kind, str(number)) not in issues.subjects_of(newsletter.issue):
        raise HTTPException(404, f"this issue has no {kind} {number}")
    place = issues.place_of(connection, kind, number)
    acts: Mapping[str, Callable[[], Any]] = {
        "up": lambda: issues.move(
            connection, kind, number, {**place, "position": max(1, place["position"] - 1)}, editor
        ),
        "down": lambda: issues.move(connection, kind, number, {**place, "position": place["position"] + 1}, editor),
        "hide": lambda: issues.write(connection, kind, number, "shown", False, editor),
        "show": lambda: issues.write(connection, kind, number, "shown", True, editor),
        "open": lambda: None,
    }
    if verb in acts:
        acts[verb]()
        return f"{kind}-{number}" if verb != "hide" else "saved"
    if kind == "section" and verb == "entry":
        return f"entry-{issues.add_entry(connection, number, None, editor)}"
    if kind == "section" and verb in ("by_day", "by_hand"):
        issues.write(connection, kind, number, "by_day", verb == "by_day", editor)
        return f"section-{number}"
    if kind == "entry" and verb in ("accept", "take", "add"):
        _accept(connection, newsletter, number, verb, words[2:], editor)
        return f"entry-{number}"
    if kind == "entry" and verb == "to" and len(words) == 3:
        section = _number(words[2])
        if section in [one.id for one in newsletter.issue.sections]:
            issues.move(connection, kind, number, {"section": section, "position": LARGEST_ID}, editor)
            return f"entry-{number}"
    raise HTTPException(400, "there is no such action")


def _accept(
    connection: Connection, newsletter: Newsletter, number: int, verb: str, keys: list[str], editor: Editor
) -> None:
    """Accepts the English title of an entry's document (`accept`), a line of its draft (`take`) or all of both as the
    page showed them (`take all`); adds a line."""
    pairs = ((part.kind, one) for part in newsletter.parts for one in part.entries)
    kind, entry = next(((kind, one) for kind, one in pairs if one.written.id == number), (None, None))
    document = queries.by_id(connection, entry.written.document_id) if entry and entry.written.document_id else None
    if kind is None or entry is None or document is None:
        raise HTTPException(404, f"entry {number} is of no document")
    is_all = keys[:1] == ["all"]
    if is_all and keys[1:] != [key_of_draft(entry)]:
        raise HTTPException(409, "the draft has changed; load the page again")
    if verb == "accept" or is_all:
        title = entry.english
        if verb == "accept" and (title is None or keys != [key_of(title.text)]):
            raise HTTPException(409, "the title has changed; load the page again")
        if title and title.is_machine:
            accept_title(connection, document, title.text, editor)
    if verb == "take":
        accept(connection, entry, kind, None if is_all else "".join(keys), editor)
    elif verb == "add":
        add(connection, entry, kind, "".join(keys), editor)


def _act_on_edit(connection: Connection, newsletter: Newsletter, verb: str, number: int, editor: Editor) -> None:
    """Takes an edit back, or takes its text up again."""
    edit = edits.find(connection, number)
    if edit is None or edit.subject not in issues.subjects_of(newsletter.issue):
        raise HTTPException(404, f"this issue has no edit {number}")
    if verb == "again":
        kind = cast("SubjectKind", edit.subject.kind)
        issues.write(connection, kind, edit.subject.id, edit.field, edit.after, editor)
        return
    try:
        undo(connection, number, editor)
    except NotUndone as error:
        raise HTTPException(409, str(error)) from error


def _number(word: str) -> int:
    if not (word.isascii() and word.isdecimal() and len(word) < 10):
        raise HTTPException(400, "there is no such action")
    return int(word)


def _gather(connection: Connection, issue_id: int | None, *, by_day: bool = False) -> Newsletter:
    try:
        return gather_newsletter(connection, issue_id, by_day=by_day)
    except LookupError as error:
        raise HTTPException(404, str(error)) from error


def _file(request: Request, ending: str, issue_id: int | None, *, by_day: bool) -> Response:
    if ending not in formats.MEDIA_TYPES:
        raise HTTPException(404, f"a newsletter is written as {', '.join(formats.MEDIA_TYPES)}")
    with reader(request).connection() as connection:
        newsletter = _gather(connection, issue_id, by_day=by_day)
    try:
        content = formats.write_newsletter(newsletter, ending)
    except ImportError as error:
        raise HTTPException(501, f"needs {error.name}: pip install 'zhengce[export]'") from error
    headers = {"Content-Disposition": f'attachment; filename="newsletter.{ending}"'}
    return Response(content, media_type=formats.MEDIA_TYPES[ending], headers=headers)
