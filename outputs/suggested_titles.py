"""Suggests an English title where a table or a fixed form of title decides every part of it; nothing elsewhere.

A suggestion is not an official title, and whoever shows it says so; the title that an editor gave (`title_en`) comes
first. Titles are read as 党政机关公文处理工作条例 builds them (关于…的通知); a subject is one of the glossary's terms.
"""

import re

from outputs.english import glossary, vocabulary
from parsers.grammar.title import read_title

_CARRIERS = {kind: vocabulary.TYPES[kind] for kind in ("通知", "公告", "通告", "决定", "批复", "函", "意见")}
"""The documents that issue, publish or amend others."""

_ISSUING = re.compile("(?:联合)?(?P<verb>印发|发布|公布)(?P<name>.+)")
_VERBS = {"印发": "Issuing", "发布": "Releasing", "公布": "Publishing"}

_ASKING = re.compile(
    "(?:(?:向社会)?公开)?征求(?:对)?《(?P<one>[^《》]+)》(?:[（(]公开征求意见稿[)）])?(?:的)?意见|《(?P<two>[^《》]+)》(?:向社会)?公开征求意见"
)
_CHANGING = re.compile("(?P<verb>修改|废止|修订)《(?P<name>[^《》]+)》(?:的)?")
_CHANGES = {"修改": "Amending", "废止": "Repealing", "修订": "Revising"}
_INTERPRETING = re.compile("《(?P<name>[^《》]+)》解读")

_VERSIONS = (
    (re.compile("征求意见稿|公开征求意见稿"), "(Draft for Comment)"),
    (re.compile("修订征求意见稿"), "(Revised Draft for Comment)"),
    (re.compile("试行"), "(Trial)"),
    (re.compile("暂行"), "(Interim)"),
    (re.compile("([0-9]{4})年(?:本|版)"), r"(\1 Edition)"),
    (re.compile("([0-9]{4})年?(?:—|-|–|－|—|至|～|~)([0-9]{4})年?"), r"(\1–\2)"),
    (re.compile("修订草案"), "(Revised Draft)"),
    (re.compile("草案"), "(Draft)"),
)
_VERSION = re.compile("^(?P<name>.+?)[（(](?P<version>[^（）()]+)[)）]$")

_FIVE_YEARS = re.compile(
    "^“(?P<plan>十[一二三四五]五)”(?P<rest>.+)$|^(?P<head>.+)“(?P<late>十[一二三四五]五)”(?P<kind>(?:发展)?规划)$"
)
_ORDINALS = {"十一五": "11th", "十二五": "12th", "十三五": "13th", "十四五": "14th", "十五五": "15th"}

_KINDS = {
    "管理暂行办法": "Interim Measures for the Administration of {}",
    "暂行管理办法": "Interim Measures for the Administration of {}",
    "监督管理办法": "Measures for the Supervision and Administration of {}",
    "管理办法": "Measures for the Administration of {}",
    "评估办法": "Measures for the Assessment of {}",
    "审查办法": "Measures for the Review of {}",
    "暂行办法": "Interim Measures for {}",
    "办法": "Measures for {}",
    "管理暂行规定": "Interim Provisions on the Administration of {}",
    "监督管理规定": "Provisions on the Supervision and Administration of {}",
    "管理规定": "Provisions on the Administration of {}",
    "暂行规定": "Interim Provisions on {}",
    "规定": "Provisions on {}",
    "监督管理条例": "Regulations on the Supervision and Administration of {}",
    "管理条例": "Regulations on the Administration of {}",
    "保护条例": "Regulations on the Protection of {}",
    "暂行条例": "Interim Regulations on {}",
    "条例": "Regulations on {}",
    "三年行动计划": "Three-Year Action Plan for {}",
    "三年行动方案": "Three-Year Action Plan for {}",
    "行动计划": "Action Plan for {}",
    "行动方案": "Action Plan for {}",
    "实施方案": "Implementation Plan for {}",
    "工作方案": "Work Plan for {}",
    "总体方案": "Overall Plan for {}",
    "应急预案": "Emergency Plan for {}",
    "发展规划": "Plan for the Development of {}",
    "规划": "Plan for {}",
    "发展纲要": "Outline for the Development of {}",
    "规范条件": "Regulatory Conditions for {}",
    "基本规则": "Basic Rules for {}",
    "建设指南": "Guide to Building {}",
    "指导目录": "Guiding Catalogue for {}",
    "工作要点": "Key Points of Work on {}",
    "指导意见": "Guiding Opinions on {}",
    "实施意见": "Implementation Opinions on {}",
    "若干意见": "Several Opinions on {}",
    "意见": "Opinions on {}",
    "若干措施": "Several Measures for {}",
}
"""The kind at the end of a name, and the name in English around its subject."""

_ACTIONS = {
    "加强": "Strengthening",
    "进一步加强": "Further Strengthening",
    "促进": "Promoting",
    "推进": "Advancing",
    "推动": "Promoting",
    "加快": "Accelerating",
    "加快推进": "Accelerating",
    "加快推动": "Accelerating",
    "加快发展": "Accelerating the Development of",
    "大力发展": "Vigorously Developing",
    "发展": "Developing",
    "支持": "Supporting",
    "深化": "Deepening",
    "规范": "Regulating",
    "保护": "Protecting",
}
_ASPECTS = {
    "高质量发展": "high-quality development of {}",
    "健康发展": "sound development of {}",
    "绿色发展": "green development of {}",
    "创新发展": "innovative development of {}",
    "可持续发展": "sustainable development of {}",
    "发展": "development of {}",
    "监督管理": "supervision and administration of {}",
    "管理": "administration of {}",
    "监管": "regulation of {}",
    "保护": "protection of {}",
    "改革发展": "reform and development of {}",
    "改革": "reform of {}",
    "数字化转型": "digital transformation of {}",
    "标准体系": "a standards system for {}",
}
_JOINED = re.compile("和|与|、")
_ALL_OF_CHINA = ("国家", "全国")

_NATIONAL = (
    "Plan",
    "Emergency Plan",
    "Action Plan",
    "Implementation Plan",
    "Work Plan",
    "Overall Plan",
    "Guid",
    "Outline",
)
"""Names before which 国家 and 全国 stand for the whole: 国家地震应急预案, National Emergency Plan for Earthquakes."""

_THE = frozenset("industry sector market economy internet countryside ocean system workforce".split())
"""Last words of a subject before which English has the article."""

_COUNTED = frozenset(
    "accountant agency agent aircraft airport algorithm app asset association automobile bank battery bicycle "
    "boiler bond brand cable car center certificate chip circuit city cluster college company contract "
    "countermeasure currency dataset device disease document drama drug earthquake enterprise entity exchange "
    "expressway facility factory farmer flight foreigner foundation fund generator good guarantee highway hog hospital "
    "incentive incident incubator individual ingredient institution instrument investor invoice item laboratory "
    "law license loan machine medicine micro-drama microgrid mine mineral model motor network organization park "
    "patent payment pension permit pesticide pipeline plant plastic platform pollutant port processor product "
    "project railway reserve resource road robot satellite scenario school seafarer seed service ship signature "
    "stablecoin standard station subsidiary subsidy supercomputer tax taxi term terminal tool trademark "
    "transaction transformer truck vaccine variety vehicle vessel visa wetland worker zone".split()
)
"""Last words of a subject that are used in the plural."""

_OWN_ARTICLE = re.compile(r"\b(?:a|an|the)\b")

_SMALL = frozenset("a an and as by for from in of on or the to with".split())
_LAWS = "laws"


def suggest_title(title: str) -> str | None:
    """关于印发《数据安全管理办法》的通知 -> Notice on Issuing the Measures for the Administration of Data Security.

    Without the issuing bodies. None where any part has no certain English.
    """
    found = _whole(title.strip())
    return _headline(found) if found else None


def _whole(title: str) -> str | None:
    if read := _INTERPRETING.fullmatch(title):
        name = _name(read["name"])
        return f"Interpretation of the {name}" if name else None
    reading = read_title(title)
    if reading.subject and reading.document_type:
        return _of_subject(reading.subject, reading.document_type, title)
    if reading.issuing_bodies or reading.document_number:
        return None
    return _name(title)


def _of_subject(subject: str, kind: str, title: str) -> str | None:
    carrier = _CARRIERS.get(kind)
    if carrier is None or not re.search(f"{kind}$", title):
        return None
    if read := _ISSUING.fullmatch(subject):
        name = _name(_without_marks(read["name"]))
        return f"{carrier} on {_VERBS[read['verb']]} the {name}" if name else None
    if read := _ASKING.fullmatch(subject):
        name = _name(read["one"] or read["two"])
        return f"{carrier} on Soliciting Public Comments on the {name}" if name else None
    if read := _CHANGING.fullmatch(subject):
        name = _name(read["name"])
        return f"{carrier} on {_CHANGES[read['verb']]} the {name}" if name else None
    if kind == "意见":
        ending = next((one for one in ("指导意见", "实施意见", "若干意见") if title.endswith(one)), "意见")
        about = _subject(subject)
        return _KINDS[ending].format(about) if about else None
    if kind in ("通知", "决定") and (about := _action(subject)):
        return f"{carrier} on {about}"
    return None


def _without_marks(text: str) -> str:
    return text[1:-1] if text.startswith("《") and text.endswith("》") and text.count("《") == 1 else text


def _name(text: str) -> str | None:
    """The name of a document: its subject and kind, with its version in brackets."""
    if found := _official(text):
        return found
    if read := _VERSION.fullmatch(text):
        name, version = _name(read["name"]), _version(read["version"])
        return f"{name} {version}" if name and version else None
    if read := _FIVE_YEARS.fullmatch(text):
        plan = read["plan"] or read["late"]
        rest = read["rest"] or f"{read['head']}{read['kind']}"
        for kind, words in (("发展规划", "for the Development of {}"), ("规划", "for {}")):
            if rest.endswith(kind) and (about := _about(kind, rest.removesuffix(kind))):
                return f"{_ORDINALS[plan]} Five-Year Plan {words.format(about)}"
        return None
    for place in _ALL_OF_CHINA:
        name = _name(text.removeprefix(place)) if text.startswith(place) else None
        if name and name.startswith(_NATIONAL):
            return f"National {name}"
    for kind, words in _KINDS.items():
        subject = text.removesuffix(kind).removeprefix("关于").removesuffix("的")
        if text.endswith(kind) and (about := _about(kind, subject)):
            return words.format(about)
    return None


def _about(kind: str, text: str) -> str | None:
    """The subject of a kind of document; an action has no 管理 or 发展 behind it (推进普惠金融 + 发展规划)."""
    return _thing(text) if kind.startswith(("发展", "管理", "监督管理")) else _subject(text)


def _official(text: str) -> str | None:
    entry = glossary.by_chinese().get(text)
    return entry.english if entry and entry.field == _LAWS else None


def _version(text: str) -> str | None:
    for pattern, words in _VERSIONS:
        if pattern.fullmatch(text):
            return pattern.sub(words, text)
    return None


def _subject(text: str) -> str | None:
    """What a document is about: an action or a thing."""
    return _action(text) or _thing(text)


def _action(text: str) -> str | None:
    """加强数据安全管理 -> Strengthening the administration of data security."""
    for verb in sorted(_ACTIONS, key=len, reverse=True):
        if text.startswith(verb):
            rest = text.removeprefix(verb)
            about = _thing(rest.removesuffix("工作"))
            if about is None or _is_gerund(about):
                return None
            return f"{_ACTIONS[verb]} {'work on ' if rest.endswith('工作') else ''}{about}"
    return None


def _thing(text: str) -> str | None:
    """数据安全管理 -> the administration of data security; a term, terms joined by 和, or an aspect of them."""
    if found := _terms(text):
        return found
    for place in _ALL_OF_CHINA:
        term = _term(text.removeprefix(place)) if text.startswith(place) else None
        if term and not term.startswith("the ") and not _is_gerund(term):
            return f"national {term}"
    for aspect in sorted(_ASPECTS, key=len, reverse=True):
        if text.endswith(aspect) and (about := _terms(text.removesuffix(aspect))):
            words = _ASPECTS[aspect].format(about)
            return words if words.startswith("a ") else f"the {words}"
    return None


def _terms(text: str) -> str | None:
    """A term, or several joined by 和."""
    if found := _term(text):
        return found
    terms = [_term(part) for part in _JOINED.split(text)]
    whole = [term for term in terms if term and not _is_gerund(term)]
    return f"{', '.join(whole[:-1])} and {whole[-1]}" if 1 < len(whole) == len(terms) else None


def _is_gerund(words: str) -> bool:
    """Whether words begin with an action (addressing climate change), which cannot follow a verb or an adjective."""
    return words.split(" ")[0] in ("addressing", "building", "stabilizing", "expanding", "deepening", "resolving")


def _term(text: str) -> str | None:
    """A term of the glossary that is no office language, with the article or in the plural where English has them."""
    entry = glossary.by_chinese().get(text)
    if entry is None or entry.field in (glossary.GENERAL, "bodies", "regions") or len(text) < 2:
        return None
    *before, last = entry.english.split(" ")
    if last.lower() in _COUNTED:
        last = _plural(last)
    words = " ".join((*before, last))
    return f"the {words}" if last.lower() in _THE and not _OWN_ARTICLE.search(words) else words


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2] not in "aeiou":
        return f"{word[:-1]}ies"
    if word.endswith(("s", "x", "ch", "sh")):
        return f"{word}es"
    return word if word.lower() in ("aircraft",) else f"{word}s"


def _headline(text: str) -> str:
    """A title with capitals as English headlines have them."""
    words = text.split(" ")
    return " ".join(word if place and word in _SMALL else _capital(word) for place, word in enumerate(words))


def _capital(word: str) -> str:
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))
