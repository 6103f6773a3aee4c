"""Names that no table holds, in Latin letters: places, what is named after them, and people.

A name is spelled only where its surroundings show that it is one: 秀屿港, 萧山临江高新技术产业开发区, 授予李喆生称号.
What it ends in is put into English (`name_parts.csv`: 港, Port), the rest into pinyin (GB/T 28039: surname and given
name apart), and marked. Any other unknown word stays Chinese, for pinyin of a common word says nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from unicodedata import normalize

from msgspec.structs import replace

from parsers.csv_tables import rows_of
from parsers.grammar.patterns import lazy_regex
from zhengce.english.titles.lexicon import Word, word_class

_TONES = lazy_regex("[\u0300\u0301\u0304\u030c]")
MARK = "[pinyin]"
"""Behind every word that is spelled, not translated."""

_BRACKET = lazy_regex(r"([（()）])")
_PLACE = lazy_regex(r"([\u3400-\u9fff]{2,3}[县镇乡]|[\u3400-\u9fff]县)(?=.)")
_LONGEST_NAME = 4
_DIVISIONS = "省市县区镇乡村州旗盟港"
_BEFORE_PEOPLE = word_class("before people")
_BEHIND_PEOPLE = word_class("behind people")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董袁潘蔡蒋余杜叶程魏苏吕丁任卢姚钟姜崔谭"
    "陆汪范石廖贾韦付方邹熊孟秦邱江尹薛闫段雷侯龙史陶贺顾毛郝龚邵万钱严覃武戴莫孔汤常温康施牛葛邢安齐"
)
_START = Word("", "note", "")
_COMPANIES = ("公司", "集团", "银行", "大学", "学院", "医院", "机场", "海关", "口岸", "电站", "电厂")


def spelled_words(words: Sequence[Word]) -> Iterator[Word]:
    """The words, with the names among the unknown ones in Latin letters and brackets apart from them."""
    pieces = [piece for word in words for piece in _without_brackets(word)]
    for at, word in enumerate(pieces):
        if word.kind != "unknown":
            yield word
        elif english := _spelled(pieces[at - 1] if at else _START, word.chinese, pieces[at + 1 :]):
            yield replace(word, english=english, kind="unknown" if MARK in english else "noun")
        elif english is None:
            yield word


def _without_brackets(word: Word) -> Sequence[Word]:
    if word.kind != "unknown":
        return (word,)
    return [replace(word, chinese=piece, english=piece) for piece in _BRACKET.split(word.chinese) if piece]


def _spelled(before: Word, run: str, behind: Sequence[Word]) -> str | None:
    """The English of an unknown run between its neighbours; empty for 类 or 级, None where it is no name."""
    if (suffix := _parts("suffix").get(run)) is not None and before.kind not in ("note", "function", "adverb", "year"):
        return suffix
    follows = behind[0].chinese if behind else ""
    if 1 < len(run) < 4 and run[0] in _SURNAMES and (before.chinese in _BEFORE_PEOPLE or follows in _BEHIND_PEOPLE):
        return f"{_pinyin(run[:1])} {_pinyin(run[1:])} {MARK}"
    if place := _PLACE.match(run):
        inner = _spelled(Word(place[0], "place", ""), run[place.end() :], behind)
        return inner and f"{_place(place[0])} {inner}"
    is_named_after = follows.endswith(_named_after()) or any(word.chinese.endswith(_COMPANIES) for word in behind[:3])
    is_within = is_named_after and run[-1] not in _DIVISIONS  # 临江 before 高新区 is no river
    if not is_within and (named := _place(run, in_a_place=before.kind == "place")):
        return named
    return f"{_pinyin(run)} {MARK}" if 1 < len(run) <= _LONGEST_NAME and is_named_after else None


def _place(run: str, *, in_a_place: bool = False) -> str | None:
    """秀屿港 as Xiuyu Port; 蔚县 keeps its 县: Yuxian County; 缓冲区 is none, but within a city."""
    for at in range(1, min(len(run), _LONGEST_NAME + 1)):
        english = _parts("name").get(run[at:])
        is_short = at == 1 and run[at:] != "县"
        if english and not is_short and (in_a_place or run[at:] != "区"):
            return f"{_pinyin(run if at == 1 else run[:at])} {english.title()} {MARK}"
    return None


def _pinyin(name: str) -> str:
    """One word with a capital; two of a name of four characters."""
    syllables = _syllables(name)
    words = [syllables[:2], syllables[2:]] if len(name) == _LONGEST_NAME else [syllables]
    return " ".join("".join(_apart(word)).capitalize() for word in words)


def _syllables(name: str) -> list[str]:
    """The first reading of each character, or that of a known name: 蔚县 is Yuxian. No tones, but ü."""
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT  # 0.2 s, and few titles need it

    known = PHRASES_DICT.get(name)
    toned = [one[0] for one in known] if known else [PINYIN_DICT.get(ord(char), char).split(",")[0] for char in name]
    return [normalize("NFC", _TONES.sub("", normalize("NFD", one))) for one in toned]


def _apart(syllables: list[str]) -> list[str]:
    """An apostrophe before a vowel within a word: Xi'an."""
    return [f"'{one}" if at and one[0] in "aeo" else one for at, one in enumerate(syllables)]


@cache
def _parts(kind: str) -> Mapping[str, str]:
    """The English of what ends names (`name`), or of what stands behind a known word (`suffix`)."""
    return {row["chinese"]: row["english"] for row in rows_of(__package__, "name_parts.csv") if row["kind"] == kind}


@cache
def _named_after() -> tuple[str, ...]:
    """What is called after places: 自然保护区, 高新技术产业开发区."""
    return tuple(name for name in _parts("name") if len(name) > 1)
