"""The record of a policy document, which every room of the project uses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

import msgspec

from parsers.fields import PARTS, of_type
from parsers.moments import format_moment
from parsers.place import Place

_MOMENTS = frozenset(of_type("moment"))

Stage = Literal["draft", "final", "interpretation", "news"]
"""征求意见 · 正式 · 解读 · a page that is not a policy document."""

Field = Literal[
    "title", "document_number", "issuing_bodies", "document_type", "written_on", "published_on", "effective_on",
    "repealed_on", "comments_due_on", "index_number", "topic", "validity",
]  # fmt: skip
"""The fields of a document that a site can print on their own. A `published_on` finding may include a time of day."""


@dataclass(frozen=True, slots=True)
class IssuingBody:
    """发文机关: one body that issued the document, in the order of printing."""

    id: str | None
    """Identifier in the agencies table; None for an unknown body."""
    name: str
    """Canonical Chinese short name; the printed name for an unknown body."""
    as_printed: str
    name_en: str | None = None
    abbreviation: str | None = None
    unit: str | None = None
    """The office inside the body that signed: 办公厅, 综合司."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """附件: a file that the page links to. What reading it gave is null until it was fetched."""

    title: str
    url: str
    media_type: str | None = None
    carries: str | None = None
    """The document that the file holds, where that is the one which the page issues or is itself: its title."""
    sha256: str | None = None
    state: str | None = None
    """How well the file could be read (`parsers.files.text.FileState`)."""
    pages: int | None = None
    """Pages, sheets or members that have text."""
    gone_at: datetime | None = None
    """Since when the site has it no more."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A document named in the body, by number, by 《title》 or by both."""

    document_number: str | None = None
    title: str | None = None


Validity = Literal["in_force", "amended", "repealed", "expired", "not_yet_in_force"]

Day = date  # a relation has a field of that name
Comparator = Literal["=", ">=", "<=", "~"]
TargetKind = Literal["level", "change", "growth_rate", "count"]
Nature = Literal["约束性", "预期性"]
RelationKind = Literal[
    "issues", "forwards", "approves", "draft_of", "interprets", "amends", "repeals", "replaces", "based_on",
    "corrects", "suspends", "resumes", "extends", "continues", "ends_early", "removes_from", "postpones",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """One figure that a document commits itself to, for a year to come where it names one."""

    indicator: str
    """指标, as printed: 5G用户普及率."""
    value: float | str
    """The number before its unit: 3.7 of 3.7万亿元, the lower end of a range; as printed where it is no number."""
    value_as_printed: str
    """With its sign and brackets: >28, 〔3〕."""
    unit: str
    """As printed: 万亿元, %, 个百分点, 倍."""
    year: int | None
    """None where neither its sentence nor what governs it names one."""
    kind: TargetKind
    comparator: Comparator = "="
    """`>=` 不低于, 以上, 超过; `<=` 控制在…以内, 不超过; `~` 左右, 约."""
    upper: float | None = None
    """The upper end of a range: 5 of 3—5个."""
    baseline: float | None = None
    baseline_year: int | None = None
    amount: float | None = None
    """The value in the base unit: 3.7万亿元 is 3.7e12; None where the words give no exact number."""
    base_unit: str | None = None
    """The unit without 万 and 亿: 元."""
    direction: Literal["increase", "decrease"] | None = None
    """Of a change or growth rate."""
    nature: Nature | None = None
    """Where a table says so."""
    words: str = ""
    """The sentence, or the row of a table, as printed."""
    place: str | None = None
    """Where they stand: paragraph 3; attachment 1, page 6, paragraph 2."""


@dataclass(frozen=True, slots=True)
class Relation:
    """What a document says that it does to another one."""

    kind: RelationKind
    title: str | None = None
    """Of the other document, without 《》."""
    document_number: str | None = None
    """Of the other document, in standard form."""
    date: Day | None = None
    """The day from which it holds; None where the words give no day that can be computed."""
    date_rule: str | None = None
    """The words of the rule by which the day was computed: 自公布之日起30日后."""
    part: str | None = None
    """What of the other document it concerns: 第三条; None for the whole."""
    words: str = ""
    """The sentence, as printed."""
    place: str | None = None
    """Where it stands: title; paragraph 3; attachment 1, page 6, paragraph 2; related links (the box 相关政策)."""
    until: Day | None = None
    """The last day, of what holds for a time: 暂停实施至2026年11月10日, 有效期延长至2025年底; of what is postponed, the
    new first day."""
    duration: str | None = None
    """The time that it holds, where the words give no last day: 90天, 1年."""
    document_id: int | None = None
    """The held document that is meant. The database says so, a page does not know it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a field has its value: the rule that chose it and the words that it was read from."""

    rule: str
    text: str
    place: str | None = None
    """Where the words stand, if not on the page itself: attachment 1, page 2."""

    @property
    def found_in(self) -> Place | None:
        """The place with which the rule begins; None for a rule that reads running text."""
        return Place.of_rule(self.rule)


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """One document as one page gives it. Absent values are None, never guesses. `fields.csv` describes the fields.

    Dates are Chinese calendar days (Asia/Shanghai); `published_at` has the offset +08:00 and is set only where the
    page prints a time; `fetched_at` is UTC.
    """

    source: str
    url: str
    title: str
    """标题, as printed; runs of blanks are one blank, punctuation is untouched."""
    stage: Stage | None
    """None where nothing on the page shows that it is a document."""
    issued_title: str | None = None
    """The document that this one issues, forwards or puts out for comment, without 《》."""
    subject: str | None = None
    """事由: what stands between 关于 and the type."""
    document_type: str | None = None
    """公文种类 (通知, 意见, 令 …) or the kind of a document published on its own (条例, 办法, 规划 …)."""
    document_number: str | None = None
    """发文字号 in standard form: 国发〔2021〕20号, 国家发展和改革委员会令2026年第41号."""
    document_number_as_printed: str | None = None
    issuing_bodies: tuple[IssuingBody, ...] = ()
    issuing_bodies_complete: bool = True
    """False where the page says 等十部门 and names fewer."""
    written_on: date | None = None
    """成文日期: the day of signing or adoption."""
    published_on: date | None = None
    """发布日期: the day of publication on this site."""
    published_at: datetime | None = None
    effective_on: date | None = None
    """施行日期."""
    repealed_on: date | None = None
    """废止, 有效期至: the last day in force."""
    validity: Validity | None = None
    """What the site's own table says of it (时效性): in_force, amended, repealed, expired, not_yet_in_force."""
    comments_due_on: date | None = None
    """意见反馈截止: the last day on which comments are taken."""
    index_number: str | None = None
    """索引号."""
    topic: str | None = None
    """主题分类, as the site prints it: 工业、交通\\信息产业（含电信）."""
    addressed_to: str | None = None
    """主送机关, without its colon."""
    body: str = ""
    """正文, a paragraph a line, quotation marks and brackets as printed."""
    attachments: tuple[Attachment, ...] = ()
    cites: tuple[Citation, ...] = ()
    targets: tuple[Target, ...] = ()
    relations: tuple[Relation, ...] = ()
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    """Field name -> why it has its value. Every field that holds a finding has one."""
    fetched_at: datetime | None = None
    parser_version: str = ""

    @property
    def day(self) -> date | None:
        """The day by which lists order it: 发布日期, else 成文日期."""
        return self.published_on or self.written_on

    def to_dict(self) -> dict[str, Any]:
        """The record for JSON: dates in ISO 8601, tuples as lists, fields in the order of declaration."""
        return {name: self.plain_value(name) for name in PolicyDocument.__slots__}

    def plain_value(self, name: str) -> Any:
        """One field as `to_dict` gives it."""
        value = getattr(self, name)
        if value is None or isinstance(value, str):
            return value
        return format_moment(value) if name in _MOMENTS else plain(value)

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> "PolicyDocument":
        """The inverse of `to_dict`. Unknown keys are ignored: a newer version may have written them."""
        return msgspec.convert(record, cls)


_LEFT_OUT = {
    kind: frozenset(part.name for part in PARTS[name] if part.absent == "left out")
    for kind, name in ((Attachment, "attachments"), (Evidence, "evidence"))
}
"""Class -> fields that JSON has only where they are known: of a file once it was fetched, of words in a file."""


def plain(value: Any) -> Any:
    """A value of the record as JSON knows it: days and times in ISO 8601, tuples as lists, whole numbers of a target
    without a point."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    values = msgspec.to_builtins(value)
    if isinstance(value, Target):
        return {name: int(item) if type(item) is float and item.is_integer() else item for name, item in values.items()}
    if isinstance(value, Attachment) and value.gone_at:
        values["gone_at"] = format_moment(value.gone_at)
    if absent := _LEFT_OUT.get(type(value)):
        return {name: item for name, item in values.items() if item is not None or name not in absent}
    return values
