"""Whether two titles are of one document, in three strengths.

`printed_key`: the same words, whatever blanks and brackets. `instrument_key`: the same instrument, by whatever it is
issued, as 关于公开征求《样例办法（征求意见稿）》意见的通知, 关于印发《样例办法》的通知 and
样例办法（样例部令第1号） are.
样例目录（2021年本） and 样例目录（2024年本） are two: the edition is a part of the name. `instrument_name`: without it.
"""

import re
from functools import lru_cache

from parsers.grammar.document_type import ending_of
from parsers.grammar.issuing_bodies import leading_bodies
from parsers.grammar.title import read_title
from parsers.text import compact

_DRAFT = (
    r"(?:公开)?征求意见稿|意见征求稿|征求意见|送审稿|报审稿|草案|讨论稿|草稿|初稿|修订稿|修改稿|修正稿|公示稿|审议稿"
)
_BRACKETS = re.compile(r"(?<!\s)\s*+[（(〔\[【](?P<inner>[^（()）〔〕\[\]【】]{1,60})[)）〕\]】]")
_MARK = re.compile(
    rf"(?:第?[一二三四五六七八九十\d]++次?(?:公开)?|再次|公开|向社会|网上|修订|修正|修改|\d{{4}}年|{_DRAFT})*(?:{_DRAFT})(?:第?[一二三四五六七八九十\d]+(?:次|稿|版)|修改稿|[一二三四五六七八九十\d])?"
)
_BARE_MARK = re.compile(rf"(?:修订|修正|修改)?(?:{_DRAFT})$")
_REVISION = re.compile(
    r"(?:(?P<year>\d{4})年?)?(?:第[一二三四五六七八九十\d]+次)?(?:最新)?(?:修订|修正|修改|修订版|修订本|修正版|修正本)"
)
_TRIAL = re.compile(r"试行|暂行|试行版|试行稿")
_EDITION = re.compile(r"(?P<year>\d{4})年?(?:版|本|度|年版|年本)")
# 样例部公告（2025年第13号）: known by its number alone
_NUMBERED = re.compile(r"^[^关《，、年]{0,30}(?<!命)(?:公告|通告|令)$")
_ORDER_NUMBER = re.compile(r"号$|\d{4}年第")
_SEPARATORS = re.compile("[，,、；;]")
_REPUBLIC = "中华人民共和国"
_FOLD = str.maketrans("（）〈〉《》“”‘’，：－—–―~～", "()\0\0\0\0\0\0\0\0,:------", "")
_WITHOUT_TITLE_MARKS = str.maketrans("（）", "()", "《》〈〉")
_NOT_NAMED = re.compile(r"》[^《》]{0,6}等|^(?:部分|一批|有关)")
_SHORTEST = 3  # characters: 公路法


def printed_key(text: str | None) -> str:
    """A title or number for comparing: without blanks and brackets of titles, other brackets of one width."""
    return compact(text or "").translate(_WITHOUT_TITLE_MARKS)


def has_draft_mark(title: str) -> bool:
    """Whether a title says 征求意见稿, 草案 or 送审稿 of what it names."""
    return without_draft_mark(title) != title


def without_draft_mark(title: str) -> str:
    """The title of what this is a draft of: 样例目录（2024年本，征求意见稿） -> 样例目录（2024年本）."""

    def keep(bracket: re.Match[str]) -> str:
        parts = _SEPARATORS.split(bracket["inner"])
        others = [part for part in parts if not _MARK.fullmatch(compact(part))]
        return bracket.group() if len(others) == len(parts) else f"（{'，'.join(others)}）" if others else ""

    return _BARE_MARK.sub("", _BRACKETS.sub(keep, title).strip()).strip()


@lru_cache(maxsize=4096)
def instrument_key(title: str) -> str | None:
    """The key of the one instrument that a title issues, forwards, drafts or is itself; None where it names none.

    Equal keys mean one instrument by name. Left out are 征求意见稿, 草案, 试行 and 修订 in brackets, 中华人民共和国 at
    the beginning, bodies before 关于, blanks and the shape of punctuation; an edition (2024年本) stays. Documents of
    two bodies can have one title 关于…: compare the bodies, too.
    """
    named = _instrument(title)
    if named is None or _NOT_NAMED.search(named):
        return None
    key = _key(without_draft_mark(named))
    return key if len(key) >= _SHORTEST else None


def instrument_name(title: str) -> str | None:
    """The key without the edition: equal for the instruments that follow each other, 样例目录 of 2021 and of 2024."""
    key = instrument_key(title)
    if key is None:
        return None
    return re.sub(r"\((?:\d{4}年?(?:版|本|度)|第[一二三四五六七八九十\d]+版)\)", "", key)


def may_be_one_revision(draft: str, final: str) -> bool:
    """Whether two titles do not print different years of revision."""
    years = [set(years_of_revision(title)) for title in (draft, final)]
    return not (years[0] and years[1] and years[0].isdisjoint(years[1]))


def years_of_revision(title: str) -> list[str]:
    """The years of revision that a title prints in brackets: （2024年修订征求意见稿）."""
    years = (
        _REVISION.match(compact(part)) or re.match(r"(?P<year>\d{4})年(?=.*(?:征求意见|草案))", compact(part))
        for bracket in _BRACKETS.finditer(title)
        for part in _SEPARATORS.split(bracket["inner"])
    )
    return [match["year"] for match in years if match and match["year"]]


def _instrument(title: str) -> str | None:
    reading = read_title(title)
    if reading.stage in ("interpretation", "news"):
        return None
    named = reading.issued_title
    if named is None:
        named = _itself(title, reading.document_type)
    return without_owner(named) if named else None


def without_owner(title: str) -> str:
    """A title without the bodies before its 关于: 样例局关于…的报告 -> 关于…的报告."""
    about = title.find("关于")
    if about <= 0 or "《" in title[:about]:
        return title
    owners = leading_bodies(title)
    return title[about:] if owners.end and not title[owners.end : about].strip() else title


def _itself(title: str, kind: str | None) -> str | None:
    """The title of a document that is an instrument itself, without the number of its order."""
    bare = title.strip()
    while (brackets := list(_BRACKETS.finditer(bare))) and brackets[-1].end() == len(bare):
        if not _ORDER_NUMBER.search(brackets[-1]["inner"].strip()):
            break
        bare = bare[: brackets[-1].start()].strip()
    if bare.startswith("《") and bare.endswith("》") and bare.count("《") == 1:
        bare = bare[1:-1]
    if _NUMBERED.search(_BRACKETS.sub("", bare)):
        return None
    if kind is None and not has_draft_mark(bare) and ending_of(_BRACKETS.sub("", bare)) is None:
        return None
    return bare


def _key(name: str) -> str:
    def keep(bracket: re.Match[str]) -> str:
        parts = [part for part in _SEPARATORS.split(compact(bracket["inner"])) if part]
        others = [
            f"{edition['year']}年版" if (edition := _EDITION.fullmatch(part)) else part
            for part in parts
            if not (_REVISION.fullmatch(part) or _TRIAL.fullmatch(part))
        ]
        return f"({','.join(others)})" if others else ""

    return compact(_BRACKETS.sub(keep, name)).translate(_FOLD).replace("\0", "").removeprefix(_REPUBLIC)
