"""Which held documents a page may be of: found by the keys of its record and by a person's judgements, then matched.

Blocking keeps a page from being compared with every other: only pages under an equal key are candidates and, where no
number says so, only those whose days allow it. So the ten thousandth document of one title costs what the first costs.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.record import PolicyDocument
from storage.resolution import judgements, matching
from storage.resolution.clustering import sides_of, urls_of
from storage.resolution.judgements import Judgement, Judgements
from storage.resolution.matching import Keys
from storage.resolution.merging import PageRecord, members_of
from storage.resolution.normalization import number_parts
from storage.schema import pages

_names = (sa.bindparam("title", type_=sa.Text), sa.bindparam("issued", type_=sa.Text))
_KEYED = (
    pages.c.title_key.in_(_names),
    pages.c.issued_key.in_(_names),
    pages.c.text_key == sa.bindparam("text", type_=sa.Text),
)


def _between(column: sa.Column[date], name: str) -> sa.ColumnElement[bool]:
    return column.between(sa.bindparam(f"{name}_from", type_=sa.Date), sa.bindparam(f"{name}_to", type_=sa.Date))


_published_near = sa.or_(pages.c.published_on.is_(None), _between(pages.c.published_on, "published"))
_near = {
    True: (_between(pages.c.written_on, "written"), sa.and_(pages.c.written_on.is_(None), _published_near)),
    False: (_published_near,),
}
"""Whether the days of a page allow that it is the same document (`matching.days_agree`), for a record that has a day of
writing and for one that has none: two days of writing decide alone."""

_pages_by_keys = {
    has_day: sa.union_all(
        sa.select(pages.c.document_id).where(pages.c.number_key == sa.bindparam("number", type_=sa.Text)),
        *(sa.select(pages.c.document_id).where(key, near) for key in _KEYED for near in conditions),
    )
    for has_day, conditions in _near.items()
}
_pages_at = sa.select(pages.c.document_id).where(pages.c.url.in_(sa.bindparam("urls", expanding=True)))


def matches_of(
    connection: Connection, document: PolicyDocument, url: str, keys: Keys, without: Sequence[int]
) -> list[tuple[int, list[PageRecord]]]:
    """The held documents that this record of the page at `url` is one of: first those that a person judged so, then
    those that share its number, then by `_precedence`.

    Documents that agree among themselves were held apart for what they were (`may_join`): of those only the first.
    """
    judged = judgements.of(connection, [url])
    matches = []
    for document_id in sorted(_candidates(connection, document, url, keys, judged) - set(without)):
        members = members_of(connection, document_id)
        verdict = Judgements(judged).verdict([url], urls_of(members))
        if verdict == "positive" or (verdict is None and _is_of(document, sides_of(connection, members))):
            numbered = any(matching.numbers_agree(document, page.record) for page in members)
            order = verdict is None, not numbered, _precedence(document, members), document_id
            matches.append((order, members))
    chosen: list[tuple[int, list[PageRecord]]] = []
    for (by_rule, *_, document_id), members in sorted(matches, key=lambda match: match[0]):
        if not by_rule or not any(_agree(members, others) for _, others in chosen):
            chosen.append((document_id, members))
    return chosen


def pages_to_take_over(
    connection: Connection, document: PolicyDocument, url: str, keys: Keys, home: int
) -> list[tuple[int, PageRecord]]:
    """The pages without a number that stand with a notice of another number, but whose document this record's is by
    `_precedence`; with the documents where they stand. What a person judged stays.

    So it does not matter either whether such a page came before the second of the notices or after it.
    """
    if number_parts(document.document_number) is None:
        return []
    taken: list[tuple[int, PageRecord]] = []
    mine = members_of(connection, home)
    for other in sorted(_candidates(connection, document, url, keys, ()) - {home}):
        members = members_of(connection, other)
        numbered = [page for page in members if number_parts(page.record.document_number)]
        taken += [
            (other, page)
            for page in (members if numbered else ())
            if page not in numbered
            and _is_of(page.record, [mine])
            and _precedence(page.record, mine) < _precedence(page.record, numbered)
            and not judgements.of(connection, [page.page_url])
        ]
    return taken


def _candidates(
    connection: Connection, document: PolicyDocument, url: str, keys: Keys, judged: Sequence[Judgement]
) -> set[int]:
    """The documents under an equal key whose days allow it, and those that a person judged this page to be of."""
    names = {"number": keys.number, "title": keys.title, "issued": keys.issued, "text": keys.text}
    written, published = document.written_on, document.published_on
    around = _around("written", written, matching.SAME_DAY) | _around("published", published, matching.FAR_PUBLISHED)
    ids = set(connection.execute(_pages_by_keys[written is not None], names | around).scalars())
    if joined := [item.other(url) for item in judged if item.judgement == "positive"]:
        ids |= set(connection.execute(_pages_at, {"urls": joined}).scalars())
    return ids - {None}


def _around(name: str, day: date | None, span: timedelta) -> dict[str, date]:
    """The first and last day so far from a day; all days where there is none."""
    if day is None:
        return {f"{name}_from": date.min, f"{name}_to": date.max}
    first = day - span if day - date.min > span else date.min
    last = day + span if date.max - day > span else date.max
    return {f"{name}_from": first, f"{name}_to": last}


def _is_of(document: PolicyDocument, sides: Sequence[Sequence[PageRecord]]) -> bool:
    return any(
        any(matching.same_document(document, page.record) for page in side)
        and not any(matching.contradict(document, page.record) for page in side)
        for side in sides
    )


def _precedence(document: PolicyDocument, members: Sequence[PageRecord]) -> tuple[bool, bool, int, str]:
    """Sorts notices that are equal but for their numbers, of which a page without one may be either: first that of the
    same site, then the smaller number, so that it does not matter which of them came first.

    Where pages bear a number they alone decide: others may have come to them by this very rule.
    """
    numbers = [(page, parts) for page in members if (parts := number_parts(page.record.document_number))]
    deciding = [page for page, _ in numbers] or members
    is_elsewhere = all(page.record.source != document.source for page in deciding)
    if not numbers:
        return is_elsewhere, True, 0, ""
    return is_elsewhere, False, *min((number.serial or 0, number.form) for _, number in numbers)


def _agree(some: Sequence[PageRecord], others: Sequence[PageRecord]) -> bool:
    return any(matching.same_document(page_record.record, other.record) for page_record in some for other in others)
