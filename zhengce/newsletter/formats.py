"""The forms in which a newsletter is written: a renderer and a media type each; its documents as citations."""

from collections.abc import Mapping
from pathlib import Path

from zhengce.citations import FILES, STYLES, citation_file
from zhengce.citations.facts import CitationFacts
from zhengce.newsletter import render_html, render_markdown
from zhengce.newsletter.issue import Newsletter
from zhengce.newsletter.stories import blocks_of

MEDIA_TYPES: Mapping[str, str] = {
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    **{ending: media_type for media_type, ending in filter(None, (style.media_type for style in STYLES.values()))},
}
"""File ending -> media type."""


def write_newsletter(newsletter: Newsletter, ending: str, template: Path | None = None) -> bytes:
    """The newsletter as a file of this ending; of Word in the styles of a template.

    Raises ImportError where python-docx is not installed (docx).
    """
    title, blocks = newsletter.issue.title or "Newsletter", blocks_of(newsletter)
    if ending == "docx":
        from zhengce.newsletter import render_docx

        return render_docx.render(title, blocks, template)
    if ending in FILES:
        return citation_file([CitationFacts(document) for document in newsletter.printed_documents], FILES[ending])
    written = render_markdown.pieces(blocks) if ending == "md" else render_html.pieces(title, blocks)
    return "".join(written).encode()
