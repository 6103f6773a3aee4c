"""Issues of the newsletter: the list, an issue with its fields, its history, its files.

Editors alone see an issue until it is published. Its page is one form: every button sends every field, so that none
loses what was typed beside it, with a script or without. A script saves what is typed as it is typed.
"""

from collections.abc import Mapping
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from markupsafe import Markup
from sqlalchemy.engine import Connection

from storage.documents import queries
from storage.editing import annotations, edits, issues, rows
from storage.editing.edits import Editor, Subject, of_document
from storage.editing.rows import SubjectKind
from storage.editing.undo import undo
from zhengce.checking.claims import Verdict
from zhengce.documents.editing import check_line
from zhengce.english.review import accept_title
from zhengce.newsletter.editing import TEXTS, bases_of, coverage_of, versions_of, write_fields
from zhengce.newsletter.issue import Newsletter, gather_newsletter
from zhengce.newsletter.lines import accept, add, addable, key_of_draft, lines_of
from zhengce.newsletter.render_html import content
from zhengce.newsletter.stories import COMMENT, MEDIA_TYPES, blocks_of, count_marks, write_newsletter
from zhengce.web.api.parameters import LARGEST_ID, PageParams, PlainPage
from zhengce.web.api.routes import Id, reader
from zhengce.web.middleware import root_of
from zhengce.web.pages import login
from zhengce.web.pages.rendering.templates import page
from zhengce.web.pages.verify import check_of

router = APIRouter()

Fields = Annotated[dict[str, str], Depends(login.read_form)]
ROWS_OF_HISTORY = 200
FORMS = {"md": "Markdown", "html": "HTML", "docx": "Word"}
"""In which the page offers an issue."""


class IssuePage(PageParams):
    """An issue; `entry`: the one of which everything is shown, by default the first."""

    entry: int | None = None
    preview: bool = False
    """For an editor, too, as it is printed."""


class CheckPage(PageParams):
    """The check of an issue; `verdict`: the lines that have such a one alone."""

    verdict: Verdict | None = None


@router.get("/issues")
def issues_page(request: Request, params: Annotated[PlainPage, Query()]) -> Response:
    """The issues that were published; for an editor every one, and a form for a new one."""
    is_editor = login.is_editor(request)
    with reader(request).connection() as connection:
        found, current = issues.list_issues(connection), issues.default_issue(connection)
    shown = [issue for issue in found if issue.published or is_editor]
    return page(request, "issues.html", issues=shown, current=current)


@router.get("/desk")
def desk(request: Request) -> Response:
    """The current issue; the list where there is none; where an editor has not begun one, the brief to pick from."""
    with reader(request).connection() as connection:
        current, is_first = issues.default_issue(connection), not issues.list_issues(connection)
    is_editor = login.is_editor(request)
    place = f"/issues/{current}" if current and is_editor else "/brief" if is_first and is_editor else "/issues"
    return RedirectResponse(f"{root_of(request)}{place}", 303)


@router.get("/issues/{issue_id}")
def issue_page(request: Request, issue_id: Id, params: Annotated[IssuePage, Query()]) -> Response:
    """An issue as it is printed; for an editor with its fields."""
    with reader(request).connection() as connection:
        newsletter = _visible(request, connection, issue_id)
        if params.preview or not login.is_editor(request):
            printed = Markup(content(blocks_of(newsletter)))
            return page(request, "printed.html", issue=newsletter.issue, printed=printed, forms=FORMS)
        last = edits.last_of(connection, issues.subjects_of(newsletter.issue))
        bases = bases_of(connection, newsletter)
    aside = [Subject("entry", str(entry.written.id)) for entry in newsletter.aside]
    aside += [Subject("section", str(section.id)) for section in newsletter.issue.sections if not section.shown]
    ids = [entry.written.id for entry in newsletter.entries]
    marks = {entry.written.id: count_marks(part.kind, entry) for part in newsletter.parts for entry in part.entries}
    values: dict[str, Any] = {
        "is_chosen": params.entry in ids,
        "open_entry": params.entry if params.entry in ids else next(iter(ids), None),
        "marks": marks,
        "marked": (sum(marks.values()), sum(map(bool, marks.values()))),
        "lines_of": lines_of,
        "addable": addable,
        "key_of_draft": key_of_draft,
        "coverage_of": coverage_of,
        "comment": COMMENT,
        "bases": " ".join(f"{name}:{number}" for name, number in bases.items()),
        "aside": sorted(aside, key=lambda one: last.get((one, "shown"), 0), reverse=True),
        "names": _names(newsletter),
        "documents": newsletter.documents,
        "forms": FORMS,
    }
    return page(request, "issue.html", newsletter=newsletter, issue=newsletter.issue, **values)


@router.get("/issues/{issue_id}/history", dependencies=[Depends(login.check_editor)])
def history_page(request: Request, issue_id: Id, params: Annotated[PlainPage, Query()]) -> Response:
    """What was written in an issue, by whom and when, for editors, who take any of it up again."""
    with reader(request).connection() as connection:
        newsletter = gather_newsletter(connection, issue_id)
        history = edits.of_subjects(connection, _subjects(newsletter))
    acts = [one for one in history if one.field in ("shown", "published") and one.before is not None]
    rows = sorted([*versions_of(history), *acts], key=lambda edit: edit.id, reverse=True)[:ROWS_OF_HISTORY]
    return page(request, "history.html", issue=newsletter.issue, rows=rows, names=_names(newsletter))


@router.get("/issues/{issue_id}/check", dependencies=[Depends(login.check_editor)])
def check_page(request: Request, issue_id: Id, params: Annotated[CheckPage, Query()]) -> Response:
    """What an issue prints beside what is held, for editors."""
    with reader(request).connection() as connection:
        newsletter = gather_newsletter(connection, issue_id)
    text = write_newsletter(newsletter, "md").decode()
    return page(request, "check.html", issue=newsletter.issue, only=params.verdict, **check_of(request, text))


@router.get("/issues/{issue_id}/newsletter.{ending}")
def issue_file(request: Request, issue_id: Id, ending: str, params: Annotated[PlainPage, Query()]) -> Response:
    """An issue as a download."""
    if ending not in MEDIA_TYPES:
        raise HTTPException(404, f"a newsletter is written as {', '.join(MEDIA_TYPES)}")
    with reader(request).connection() as connection:
        newsletter = _visible(request, connection, issue_id)
    written = write_newsletter(newsletter, ending, request.app.state.configuration.template)
    headers = {"Content-Disposition": f'attachment; filename="newsletter.{ending}"'}
    return Response(written, media_type=MEDIA_TYPES[ending], headers=headers)


@router.post("/issues")
def make_issue(request: Request, fields: Fields) -> Response:
    """Begins an issue."""
    title = check_line(fields.get("title", ""))
    with reader(request).database.write() as connection:
        number = issues.add_issue(connection, title or None, login.editor_of(request))
    return RedirectResponse(f"{root_of(request)}/issues/{number}", 303)


@router.post("/issues/{issue_id}")
def change_issue(request: Request, issue_id: Id, fields: Fields) -> Response:
    """Stores what was typed, and does what the button says: `entry 9 at 3 1`, `section 3 hide`, `undo 41`."""
    editor, action = login.editor_of(request), fields.pop("action", "save")
    pairs = [pair.rpartition(":") for pair in fields.pop("bases", "").split()]
    bases = {name: int(number) for name, _, number in pairs if number.isascii() and number.isdigit()}
    with reader(request).database.write() as connection:
        newsletter = gather_newsletter(connection, issue_id)
        written = write_fields(connection, newsletter, fields, editor, bases)
        is_stored = not written.refused and not written.conflicts
        place = _act(connection, newsletter, action, editor) if is_stored else ""
    if "application/json" in request.headers.get("accept", ""):
        own = {name: number for name, number in written.bases.items() if name in fields}
        return JSONResponse({"refused": written.refused, "conflicts": written.conflicts, "bases": own})
    if not is_stored:  # all else is
        theirs = [
            f"another window wrote “{text}” where this one has “{fields[name]}”; keep one of them"
            for name, text in written.conflicts.items()
        ]
        raise HTTPException(409 if theirs else 422, "; ".join([*theirs, *written.refused.values()]))
    return RedirectResponse(f"{root_of(request)}/issues/{place}", 303)


def _names(newsletter: Newsletter) -> dict[Subject, str]:
    """What people call an issue, its sections and its entries: a title, a heading, the words of a line."""
    found = {Subject("section", str(section.id)): section.title for section in newsletter.issue.sections}
    for entry in (*newsletter.entries, *newsletter.aside):
        found[Subject("entry", str(entry.written.id))] = entry.heading
        found[of_document(entry.written.document_id or 0)] = entry.title or ""
    return found | {Subject("issue", str(newsletter.issue.id)): newsletter.issue.title or ""}


def _subjects(newsletter: Newsletter) -> list[Subject]:
    """What has edits in the history of an issue."""
    return [*issues.subjects_of(newsletter.issue), *map(of_document, newsletter.documents)]


def _act(connection: Connection, newsletter: Newsletter, action: str, editor: Editor) -> str:
    """Does what a button says, and gives where to go on."""
    issue_id, (verb, *words) = newsletter.issue.id, action.split() or ["save"]
    here = str(issue_id)
    if verb in ("entry", "section") and len(words) >= 2:
        place = _act_on_part(connection, newsletter, cast("SubjectKind", verb), words, editor)
        is_open = place.startswith("entry-") and words[1] != "at"
        return f"{issue_id}{f'?entry={place[6:]}' if is_open else ''}#{place}"
    if verb == "add":
        section = issues.add_section(connection, issue_id, "own", " ".join(words) or "New section", editor)
        return f"{issue_id}#section-{section}"
    if verb in ("publish", "withdraw"):
        rows.write(connection, "issue", issue_id, "published", verb == "publish", editor)
    elif verb in ("undo", "again") and words:
        _act_on_edit(connection, newsletter, verb, _number(words[0]), editor)
        return f"{issue_id}/history" if verb == "undo" else here
    elif verb != "save":
        raise HTTPException(400, "there is no such action")
    return here


SWITCHES = {
    **{(kind, verb): ("shown", verb == "show") for kind in ("section", "entry") for verb in ("show", "hide")},
    **{("section", verb): ("by_day", verb == "by_day") for verb in ("by_day", "by_hand")},
    **{("entry", verb): ("picture", verb == "picture") for verb in ("picture", "no_picture")},
}
"""What a button of a section or an entry sets: a field, and its value."""


def _act_on_part(
    connection: Connection, newsletter: Newsletter, kind: SubjectKind, words: list[str], editor: Editor
) -> str:
    number, verb, numbers = _number(words[0]), words[1], words[2:]
    if Subject(kind, str(number)) not in issues.subjects_of(newsletter.issue):
        raise HTTPException(404, f"this issue has no {kind} {number}")
    here = f"{kind}-{number}"
    if (kind, verb) in SWITCHES:
        rows.write(connection, kind, number, *SWITCHES[kind, verb], editor)
        return here if verb != "hide" else "saved"
    if verb == "at" and numbers:
        *section, position = map(_number, numbers)
        if section and section[0] not in [one.id for one in newsletter.issue.sections]:
            raise HTTPException(404, f"this issue has no section {section[0]}")
        place: Mapping[str, int] = {"position": position or LARGEST_ID}
        issues.move(connection, kind, number, {**place, "section": section[0]} if section else place, editor)
        return here
    if kind == "section" and verb == "entry":
        return f"entry-{issues.add_entry(connection, number, None, editor)}"
    if kind == "entry" and verb in ("accept", "add"):
        _accept(connection, newsletter, number, verb, "".join(numbers), editor)
        return here
    raise HTTPException(400, "there is no such action")


def _accept(connection: Connection, newsletter: Newsletter, number: int, verb: str, key: str, editor: Editor) -> None:
    """Accepts what a machine says in an entry, with the English title where that is printed; or adds a line."""
    pairs = ((part.kind, one) for part in newsletter.parts for one in part.entries)
    kind, entry = next(((kind, one) for kind, one in pairs if one.written.id == number), (None, None))
    document = queries.by_id(connection, entry.written.document_id) if entry and entry.written.document_id else None
    if kind is None or entry is None or document is None:
        raise HTTPException(404, f"entry {number} is of no document")
    if verb == "add":
        add(connection, entry, kind, key, editor)
        return
    if key != key_of_draft(entry):
        raise HTTPException(409, "the draft has changed; load the page again")
    if kind == "top" and entry.english and entry.english.is_machine:
        accept_title(connection, document, entry.english.text, editor)
    accept(connection, entry, kind, editor)


def _act_on_edit(connection: Connection, newsletter: Newsletter, verb: str, number: int, editor: Editor) -> None:
    """Takes an edit back, or takes its text up again."""
    edit = edits.find(connection, number)
    if edit is None or edit.subject not in _subjects(newsletter):
        raise HTTPException(404, f"this issue has no edit {number}")
    kind = edit.subject.kind
    if verb == "undo":
        undo(connection, number, editor)
    elif edit.field not in TEXTS.get(kind, ()):
        raise HTTPException(400, "this edit is of no text")
    elif kind == "document":
        annotations.set_title(connection, edit.subject.id, edit.after, editor)
    else:
        rows.write(connection, cast("SubjectKind", kind), edit.subject.id, edit.field, edit.after, editor)


def _number(word: str) -> int:
    if not (word.isascii() and word.isdecimal() and len(word) < 10):
        raise HTTPException(400, "there is no such action")
    return int(word)


def _visible(request: Request, connection: Connection, issue_id: int) -> Newsletter:
    """An issue that was published; for editors any."""
    newsletter = gather_newsletter(connection, issue_id)
    if not newsletter.issue.published and not login.is_editor(request):
        raise HTTPException(404, f"there is no issue {issue_id}")
    return newsletter
