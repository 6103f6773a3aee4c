"""The English title that a document is shown under, and who made it: an editor, or the rules."""

from dataclasses import dataclass
from typing import Literal

from outputs.english.titles.frames import english_title
from storage.documents.queries import StoredDocument

TitleOrigin = Literal["editor", "rules"]

MARK = "[machine, unreviewed]"
"""Printed behind every English title that no person has read."""


@dataclass(frozen=True, slots=True)
class ShownTitle:
    """An English title and its origin."""

    text: str
    origin: TitleOrigin

    @property
    def printed(self) -> str:
        """With the mark where a machine made it."""
        return self.text if self.origin == "editor" else f"{self.text} {MARK}"


def shown_title(document: StoredDocument) -> ShownTitle | None:
    """An editor's title; else that of the rules where it is wholly English; None where neither is there."""
    if document.title_en:
        return ShownTitle(document.title_en, "editor")
    found = english_title(document.record.title)
    return ShownTitle(found.text, "rules") if found.is_whole else None


def printed_title(document: StoredDocument) -> str | None:
    """The English title as it is printed for people, marked where a machine made it."""
    shown = shown_title(document)
    return shown.printed if shown else None
