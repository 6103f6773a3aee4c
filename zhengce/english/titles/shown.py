"""The English that a title is shown under, who made it, and the part of it that an editor accepts.

A machine translates the name in a title. What stands around the name (a draft, an approval, an amendment) is the frame,
which the rules alone put into English.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from parsers.grammar.title import read_title
from parsers.record import PolicyDocument
from storage.documents.queries import StoredDocument
from storage.translations.queries import Translation
from storage.translations.texts import AGREED, AMENDED, Text
from zhengce.english.local_bodies import local_body
from zhengce.english.titles.frames import DRAFT, LONGEST, amends, before_name, english_title
from zhengce.english.titles.lexicon import cut
from zhengce.english.titles.names import CHINESE, heads, without_preposition

LEAD = "Known words: "
"""Before the words of a title that has no English: they are no title."""
_LEAST = 3
"""Characters of a word that is said, unless the glossary has it: shorter ones have many senses."""


@lru_cache(maxsize=4096)
def gloss(title: str) -> str | None:
    """The title in English, or the words of it that are known; None where none is.

    For lists and pages alone: known words are never stored, exported, cited or printed in an issue.
    """
    return english_title(title).text or known_words(title)


def english_words(title: str) -> str:
    """The title in English, or the English of its words in their order, for search by meaning alone."""
    words = cut((read_title(title).subject or title)[:LONGEST])
    return english_title(title).text or " ".join(word.english for word in words if word.kind != "function")


def known_words(title: str) -> str | None:
    """The body, the kind of document and the terms of a title in their order, “…” for what is not known."""
    reading = read_title(title)
    subject = reading.issued_title or reading.subject or title
    said: list[str] = []
    for word in cut(subject[:LONGEST]):
        is_term = word.is_official or (len(word.chinese) >= _LEAST and CHINESE.search(word.chinese))
        if word.kind in ("noun", "place", "year", "plan") and is_term and not CHINESE.search(word.english):
            said.append(word.english.removeprefix("the "))
        elif word.kind not in ("and", "of") and said and said[-1] != "…":
            said.append("…")
    terms = " · ".join(said).replace(" · … · ", " … ").replace(" · …", " …")
    head = heads().get(reading.document_type or "", "")
    bodies = [name for body in reading.issuing_bodies if (name := body.name_en or local_body(body.name))]
    count = len(reading.issuing_bodies) - len(bodies[:1])
    others = f" and {count} {'others' if count > 1 else 'other'}" if count and bodies else ""
    issuers = f"{bodies[0]}{others}" if bodies else ""
    parts = [issuers, without_preposition(head), terms]
    return f"{LEAD}{': '.join(filter(None, parts))}" if terms and terms != "…" else None


MARK = "[machine, unreviewed]"
"""Printed behind every English text that no person has read."""
LOZENGE, LEGEND = "◇", "◇ English by a machine, not reviewed"
"""In the place of the mark on a terminal and in Markdown, and what says so once."""

ORIGIN = r"^(editor|accepted|rules|(model|local):.+)$"
"""Who made an English text: an editor for this document; an editor for the text, wherever it stands; the rules; the
model of this name, behind an address or in a folder."""


_DRAFT_NAME = re.compile(r"[（(](?!(?:公开)?征求意见稿)[^（）()]*(?:稿|草案)[）)]$")
"""（修订草案征求意见稿）, （第二次征求意见稿）: the name says itself which draft it is."""


@dataclass(frozen=True, slots=True)
class ShownText:
    """An English text and its origin, one of ORIGIN."""

    text: str
    origin: str

    @property
    def is_machine(self) -> bool:
        """True where no person has read it."""
        return self.origin not in ("editor", "accepted")

    @property
    def printed(self) -> str:
        """With the mark where a machine made it."""
        return f"{self.text} {MARK}" if self.is_machine else self.text


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands before and behind the name in an English title."""

    before: str
    after: str

    def around(self, name: str) -> str:
        """The whole title."""
        before = self.before.removesuffix("the ") if name.startswith(("the ", "The ")) else self.before
        return before + name + ("" if "Draft" in name else self.after)

    def name_in(self, title: str) -> str | None:
        """The name in a title of this frame; None in one of another."""
        if not title.startswith(self.before) or not title.endswith(self.after):
            return None
        return title[len(self.before) : len(title) - len(self.after)].strip() or None


def key_of(english: str) -> str:
    """By what a button names an English text that its page shows."""
    return blake2b(english.encode(), digest_size=4).hexdigest()


def shown_title(document: StoredDocument) -> ShownText | None:
    """The first of these that is there: an editor's of this document, an accepted one, a machine's."""
    english = document.english
    if document.title_en:
        return ShownText(document.title_en, "editor")
    if english.accepted_whole:
        return ShownText(english.accepted_whole.english, "accepted")
    if english.accepted:
        return ShownText(frame_of(document.record).around(english.accepted.english), "accepted")
    return machine_title(document)


def machine_title(document: StoredDocument) -> ShownText | None:
    """The first of these that is there: that of the rules where every word is an official one, a model's, that of the
    rules where it is wholly English."""
    english = document.english
    rules = english_title(document.record.title)
    if english.made and english.made.english and not rules.is_certain:
        return ShownText(frame_of(document.record).around(english.made.english), origin_of(english.made))
    return ShownText(rules.text, "rules") if rules.text else None


def printed_title(document: StoredDocument) -> str | None:
    """The English title as it is printed for people, marked where a machine made it."""
    title = shown_title(document)
    return title.printed if title else None


def reviewed_title(document: StoredDocument) -> str | None:
    """The English title that an editor wrote or accepted: citations print no other."""
    title = shown_title(document)
    return None if title is None or title.is_machine else title.text


def origin_of(made: Translation) -> str:
    """The origin of what a machine made, with the machine's name: model:qwen3:8b."""
    return f"{made.origin}:{made.engine}"


def frame_of(record: PolicyDocument) -> Frame:
    """The frame of a title around its name (`storage.translations.texts.name_of`)."""
    kind, subject = record.document_type or "", record.subject or ""
    head = heads().get(kind, "")
    is_named_so = _DRAFT_NAME.search(record.issued_title or subject or record.title)
    after = f" {DRAFT}" if record.stage == "draft" and not is_named_so else ""
    if record.issued_title:
        return Frame(before_name(record.title, kind), after)
    if match := AMENDED.fullmatch(subject):
        return Frame(f"{amends(head, match['verb'])} the ", after)
    if AGREED.fullmatch(subject):
        return Frame("Approval of ", after)
    return Frame(f"{head} " if subject and head else "", after)


def reviewed_text(document: StoredDocument, english: str) -> tuple[Text, str]:
    """The text that an English title of a document is accepted for, and its English: the name, where the title has the
    frame that the rules give it; else the title as it is."""
    name = frame_of(document.record).name_in(english)
    return (document.english.name, name) if name else (Text("name", document.record.title), english)
