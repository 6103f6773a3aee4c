"""The words by which running text states a target: verbs of reaching, change and building, bounds and endings.

`words.csv` has the words, a row each: its kind, what it means, words of a text that has it, and that text; some are
patterns, and the order of the rows of a kind is that in which they are tried. `kinds.csv` says what the words of a kind
tell, and where in what they are looked for in they stand.
"""

import re
from typing import cast

from parsers.csv_tables import rows_of
from parsers.grammar.patterns import lazy_regex
from parsers.grammar.targets.quantities import FIGURE as _NUMBER
from parsers.record import Comparator

_ROWS = rows_of(__package__, "words.csv")
_KINDS = {row["kind"]: row["at"] for row in rows_of(__package__, "kinds.csv")}
_AT = {
    "": "%s",
    "start": "^(?:%s)",
    "start+": "^(?:%s)+",
    "start blank": r"^\s*(?:%s)",
    "end": "(?:%s)$",
    "end+": "(?:%s)+$",
    "whole": "^(?:%s)$",
}
_AT["noun"] = r"(?:%s)(?:[（(][^）)]*[)）])?$"


def any_of(*kinds: str) -> str:
    """The alternatives of a pattern that stand for the words of these kinds."""
    return fill("|".join(row["words"] for row in _ROWS if row["kind"] in kinds))


def fill(pattern: str) -> str:
    """A pattern of a table with its parts: {count} stands for the words of that kind, or for what `PARTS` has."""
    return re.sub(r"\{([a-z_]+)\}", lambda part: PARTS.get(part[1]) or any_of(part[1]), pattern)


class _Words:
    """`words.fee` is the pattern of the words of the kind `fee`, compiled when it is first used."""

    def __getattr__(self, kind: str) -> re.Pattern[str]:
        if kind not in _KINDS:
            raise AttributeError(kind)
        pattern = re.compile(_AT[_KINDS[kind]] % any_of(kind))
        setattr(self, kind, pattern)
        return pattern


words = _Words()
PARTS: dict[str, str] = {}
"""What stands in braces in `rules.csv` and `words.csv`."""

_YEAR = r"(?:19|20)\d{2}年(?:底|末)?"
_PLAN = r"[“\"]?[一二三四五六七八九十]{1,3}五[”\"]?"
SENTENCE = lazy_regex(r"[^。；;！？!?\n]+[。；;！？!?]?")
HEADING = lazy_regex(
    r"^\s*(?:第[一二三四五六七八九十百]+[章节篇]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|专栏)"
)
UP, DOWN, COUNT = any_of("increase"), any_of("decrease"), any_of("count")
_OPPOSITE: dict[str, Comparator] = {">=": "<=", "<=": ">="}
_NEGATION = "(?:不|未|勿)(?:宜|应当?|能够?|可|会|再|准|许|允许|该|要|得|容)?|严禁|禁止|避免|防止"
BEYOND = f"(?:(?:{_NEGATION})?(?:{any_of('bound')}))"
"""低于, and its opposite with a negation: 不低于, 不宜低于, 不得低于."""
NEAR = f"(?:{BEYOND}|{any_of('bound_alone')})"
REACH = f"{any_of('reach')}|(?:{UP}|{DOWN}|发展|恢复|回升|控制|限制|提)(?:到|至)|{BEYOND}"
_MEANS = {row["words"]: row["means"] for row in _ROWS if "bound" in row["kind"] or row["kind"] == "sign"}
_BOUND = lazy_regex(
    f"(?P<negation>{_NEGATION})?(?P<beyond>{any_of('bound')})|(?P<word>{any_of('bound_alone', 'bound_after', 'sign')})"
)


def read_bound(printed: str | None) -> Comparator:
    """The bound of words at a figure: 不宜低于 and 以上 are >=; = where they set none."""
    match = _BOUND.fullmatch(printed or "")
    if match is None:
        return "="
    bound = cast("Comparator", _MEANS[match["word"] or match["beyond"]])
    return _OPPOSITE[bound] if match["negation"] else bound


_BASE_YEAR = (
    r"(?P<year>(?:19|20)\d{2})年?(?:底|末)?|[“\"]?(?P<plan>[一二三四五六七八九十]{1,3})五[”\"]?(?:末|期末|时期|期间)?"
)
FROM = lazy_regex(
    rf"(?:由|从|自)(?:目前|现在|当前|现有|{_YEAR}|{_PLAN}(?:规划)?(?:时期|期间|期末|规划期末|规划期|末))?的?(?:(?:{NEAR})$|$)"
)
"""What stands before a baseline: 由2020年的, 从目前的."""
_RISES = (
    "(?:以上|以下|左右|逐步|进一步|稳步|再|大幅|快速|持续|均|都|总体|力争){0,2}"
    rf"(?:(?:{UP}|{DOWN}|发展|增)(?:到|至|为)|增至|达到|到|至|提至)(?:{_YEAR}的?)?(?:{NEAR})?"
)
RISES = lazy_regex(_RISES + r"(?=\d|百分|[一二三四五六七八九十])")
"""What stands between a baseline and its target: 提高到, 增至."""
YEAR_PHRASE = lazy_regex(
    rf"(?:(?:力争|争取|确保)?(?:到|至|在|自|从)?[“\"]?{_YEAR}(?:之?前|以前)?(?:[、和—～-](?=[“\"]?20))?"
    rf"|{_PLAN}(?:规划)?(?:时期|期间|末|期末|规划期末|规划期)内?|[“\"][一二三四五六七八九十]{{1,3}}五[”\"]"
    r"|(?:19|20)\d{2}年?[—～至到-](?=20\d\d))[，,]?"
)
VERB = lazy_regex(rf"(?P<reach>{REACH})(?:约|大约|近|到|至|了|年|每年)?$")
COMPARED = lazy_regex(
    rf"(?:比|较|在|与|同|以)(?:到)?(?:{_BASE_YEAR}|上年|峰值|基期)"
    r"(?:相比|同期)?的?(?:基础上|水平上|水平)?(?:累计|再)?|(?:在|比)?现有(?:的)?(?:基础上|水平)|同比(?=$|[增提上下降减])"
)
SINCE = lazy_regex(r"^(?:与|同)(?P<year>(?:19|20)\d{2})年(?:底|末)?相比[，,]")
"""The year of comparison of a whole sentence: 与2020年相比，到2025年…下降10%."""
BUILT = lazy_regex(
    rf"(?:全年|全[省市区县国])?(?:年均|每年|年(?=推广|培训|培养|完成|组织|新增|建设|改造))?新?(?:{COUNT}){{1,2}}"
    rf"(?!{any_of('no_building')})(?=[\u4e00-\u9fa5“A-Z0-9])"
)
_CHANGE = (
    rf"(?:年均复合|(?<!\d)年均|每年|平均每年|逐年|(?<![今去全当上本\d])年(?={UP}|{DOWN}|递减)|{any_of('before_change')})*"
    rf"(?P<change>%s)(?:幅度?|速度?|率)?(?P<bound>为|达到?|约|{BEYOND}|分别|控制在|保持在)?(?P<near>{NEAR})?$"
)
_THING = "[\u4e00-\u9fff“”、]{2,20}?"
_CLAUSE_ENDS = "(?=[，,。；;]|$)"
PARTS |= {
    "about": "(?:约|不少于|超过|至少)?",
    "built": BUILT.pattern,
    "lead": rf"(?:{YEAR_PHRASE.pattern}|{any_of('leads')}|全[省市区国]|有)*",
    "reach": REACH,
    "raised": rf"(?:由|从|自|在)(?:目前|现在|当前|现有|{_BASE_YEAR})?的?(?:平均)?(?:{NEAR})?"
    rf"(?P<base>{_NUMBER})(?P<unit>[^，。；\d]{{0,14}}?)(?:的?基础上)?{_RISES}$",
    "reached": VERB.pattern,
    "adding": _CHANGE % "新增|净增|再增",
    "changing": _CHANGE % f"(?!新增|净增|再增)(?:{UP}|{DOWN})",
    "grown": r"(?P<every>年均(?:复合)?|年平均|平均每年|年复合|每年|年)?(?<!自然)"
    rf"(?P<noun>(?:平均)?(?:{any_of('growth')}))(?:预期|力争|均|总体|原则上)?(?P<reach>{REACH})?(?:约|到|至)?$",
    "keeps": r"(?:力争|争取)?(?:保持|达到|实现|维持)(?P<every>年均|每年)?$",
    "grown_behind": rf"的(?P<every_behind>年均|平均)?(?P<noun>{any_of('growth')})",
    "counted": rf"(?P<verb>(?:{COUNT})(?:并[\u4e00-\u9fa5]{{2}})?)(?:{any_of('after_count')}|或[\u4e00-\u9fa5]{{2}})*$",
    "counted_of": rf"(?<![未已不])(?P<verb>{COUNT})(?P<modifier>[^，,。；;]{{1,24}}的)$",
    "in_a_year": r"(?:20\d\d年)?(?:全年|每年|年内)",
    "each": rf"(?P<each>每[^，,。；;]{{1,30}}?(?:{any_of('has')}))$",
    "part_of": r"^(?P<part>[^，,。；;]{2,40}?(?:占到|约占|占)[^，,。；;]{2,30})的(?:比例|比重)?$",
    "share_of_year": rf"^(?P<name>[^，,。；;]{{2,40}}?)(?P<reach>达到|{BEYOND})(?:{_YEAR}|上年|峰值)的$",
    "share_as": rf"^(?P<name>[^，,。；;占]{{2,40}}?)(?P<reach>达到|{BEYOND})(?P<whole>[^，,。；;占]{{2,30}})的$",
    "share_does": r"(?P<does>[\u4e00-\u9fa5A-Za-z0-9（）“”、]{2,40}?(?:基本)?"
    rf"(?:{any_of('does')})[^，,。；;\d]{{0,30}}){_CLAUSE_ENDS}",
    "completed": rf"(?P<done>{_THING})(?:基本|全面|全部)?(?:{any_of('completes')}){_CLAUSE_ENDS}",
    "reaching": rf"(?P<does>{_THING}(?:{any_of('reaches')})[^，,。；;\d]{{1,24}}){_CLAUSE_ENDS}",
}
