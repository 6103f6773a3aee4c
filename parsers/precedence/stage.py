"""Which place gives the stage: the page's template or column, its title, or figures and reports in the text."""

from parsers.extraction import Notice
from parsers.grammar.news import are_figures, reports_only
from parsers.grammar.title import TitleReading
from parsers.record import Evidence, Stage


def choose_stage(notice: Notice, printed: str, title: TitleReading, *, is_annexed: bool) -> tuple[Stage, Evidence]:
    """The stage and why; in a column of documents the title may say draft or interpretation.

    `printed`: the title of the page; `title`: that of the document, which is another one where it stands behind the
    page's text (`is_annexed`).
    """
    page = None if is_annexed else notice.stage
    if page in ("draft", "interpretation", "news"):
        return page, Evidence("page or column", page)
    if words := title.evidence.get("stage"):
        return title.stage, words
    if page is None and not notice.facts.get("document_number") and are_figures(title):
        return "news", Evidence("title: figures of a period", printed)
    if not notice.attachments and reports_only(title, notice.body):
        return "news", Evidence("text: reports on a document that it does not print", notice.body[0])
    if is_annexed:
        return title.stage, Evidence("title of the document behind the text", title.title)
    return title.stage, Evidence("column" if page else "title", page or printed)
