"""The record: what the whole project talks about when it says "a policy document"."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from typing import Any, Literal

from parsers.moments import format_moment

Stage = Literal["draft", "final", "interpretation", "news"]
"""征求意见 · 正式 · 解读 · a page that is not a policy document."""


@dataclass(frozen=True, slots=True)
class IssuingBody:
    """发文机关: one body that issued the document, in the order of printing."""

    id: str | None
    """Identifier in the agencies table; None for a body we do not know."""
    name: str
    """Canonical Chinese short name; the printed name for an unknown body."""
    as_printed: str
    name_en: str | None = None
    abbreviation: str | None = None
    unit: str | None = None
    """The office inside the body that signed: 办公厅, 综合司."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """附件: a file that the page links to."""

    title: str
    url: str
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A document named in the body, by number, by 《title》 or by both."""

    document_number: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a field has its value: the rule that chose it and the words it was read from."""

    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """One document as one page gives it. Absent values are None, never guesses.

    Dates are Chinese calendar days (Asia/Shanghai); `published_at` has the offset +08:00 and is set only where the
    page prints a time; `fetched_at` is UTC.
    """

    source: str
    url: str
    title: str
    """标题, as printed; runs of blanks are one blank, punctuation is untouched."""
    stage: Stage
    issued_title: str | None = None
    """The document that this one issues, forwards or puts out for comment, without its 《》."""
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
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    """Field name -> why it has its value. Every field that holds a finding has one."""
    fetched_at: datetime | None = None
    parser_version: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The record as JSON knows it: dates in ISO 8601, tuples as lists, field order as declared."""
        values: dict[str, Any] = _plain(self)
        return values | {"fetched_at": format_moment(self.fetched_at) if self.fetched_at else None}

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> "PolicyDocument":
        """The inverse of `to_dict`; keys that are not fields are passed over (a newer writer may know more)."""
        known = {f.name for f in fields(cls)}
        values = {name: value for name, value in record.items() if name in known}
        for name in ("written_on", "published_on", "effective_on", "repealed_on", "comments_due_on"):
            if values.get(name):
                values[name] = date.fromisoformat(values[name])
        for name in ("published_at", "fetched_at"):
            if values.get(name):
                values[name] = datetime.fromisoformat(values[name])
        values["issuing_bodies"] = tuple(IssuingBody(**body) for body in values.get("issuing_bodies", ()))
        values["attachments"] = tuple(Attachment(**item) for item in values.get("attachments", ()))
        values["cites"] = tuple(Citation(**item) for item in values.get("cites", ()))
        values["evidence"] = {name: Evidence(**item) for name, item in values.get("evidence", {}).items()}
        return cls(**values)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value
