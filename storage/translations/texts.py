"""What is translated: the name in a title, an indicator, a sentence; and the key under which its English is held."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any, Literal

from parsers.grammar.folding import fold
from parsers.record import Relation, Target

TextKind = Literal["name", "indicator", "sentence"]
KINDS: tuple[TextKind, ...] = ("name", "indicator", "sentence")


@dataclass(frozen=True)
class Text:
    """A Chinese text that has English of its own, whatever documents it stands in."""

    kind: TextKind
    chinese: str

    @cached_property
    def key(self) -> str:
        """The same for the same words in another width, with other quotation marks or blanks."""
        return text_key(self.kind, self.chinese)


@lru_cache(maxsize=4096)
def text_key(kind: TextKind, chinese: str) -> str:
    """SHA-256 of the kind and the folded Chinese, in hexadecimal."""
    return sha256(f"{kind}\n{fold(chinese)}".encode()).hexdigest()


DRAFT = re.compile(r"\s*[（(](?:公开)?征求意见稿[）)]$")
"""What the frame says; a 修订草案征求意见稿 or a second draft is part of the name."""

AMENDED = re.compile(r"(?P<verb>修改|修订|废止)\s*《(?P<name>[^《》]+)》")
AGREED = re.compile(r"(?:原则)?同意(?P<name>.+)")


def name_of(title: str, issued_title: str | None, subject: str | None) -> Text:
    """The part of a title that is translated: the name of what it issues, else its subject, else the whole of it.

    A draft has the name of its final: 甲办法（征求意见稿） gives 甲办法. What amends or repeals one other document has
    that one's: 修改《甲办法》 gives 甲办法. What agrees to something has that: 同意设立甲 gives 设立甲. The frame of
    the title says the rest.
    """
    whole = DRAFT.sub("", issued_title or subject or title)
    framed = None if issued_title else AMENDED.fullmatch(whole) or (AGREED.fullmatch(whole) if subject else None)
    return Text("name", (framed["name"] if framed else whole) or title)


def texts_of_title(titled: Any) -> tuple[Text, Text]:
    """The name in the title of a record, or of a row with its columns, and the title as it is."""
    return name_of(titled.title, titled.issued_title, titled.subject), Text("name", titled.title)


def texts_of(targets: Iterable[Target], relations: Iterable[Relation] = ()) -> list[Text]:
    """Indicators, and the sentences that targets and relations were read from."""
    targets = list(targets)
    texts = [Text("indicator", target.indicator) for target in targets]
    words = (*(target.words for target in targets), *(relation.words for relation in relations))
    return list(dict.fromkeys((*texts, *(Text("sentence", word) for word in words if word))))
