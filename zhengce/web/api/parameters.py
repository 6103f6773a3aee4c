"""What a request may ask: every parameter with its limits. Anything else is refused."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from parsers.record import Stage
from storage.documents.filter_fields import FILTERS
from storage.documents.filters import Filters
from storage.documents.targets import TargetOrder
from storage.relations.status import Status
from zhengce.citations import STYLES
from zhengce.search import filter_values
from zhengce.search.query import CONTROL, LONGEST

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,40}$")]
Issuer = Annotated[str, StringConstraints(min_length=1, max_length=60), AfterValidator(filter_values.issuer_id)]
Type = Annotated[
    str, AfterValidator(filter_values.type_name), WithJsonSchema({"type": "string", "enum": list(filter_values.TYPES)})
]
Word = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]+$")]
Words = Annotated[str, Field(max_length=LONGEST, json_schema_extra={"pattern": f"^[^{CONTROL}]*$"})]
"""A query; `read_query` refuses what the pattern refuses, and says why."""
Style = Annotated[str, StringConstraints(pattern=f"^(?:{'|'.join(STYLES)})$")]
ResultOrder = Literal["best", "newest"]
ResultPlace = Annotated[str, StringConstraints(pattern=r"^[0-2]\.[0-9]{1,6}\.[0-9]{1,9}$")]
TargetYear = Annotated[int | None, Field(ge=1900, le=2200, description="The year to which they are set.")]
LARGEST_ID = 2**31 - 1
MOST_PAGES = 500


def _day(value: Any) -> Any:
    """Only 2021-11-16: pydantic alone would take a number of seconds for a day."""
    return filter_values.read_day(value) if isinstance(value, str) else value


Day = Annotated[date, BeforeValidator(_day)]


class NoParams(BaseModel):
    """None: a parameter that an answer has not is refused, not passed over."""

    model_config = ConfigDict(extra="forbid")


class FilterParams(BaseModel):
    """The filters that every search, list, feed and chart shares."""

    model_config = ConfigDict(extra="forbid", populate_by_name=False)

    issuer: list[Issuer] = Field(default=[], max_length=12, description="Bodies by id or any name; any of them.")
    source: list[Identifier] = Field(default=[], max_length=12, description="Sites that are crawled; any of them.")
    type: list[Type] = Field(
        default=[], max_length=12, description="Kinds of the document itself, Notice or 通知; any of them."
    )
    stage: list[Stage] = Field(default=[], max_length=4, description="Any of them; without it all but news.")
    status: list[Status] = Field(default=[], max_length=6, description="In force or not; any of them.")
    on: Day | None = Field(default=None, description="The day of the status; without it today in China.")
    from_: Day | None = Field(default=None, alias="from", description="The first day of publication.")
    to: Day | None = Field(default=None, description="The last day of publication, included.")
    topic: Word | None = Field(default=None, description="A part of the subject class (主题分类) in Chinese.")

    tag: list[Word] = Field(default=[], max_length=4, description="An editor's tags; every one of them.")

    @field_validator("type", mode="before")
    @classmethod
    def with_english_types(cls, given: Any) -> Any:
        """Takes the English names that pages print, too: Notice is 通知, Measures 办法 and 措施."""
        if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
            return given
        return [kind for name in given for kind in filter_values.types_in_english(name) or (name,)]

    @model_validator(mode="after")
    def begins_before_it_ends(self) -> Self:
        """Refuses a period that ends before it begins."""
        filter_values.check_span(self.from_, self.to)
        return self

    def filters(self) -> Filters:
        """As the storage takes them."""
        given = {field.alias or name: getattr(self, name) for name, field in FilterParams.model_fields.items()}
        values: dict[str, Any] = {}
        for row in FILTERS.values():
            values[row.field] = tuple(given[row.name]) if row.is_repeatable else given[row.name]
        return Filters(**values)


class SearchParams(FilterParams):
    """Words and filters."""

    q: Words | None = Field(default=None, description="Words, “phrases”, 《titles》, numbers, bodies.")


class ResultParams(SearchParams):
    """A page of results."""

    order: ResultOrder = Field(default="best", description="Titles first, or by day alone.")
    limit: int = Field(default=20, ge=1, le=100, description="Documents on a page.")
    after: ResultPlace | None = Field(default=None, description="The `next` of the page before.")
    page: int = Field(default=1, ge=1, le=MOST_PAGES, description="Number of the page, in place of `after`.")
    near: bool = Field(
        default=False,
        description="On the first page of the best also documents beside the hits: with some words of an English "
        "query in the title, or near in meaning. `found_by` marks them; they are in no count.",
    )


class ChangesParams(NoParams):
    """Some of the changes."""

    after: int = Field(default=0, ge=0, le=LARGEST_ID, description="The number of the last change that you have.")
    limit: int = Field(default=100, ge=1, le=200, description="At most so many.")


class TargetParams(FilterParams):
    """A page of targets."""

    indicator: Word | None = Field(
        default=None,
        description="A part of the indicator, or English words; width, case and punctuation do not matter.",
    )
    year: TargetYear = None
    limit: int = Field(default=50, ge=1, le=100, description="Targets on a page.")
    offset: int = Field(default=0, ge=0, le=LARGEST_ID, description="Targets that are left out before.")


class DayParams(NoParams):
    """The day of a status."""

    on: Day | None = Field(default=None, description="The day of the status; without it today in China.")


class PageParams(BaseModel):
    """What every page for people takes: empty fields of a form mean nothing."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def without_empty(cls, values: Any) -> Any:
        """Drops the fields of a form that were left empty."""
        if not isinstance(values, dict):
            return values
        if "lang" in values:
            raise ValueError("pages are in English; leave lang out")
        return {name: value for name, value in values.items() if value not in ("", [""])}


class SearchPage(PageParams, ResultParams):
    """The search page."""


class ResultsPage(PageParams, SearchParams):
    """Everything that a search finds, in its order, as a file or as citations of a style."""

    order: ResultOrder = "best"
    style: Style = "gb7714"


class BriefPage(PageParams, SearchParams):
    """The brief of what a search finds in a period; without one, of all of it or of the days up to the newest."""

    limit: int = Field(default=20, ge=1, le=100, description="Documents in a group.")


class ComparePage(PageParams):
    """Two documents by id, number or address."""

    one: Words
    other: Words


class TargetsPage(PageParams, TargetParams):
    """The page of targets."""

    document: int | None = Field(default=None, ge=1, le=LARGEST_ID)
    order: TargetOrder | None = None
    limit: int = Field(default=40, ge=1, le=100)


class DocumentPage(PageParams):
    """The page of a document; `q` marks its words in the text.

    `bilingual`: English beside each paragraph.
    """

    q: Words | None = None
    bilingual: bool = True


class TextParams(NoParams):
    """Which piece of the text of an attached file."""

    page: int | None = Field(default=None, ge=1, le=LARGEST_ID, description="Page, sheet or member with text.")
    offset: int = Field(default=0, ge=0, le=LARGEST_ID, description="Characters of the page that are left out before.")


class AttachmentPage(DocumentPage, TextParams):
    """The page of an attached file's text; `q` marks its words, `bilingual` as above."""


class PlainPage(PageParams):
    """A page without parameters of its own."""
