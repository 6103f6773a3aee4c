"""The terms of a text that its English has to keep: bodies and glossary rows, found in the cut of the text.

As substrings 化工 stands in 绿化工作 and 发电 in 印发电子…: a term counts where the cheapest cut of the text has it as
a word. Names of bodies are taken out first, for 工业和信息化部 is no 信息化.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache

from parsers.grammar import agencies
from zhengce.english.glossary.spelling import STOP_WORDS, stem, words_of
from zhengce.english.glossary.terms import Entry, entries
from zhengce.english.titles.lexicon import Word, cut

_CONTENT = ("noun", "adjective", "verb", "action")
_SILENT = frozenset(
    "工作 做好 开展 进一步 切实 认真 有关 有关工作 相关 进一步做好 组织 组织开展 事项 事宜 问题 等 "
    "中华人民共和国".split()
)
"""Words that English leaves out or renders in any way."""


@lru_cache(maxsize=32_768)
def roots_of(text: str) -> frozenset[str]:
    """The words of an English text without their endings: industry and industrial are one."""
    return frozenset(stem(word) for word in words_of(text) if word not in STOP_WORDS)


@lru_cache(maxsize=8192)
def terms_of(text: str) -> tuple[Entry, ...]:
    """The known words of a text, each once, in its order."""
    found: dict[str, Entry] = {}
    for part in _parts(text):
        terms = [part] if isinstance(part, Entry) else filter(None, map(_term, cut(part)))
        found |= {term.chinese: term for term in terms}
    return tuple(found.values())


def _term(word: Word) -> Entry | None:
    if entry := _glossary().get(word.chinese):
        return entry
    is_said = word.kind in _CONTENT and word.english not in ("", word.chinese) and word.chinese not in _SILENT
    return Entry(word.chinese, word.english, (word.gerund,) if word.gerund else (), "word") if is_said else None


def _parts(text: str) -> Iterator[Entry | str]:
    """The bodies of a text, and what stands between them."""
    start = at = 0
    while at < len(text):
        name = agencies.name_at(text, at) if agencies.may_begin(text[at]) else None
        end = at + len(name or "")
        if name is None or len(name) < 3 or (name[-1] == "部" and text[end : end + 1] in ("门", "分", "署")):
            at += 1
            continue
        yield text[start:at]
        bearers = {bearer.agency.id: bearer.agency for bearer in agencies.NAMES[name]}
        if forms := [form for body in bearers.values() for form in (body.en_name, body.abbr) if form]:
            yield Entry(name, forms[0], tuple(forms[1:]), "body")
        start = at = end
    yield text[start:]


@cache
def _glossary() -> Mapping[str, Entry]:
    return {entry.chinese: entry for entry in entries()}


def glossary_of(texts: Iterable[str]) -> dict[str, str]:
    """The rows of the glossary and the bodies that occur in texts, with their preferred English."""
    return {term.chinese: term.english for text in texts for term in terms_of(text) if term.kind != "word"}


def likeness(known: Sequence[Entry], roots: frozenset[str]) -> float | None:
    """The share of terms of which a word stands among those of an English text; None where there are no terms."""
    return sum(is_like(term, roots) for term in known) / len(known) if known else None


def is_like(term: Entry, roots: frozenset[str]) -> bool:
    """Whether a word of a form of a term is among those of an English text."""
    return any(roots_of(form) & roots for form in term.forms)


def is_missing(term: Entry, roots: frozenset[str]) -> bool:
    """Whether no form of a term has all its words among those of an English text."""
    return not any(words and words <= roots for words in map(roots_of, term.forms))
