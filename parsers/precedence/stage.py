"""Which place gives the stage, and what makes a page a document at all.

The page's template or column, but a column of documents is outweighed by a title that says 征求意见稿 or 解读, and
one of interpretations by a document's title with a number or a sign-off. Figures
of a period, and texts that report on a document that they do not print, are news. What is left is a final document only
where something shows it: a column that lists it, the type in its title, a number, an addressee, a sign-off, or words of
issue.
"""

import re

from parsers.extraction import Notice, Place
from parsers.grammar.layout.head import read_layout
from parsers.grammar.news import are_figures, reports_on_another, reports_only
from parsers.grammar.title import TitleReading
from parsers.record import Evidence, Stage

# 现将…联系方式公布如下 · 现就…有关事项通知如下 · 现予公布 · 特此公告
_ISSUES = re.compile(
    "现(?:将|就|予)[^。]{0,120}?(?:公布|公告|通告|通知|通报|发布|公示|印发|转发)|特此(?:公告|通告|通知|通报|公示)"
)
_OPENING = 5

Staged = tuple[Stage | None, Evidence | None]
"""A stage and why; None for a page that nothing shows to be a document."""


def choose_stage(notice: Notice, heading: str, title: TitleReading, *, is_annexed: bool) -> Staged:
    """The stage of a page. `title`: the reading of its heading, or of the document that a press text annexes."""
    page = None if is_annexed else notice.stage
    is_printed = page == "interpretation" and not title.evidence.get("stage") and _is_signed(notice, heading, title)
    if page in ("draft", "interpretation", "news") and not is_printed:
        return page, Evidence("page or column", page)
    if words := title.evidence.get("stage"):
        return title.stage, words
    if page is None and not notice.facts.get("document_number") and are_figures(title):
        return "news", Evidence("title: figures of a period", heading)
    if not notice.attachments and reports_only(title, notice.body):
        return "news", Evidence("text: reports on a document that it does not print", notice.body[0])
    if is_annexed:
        return title.stage, Evidence("title of the document behind the text", title.title)
    if page:
        return title.stage, Evidence("column", page)
    if title.document_type or title.document_number:
        return title.stage, Evidence("title", heading)
    if evidence := _shown_in_text(notice, heading):
        return title.stage, evidence
    if reports_on_another(notice.body) and not notice.attachments:
        return "news", Evidence("text: reports on a document that it does not print", notice.body[0])
    if row := next((finding for finding in notice.facts["title"] if finding.place is Place.LISTING), None):
        return title.stage, Evidence(row.rule, row.text)
    return None, None


def _is_signed(notice: Notice, heading: str, title: TitleReading) -> bool:
    """Whether a page with the title of a document prints its number or sign-off: no column overrules these."""
    if title.document_type is None:
        return False
    layout = read_layout(notice.body, heading)
    return bool(notice.facts.get("document_number") or layout.number or (layout.signed_on and layout.signed_by))


def _shown_in_text(notice: Notice, heading: str) -> Evidence | None:
    """What shows that a page whose title has no type is a document: 发文字号, 主送机关 or 发文机关署名."""
    if number := next(iter(notice.facts.get("document_number", ())), None):
        return Evidence(f"number in {number.place}", number.text)
    layout = read_layout(notice.body, heading)
    for rule, text in (
        ("number", layout.number.as_printed if layout.number else layout.order_number),
        ("addressee", layout.addressed_to),
        (Place.SIGN_OFF, layout.signed_by if layout.signed_on else None),
        (Place.PROMULGATION, layout.promulgated_as_printed or layout.adopted_as_printed),
    ):
        if text:
            return Evidence(rule, text)
    issued = next(filter(None, map(_ISSUES.search, (*notice.body[:_OPENING], *notice.body[-_OPENING:]))), None)
    return Evidence("words of issue", issued[0]) if issued else None
