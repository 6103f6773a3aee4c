"""Which pages belong together: the documents that a record is one of, and how the pages of a document fall apart.

A person's judgements outrank the rules: pages that one called one document stay together though the rules say no, and
bring those with them that the rules take for either; pages that one called two stay apart though the rules say yes.
"""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.record import PolicyDocument
from storage.resolution import judgements, matching
from storage.resolution.judgements import Judgements, Word
from storage.resolution.matching import Keys
from storage.resolution.merging import PageRecord, members_of
from storage.schema import pages

_names = (sa.bindparam("title", type_=sa.Text), sa.bindparam("issued", type_=sa.Text))
_pages_by_keys = sa.union_all(
    sa.select(pages.c.document_id).where(pages.c.number_key == sa.bindparam("number", type_=sa.Text)),
    sa.select(pages.c.document_id).where(pages.c.title_key.in_(_names)),
    sa.select(pages.c.document_id).where(pages.c.issued_key.in_(_names)),
    sa.select(pages.c.document_id).where(pages.c.text_key == sa.bindparam("text", type_=sa.Text)),
)
_pages_at = sa.select(pages.c.document_id).where(pages.c.url.in_(sa.bindparam("urls", expanding=True)))


def matches_of(
    connection: Connection, document: PolicyDocument, url: str, keys: Keys, without: Sequence[int]
) -> list[tuple[int, list[PageRecord]]]:
    """The held documents that this record of the page at `url` is one of: those that a person said first, then those
    that share its number, then the oldest.

    Documents that agree among themselves were held apart for what they were (`may_join`): of those only the first.
    """
    names = {"number": keys.number, "title": keys.title, "issued": keys.issued, "text": keys.text}
    found = set(connection.execute(_pages_by_keys, names).scalars())
    words = judgements.of(connection, [url])
    if joined := [item.other(url) for item in words if item.judgement == "positive"]:
        found |= set(connection.execute(_pages_at, {"urls": joined}).scalars())
    matches = []
    for document_id in sorted(found - {None, *without}):
        members = members_of(connection, document_id)
        said = Judgements(words).say([url], _urls(members))
        if said == "positive" or (said is None and _is_of(document, sides_of(connection, members))):
            numbered = any(matching.numbers_agree(document, page.record) for page in members)
            matches.append((said is None, not numbered, document_id, members))
    chosen: list[tuple[int, list[PageRecord]]] = []
    for by_rule, _, document_id, members in sorted(matches, key=lambda match: match[:3]):
        if not by_rule or not any(_agree(members, others) for _, others in chosen):
            chosen.append((document_id, members))
    return chosen


def _is_of(document: PolicyDocument, sides: Sequence[Sequence[PageRecord]]) -> bool:
    return any(
        any(matching.same_document(document, page.record) for page in side)
        and not any(matching.contradict(document, page.record) for page in side)
        for side in sides
    )


def _agree(some: Sequence[PageRecord], others: Sequence[PageRecord]) -> bool:
    return any(matching.same_document(one.record, other.record) for one in some for other in others)


def may_join(was: PolicyDocument, now: PolicyDocument, there: Sequence[PageRecord]) -> bool:
    """Whether a page that was held apart from a document may be found to be of it now that it was edited.

    A new title alone does not make it so, for it may be the site's own, shown on every page by mistake: the title has
    to have agreed before, or a number to agree that is not new in the place of another.
    """
    return any(
        matching.titles_agree(was, other.record)
        or (
            matching.numbers_agree(now, other.record) is True and matching.numbers_agree(was, other.record) is not False
        )
        for other in there
    )


def groups_of(
    connection: Connection, members: Sequence[PageRecord], page_id: int
) -> tuple[list[PageRecord], list[PageRecord], list[list[PageRecord]]]:
    """The pages of a document by what they now say they are, and by what a person said of them.

    Three parts: those that stay where this page leaves (empty where it stays), those that go with this page, and others
    that have to be parted, a list for each.
    """
    groups = [list(members)]
    if len(members) > 1:
        words = words_on(connection, members)
        groups = _linked(_groups_by_rule(members, words), words)
    mine = next(group for group in groups if any(page.page_id == page_id for page in group))
    others = [group for group in groups[1:] if group is not mine]
    return [] if mine is groups[0] else groups[0], mine, others


def said_of(connection: Connection, some: Sequence[PageRecord], others: Sequence[PageRecord]) -> Word | None:
    """What a person said of pages of two documents, the last word of all; None where nothing was said."""
    return words_on(connection, some).say(_urls(some), _urls(others))


def keep_apart(connection: Connection, some: Sequence[PageRecord], others: Sequence[PageRecord]) -> bool:
    """Whether two documents cannot be one: a person said so or, where none did, their pages contradict each other."""
    if said := said_of(connection, some, others):
        return said == "negative"
    mine, theirs = sides_of(connection, some), sides_of(connection, others)
    return all(contradict(side, other) for side in mine for other in theirs)


def sides_of(connection: Connection, members: Sequence[PageRecord]) -> list[list[PageRecord]]:
    """The pages of a document; where a person joined what the rules hold for several, each of these by itself.

    What comes new is of the document if it is of one side: the other side may contradict it, as it does that side.
    """
    if len(members) > 1:
        words = words_on(connection, members)
        if any(item.judgement == "positive" for item in words):
            return _groups_by_rule(members, words)
    return [list(members)]


def words_on(connection: Connection, members: Sequence[PageRecord]) -> Judgements:
    """What a person said of these pages."""
    return Judgements(judgements.of(connection, _urls(members)))


def _groups_by_rule(members: Iterable[PageRecord], words: Judgements) -> list[list[PageRecord]]:
    groups: list[list[PageRecord]] = []
    for page in members:
        for group in groups:
            if words.say([page.page_url], _urls(group)) == "negative":
                continue
            agrees = any(matching.same_document(page.record, other.record) for other in group)
            if agrees and not contradict([page], group):
                group.append(page)
                break
        else:
            groups.append([page])
    return groups


def _linked(groups: list[list[PageRecord]], words: Judgements) -> list[list[PageRecord]]:
    """The groups, those as one of which a person said so."""
    for at, group in enumerate(groups):
        for other in groups[at + 1 :]:
            if words.say(_urls(group), _urls(other)) == "positive":
                rest = [each for each in groups if each is not group and each is not other]
                return _linked([*rest[:at], [*group, *other], *rest[at:]], words)
    return groups


def contradict(some: Sequence[PageRecord], others: Sequence[PageRecord]) -> bool:
    return any(matching.contradict(one.record, other.record) for one in some for other in others)


def _urls(members: Iterable[PageRecord]) -> list[str]:
    return [page.page_url for page in members]
