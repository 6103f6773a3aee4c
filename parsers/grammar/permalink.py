"""The permalink of a document, made of body, year and number as ELI makes those of European law.

`/doc/miit/2021/工信部规-164`: the id of the body whose number it is (`agencies.csv`), the year, then for a letter
机关代字 and the running number. Orders and announcements have their kind in place of 机关代字, for the body says who
issued them: `/doc/ndrc/2026/令-41`, `/doc/mofcom/2025/公告-61`; of a joint one the first body leads. Where a number has
no year (国令第790号) it is that of writing, else of publication. An interpretation or news prints the number of another
document, and a number that is not whole (2021年第126号) may be anybody's: these have none, nor has a document without a
number.
"""

from datetime import date
from functools import lru_cache
from urllib.parse import unquote

from parsers.grammar.document_number import lead_body, read_number
from parsers.grammar.patterns import lazy_regex
from parsers.record import PolicyDocument

DECIDING = frozenset({"document_number", "issuing_bodies", "written_on", "published_on", "stage"})
"""The fields of a record of which its address is made."""


_AT_THE_END = lazy_regex(r"/doc/[a-z_]+/[0-9]{4}/[^/?#]+-[0-9]+(?=[?#]|$)")


def find_permalink(address: str) -> str | None:
    """The permalink, unescaped, that is an address of any server, or the path of one; None where it is none."""
    match = _AT_THE_END.search(unquote(address))
    return match[0] if match else None


def permalink_of(record: PolicyDocument) -> str | None:
    """The address of a document, unescaped; None for one that has none."""
    if record.document_number is None or record.stage in ("interpretation", "news"):
        return None
    lead = record.issuing_bodies[0].id if record.issuing_bodies else None
    return _permalink(record.document_number, lead, record.written_on or record.published_on)


@lru_cache(maxsize=4096)
def _permalink(document_number: str, lead: str | None, day: date | None) -> str | None:
    number = read_number(document_number)
    if number is None or number.kind == "serial":
        return None
    owner = lead_body(number, day)
    body, year = owner.id if owner else lead, number.year or (day.year if day else None)
    word = number.prefix if number.kind == "letter" else number.kind
    return f"/doc/{body}/{year}/{word}-{number.value}" if body and year else None
