"""One column of a ministry's site: what it holds and how its listing pages are asked for, page after page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin

from parsers.addresses import comparable
from parsers.record import Stage


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: an address, the fields of a form where the site wants a POST, and what is said beside it."""

    url: str
    form: Mapping[str, str] | None = None
    referer: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    """The validators that came with the page that we hold."""

    @property
    def method(self) -> str:
        """GET, or POST where there is a form."""
        return "GET" if self.form is None else "POST"

    @property
    def body(self) -> bytes:
        """The form as `application/x-www-form-urlencoded`; empty for a GET."""
        return urlencode(self.form).encode() if self.form is not None else b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its Chinese name, the stage of what stands in it, and the addresses of its listing pages.

    `home` is a whole address; the others may be written relative to it, and are whole once the column is made.
    """

    name: str
    stage: Stage | None
    """What its documents are; None where drafts, notices and news stand side by side and only the title tells."""
    home: str
    """Where a reader opens the column; also the Referer of every request made for it."""
    first: str | None = None
    """The first listing page, if it is not `home`."""
    nth: str | None = None
    """The further listing pages: `{n}` counts them from 1, `{index}` from 0. None: there is one page."""
    form: Mapping[str, str] | None = None
    """Fields of a POST; their values may hold `{n}`. The address is `first` for every page then."""
    index: str | None = None
    """The list of its listing pages, newest first, where they have no addresses that can be counted on."""
    spare: str | None = None
    """Another address of the first page, asked where the first way fails."""
    shell: str | None = None
    """The page (or API) that names the identifiers with which the listing is asked, on sites that have such."""
    known: Mapping[str, str] = field(default_factory=dict)
    """Those identifiers as last seen, for the day on which the shell cannot be read."""
    rows: int = 1
    """Rows that its first listing page normally shows; `health` and `probe` compare with it."""
    quiet_days: int | None = None
    """Days without a new document that are normal; None: it may be silent for as long as it likes."""
    always: tuple[str, ...] = ()
    """Fields that its documents always have, beside the title."""
    ignored: Mapping[str, str] = field(default_factory=dict)
    """Rows that are known to be no notices: how their addresses begin (a regular expression) -> what they are."""
    strangers: float = 0.0
    """Share of its rows that normally leads neither to a notice nor to what is `ignored`; more is told by `health`."""
    most_pages: int = 1000
    """Listing pages of one walk, after which it may be going in circles; the next walk goes on there. It does not hold
    for a column with an `index`, whose pages are all known beforehand."""

    def __post_init__(self) -> None:
        for name in ("first", "nth", "index", "spare", "shell"):
            if (address := getattr(self, name)) is not None:
                object.__setattr__(self, name, urljoin(self.home, address))

    def ignores(self, url: str) -> bool:
        """Whether an address is known to be no notice."""
        return any(re.match(pattern, comparable(url)) for pattern in self.ignored)

    @property
    def has_one_page(self) -> bool:
        """True for a feed, or a front page that shows the newest rows: there is nothing behind it."""
        return not (self.nth or self.form or self.shell or self.index)

    def ask(self, n: int) -> Ask | None:
        """The request for page `n`, counted from 1; None where there is none, or where only the index knows."""
        if self.index is not None:
            return None
        first = self.first or self.home
        if self.form is not None:
            return Ask(first, {key: value.replace("{n}", str(n)) for key, value in self.form.items()})
        if n == 1:
            return Ask(first)
        if self.nth is None:
            return None
        return Ask(self.nth.replace("{n}", str(n)).replace("{index}", str(n - 1)))
