"""The names of units in Chinese and English: 第十二条第二款, article 12, paragraph 2; 二、（一）, section 2(1)."""

from collections.abc import Sequence

from parsers.grammar.articles.model import Unit
from parsers.grammar.numerals import numeral

ARTICLE_FIELDS = ("article", "article_name")
"""Of `article_fields`."""

_CHINESE = {
    **{"part": "第{}编", "ch": "第{}章", "art": "第{}条", "para": "第{}款", "item": "第{}项", "point": "第{}目"},
    **{"annex": "附件{}", "div": "第{}节", "sub": "（{}）", "subpoint": "（{}）"},
}
_ENGLISH = {
    **{"part": "part", "ch": "chapter", "div": "section", "art": "article", "para": "paragraph", "item": "item"},
    **{"point": "point", "annex": "annex", "file": "attachment", "doc": "text", "subpoint": "point", "sub": "section"},
}


def name_of(unit: Unit, language: str) -> str:
    """The name by which a unit is cited; of an attached file, without the file."""
    steps = [step.partition("-") for step in unit.path.split("/")]
    steps = [step for step in steps if step[0] not in ("file", "doc", "rest")]
    is_numbered = unit.level.startswith("section") and unit.level != "section"
    if language == "en":
        return _in_english([(kind, number) for kind, _, number in steps], is_numbered=is_numbered)
    return "".join(_in_chinese(kind, number, is_numbered=is_numbered) for kind, _, number in steps) or "正文"


def _in_chinese(kind: str, number: str, *, is_numbered: bool) -> str:
    main, _, sub = number.partition("-")
    if kind == "sec":
        return f"{numeral(int(main))}、" if is_numbered else f"第{numeral(int(main))}节"
    if kind == "annex" or (kind in ("point", "subpoint") and is_numbered):
        return f"{main}." if kind == "point" else _CHINESE[kind].format(main)
    return _CHINESE[kind].format(numeral(int(main))) + (f"之{numeral(int(sub))}" if sub else "")


def _in_english(steps: Sequence[tuple[str, str]], *, is_numbered: bool) -> str:
    if is_numbered and (own := [number for kind, number in steps if kind in ("sec", "sub", "point", "subpoint")]):
        chapters = [f"{_ENGLISH[kind]} {number}" for kind, number in steps if kind in ("part", "ch", "div")]
        return ", ".join([*chapters, "section " + own[0] + "".join(f"({number})" for number in own[1:])])
    return ", ".join(f"{_ENGLISH.get(kind, 'section')} {number}" for kind, number in steps) or "text"


def article_fields(unit: Unit | None) -> dict[str, str | None]:
    """The unit in which words stand, as outputs name it: `article`, its path, and `article_name`, 第十二条第二款; that
    of a text without articles is a section: sec-2, 二、."""
    if unit is None or unit.level == "uncut":
        return dict.fromkeys(ARTICLE_FIELDS)
    return {"article": unit.path, "article_name": name_of(unit, "zh")}
