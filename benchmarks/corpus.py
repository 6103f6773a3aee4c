"""Invented documents in any number, for tests and benchmarks of search: the words of policy, put together at random.

The sentences say nothing; lengths, bodies, numbers, stages and days are distributed as on the ministries' sites. The
same seed gives the same documents.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache

from parsers.grammar.agencies import AGENCIES
from parsers.record import Attachment, Citation, Evidence, IssuingBody, PolicyDocument, Stage
from zhengce.search.segmentation import TERMS

SOURCES = ("state_council", "miit", "ndrc", "cac", "mot")
"""Where the invented documents come from: these, whatever else is crawled, so that a seed gives the same for ever."""

CO_ISSUERS = ("mof", "most", "mofcom", "samr", "mps", "mee", "pboc", "moe")
TYPES = ("通知", "意见", "公告", "办法", "规划", "方案", "批复", "条例")
STAGES: tuple[Stage, ...] = ("final",) * 7 + ("draft", "draft", "interpretation", "news")
TOPICS = (
    None,
    "工业、交通\\信息产业（含电信）",
    "国民经济管理、国有资产监管\\宏观经济",
    "科技、教育\\科技",
    "商贸、海关、旅游\\对外经贸合作",
)
SUBJECTS = "企业 项目 产品 平台 机构 园区 设施 系统 网络 资源 产业 行业 市场 地区 城市 农村 人才 技术 工程 装备".split()
VERBS = "加快推进 鼓励支持 规范管理 统筹安排 组织开展 严格落实 逐步扩大 稳妥实施 重点保障 定期评估 依法查处".split()
TAILS = "的建设 的应用 的监督管理 的协同发展 的登记备案 的质量提升 的安全评估 的信息公开 的国际合作 的资金使用".split()
RARE = "榫卯 缂丝 蠋蝽 筇竹 鼋 砗磲 髹漆 犁铧 埽工 闸板".split()
"""Words that few texts hold."""

EXTRAS = (
    "5G",
    "IPv6",
    "２０２５年",
    "ISO 9001",
    "“双随机、一公开”",
    "（以下简称《办法》）",
    "3.5%",
    "A级",
    "No.7",
    "３G",
)


@cache
def _all_terms() -> tuple[str, ...]:
    return tuple(term for term in TERMS if len(term) <= 7)


def documents(count: int, *, seed: int = 20211116, length: int = 3000) -> Iterator[PolicyDocument]:
    """So many documents, their bodies of `length` characters in the median, newest and oldest mixed."""
    chance = random.Random(seed)
    for number in range(1, count + 1):
        yield _document(chance, number, length)


def _document(chance: random.Random, number: int, length: int) -> PolicyDocument:
    source = chance.choice(SOURCES)
    ids = [source, *chance.sample(CO_ISSUERS, chance.choice((0, 0, 0, 1, 2)))]
    bodies = tuple(_body(identifier) for identifier in ids)
    kind, stage = chance.choice(TYPES), chance.choice(STAGES)
    subject = (
        f"{chance.choice(VERBS)}{_term(chance)}{chance.choice(SUBJECTS)}{chance.choice(('', '的若干', '有关工作的'))}"
    )
    day = date(2012, 1, 1) + timedelta(days=int(chance.random() ** 0.6 * 5000))
    issued = f"{_term(chance)}{chance.choice(SUBJECTS)}{kind}（{day.year}年本）" if chance.random() < 0.4 else None
    about = f"印发《{issued}》的" if issued else subject
    title = f"{' '.join(body.as_printed for body in bodies)}关于{about}{kind}"
    prefix = AGENCIES[ids[0]].prefixes
    printed = f"{prefix[0]}〔{day.year}〕{number}号" if prefix and chance.random() < 0.7 else None
    paragraphs = list(_paragraphs(chance, max(40, int(chance.lognormvariate(0, 0.8) * length))))
    cites = (Citation(f"国发〔{day.year}〕{number % 60 + 1}号", None),) if chance.random() < 0.5 else ()
    paragraphs += [f"根据《{issued or subject}》（{item.document_number}）执行。" for item in cites]
    url = f"https://{source.replace('_', '-')}.example/{day:%Y%m}/t{number}.html"
    return PolicyDocument(
        source=source,
        url=url,
        title=title,
        stage=stage,
        issued_title=issued,
        subject=subject,
        document_type=kind,
        document_number=printed,
        document_number_as_printed=printed and printed.translate(str.maketrans("〔〕", "[]")),
        issuing_bodies=bodies,
        issuing_bodies_complete=chance.random() > 0.05,
        written_on=day - timedelta(days=chance.randrange(40)) if chance.random() < 0.8 else None,
        published_on=day if chance.random() < 0.97 else None,
        effective_on=day + timedelta(days=30) if kind in ("办法", "条例") else None,
        comments_due_on=day + timedelta(days=30) if stage == "draft" else None,
        topic=chance.choice(TOPICS),
        body="\n".join(paragraphs),
        attachments=(Attachment(f"{subject}申报表", f"{url}.docx", None),) if chance.random() < 0.2 else (),
        cites=cites,
        evidence={"title": Evidence("h1", title), "issuing_bodies": Evidence("title", title.partition("关于")[0])},
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
        parser_version="invented",
    )


def _body(identifier: str) -> IssuingBody:
    agency = AGENCIES[identifier]
    return IssuingBody(
        identifier,
        agency.zh_short,
        agency.zh_full.removeprefix("中华人民共和国"),
        agency.en_name or None,
        agency.abbr or None,
    )


def _term(chance: random.Random) -> str:
    terms = _all_terms()
    return terms[
        min(int(chance.expovariate(1) * len(terms) / 6), len(terms) - 1)
    ]  # some words are common, most are not


def _paragraphs(chance: random.Random, length: int) -> Iterator[str]:
    while length > 0:
        paragraph = "".join(_sentence(chance) for _ in range(chance.randrange(1, 6)))
        yield paragraph
        length -= len(paragraph)


def _sentence(chance: random.Random) -> str:
    words = [chance.choice(VERBS), _term(chance), chance.choice(SUBJECTS)]
    if chance.random() < 0.5:
        words.append(chance.choice(TAILS))
    if chance.random() < 0.06:
        words.insert(chance.randrange(len(words)), chance.choice(EXTRAS))
    if chance.random() < 0.004:
        words.append(chance.choice(RARE))
    return "".join(words) + chance.choice("，，。；、")
