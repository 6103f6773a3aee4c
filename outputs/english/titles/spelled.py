"""The last resort for what no table of words holds: names of places, bodies and people, spelled in Latin letters.

What a name ends in is put into English (`name_parts.csv`: 港, Port), the rest into pinyin (GB/T 28039: one word a
place, surname and given name apart) and marked, for it may be a common word, or read in another way.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from unicodedata import normalize

from msgspec.structs import replace

from outputs.english.titles.lexicon import Word, word_class
from parsers.csv_tables import rows_of
from parsers.grammar.patterns import lazy_regex

_TONES = lazy_regex("[\u0300\u0301\u0304\u030c]")
MARK = "[pinyin]"
"""Behind every word that is spelled, not translated."""

_PLACE = lazy_regex(r"[\u3400-\u9fff]{1,3}?[省县镇乡](?=.)")
_BRACKET = lazy_regex(r"([（()）])")
_CHINESE_RUN = lazy_regex(r"[\u3400-\u9fff]+")
_HEADLINE = tuple(word_class("headline"))
"""Verbs of press headlines, 迎来 or 步入: they are no part of a name, and stay Chinese."""
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董袁潘蔡蒋余杜叶程魏苏吕丁任卢姚钟姜崔谭"
    "陆汪范石廖贾韦付方邹熊孟秦邱江尹薛闫段雷侯龙史陶贺顾毛郝龚邵万钱严覃武戴莫孔汤常温康施牛葛邢安齐"
)


def spelled(text: str) -> str:
    """A text of unknown words in Latin letters: 秀屿港 as Xiuyu Port [pinyin]; 港 alone as port, without a mark."""
    return " ".join(_CHINESE_RUN.sub(lambda run: f" {_run(run[0])} ", text).split())


def spelled_words(words: Sequence[Word]) -> Iterator[Word]:
    """The words, with the unknown ones in Latin letters and brackets apart from them."""
    for word in words:
        if word.kind != "unknown" or word.chinese.startswith(_HEADLINE):
            yield word
            continue
        for piece in _BRACKET.split(word.chinese):
            if piece in ("（", "(", "）", ")"):
                yield replace(word, chinese=piece, english=piece)
            elif english := spelled(piece):
                yield replace(word, chinese=piece, english=english)


def _run(run: str) -> str:
    parts = _parts()
    if run in parts:
        return parts[run][0]
    for at in range(1, len(run)):
        if run[at:] in parts and run[:at] in parts:
            return f"{parts[run[:at]][0]} {parts[run[at:]][0]}".strip()
    if place := _PLACE.match(run):
        return f"{_run(place[0])} {_run(run[place.end() :])}"
    at = next((at for at in range(max(1, len(run) - 4), len(run)) if parts.get(run[at:], ("", ""))[1] == "name"), 0)
    if not at:
        return f"{_pinyin(run)} {MARK}"
    keeps = at == 1 and len(run) == 2  # 蔚县 keeps its 县: Yuxian County
    return f"{_pinyin(run if keeps else run[:at])} {parts[run[at:]][0].title()} {MARK}"


def _pinyin(name: str) -> str:
    syllables = _syllables(name)
    is_person = len(name) == 3 and name[0] in _SURNAMES
    words = [syllables[:1], syllables[1:]] if is_person else [syllables]
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
def _parts() -> Mapping[str, tuple[str, str]]:
    """English and kind: `name` ends names, too; `word` stands alone."""
    return {row["chinese"]: (row["english"], row["kind"]) for row in rows_of(__package__, "name_parts.csv")}
