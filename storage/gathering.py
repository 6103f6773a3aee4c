"""Which pages belong together: the documents that a record is one of, and how the pages of a document fall apart."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.record import PolicyDocument
from storage import recognition
from storage.folding import PageRecord, members_of
from storage.recognition import Keys
from storage.schema import pages

_names = (sa.bindparam("title", type_=sa.Text), sa.bindparam("issued", type_=sa.Text))
_pages_by_keys = sa.union_all(
    sa.select(pages.c.document_id).where(pages.c.number_key == sa.bindparam("number", type_=sa.Text)),
    sa.select(pages.c.document_id).where(pages.c.title_key.in_(_names)),
    sa.select(pages.c.document_id).where(pages.c.issued_key.in_(_names)),
)


def matches_of(
    connection: Connection, document: PolicyDocument, keys: Keys, without: Sequence[int]
) -> list[tuple[int, list[PageRecord]]]:
    """The held documents that this record is one of, those that share its number first, then the oldest.

    Documents that agree among themselves were held apart for what they were (`may_join`): of those only the first.
    """
    names = {"number": keys.number, "title": keys.title, "issued": keys.issued}
    found = set(connection.execute(_pages_by_keys, names).scalars()) - {None, *without}
    matches = []
    for document_id in sorted(found):
        members = members_of(connection, document_id)
        records = [page.record for page in members]
        if any(recognition.same_document(document, other) for other in records) and not any(
            recognition.contradict(document, other) for other in records
        ):
            numbered = any(recognition.numbers_agree(document, other) for other in records)
            matches.append((not numbered, document_id, members))
    chosen: list[tuple[int, list[PageRecord]]] = []
    for _, document_id, members in sorted(matches, key=lambda match: match[:2]):
        if not any(_agree(members, others) for _, others in chosen):
            chosen.append((document_id, members))
    return chosen


def _agree(some: Sequence[PageRecord], others: Sequence[PageRecord]) -> bool:
    return any(recognition.same_document(one.record, other.record) for one in some for other in others)


def may_join(was: PolicyDocument, now: PolicyDocument, there: Sequence[PageRecord]) -> bool:
    """Whether a page that was held apart from a document may be found to be of it now that it was edited.

    A new title alone does not make it so, for it may be the site's own, shown on every page by mistake: the title has
    to have agreed before, or a number to agree that is not new in the place of another.
    """
    return any(
        recognition.titles_agree(was, other.record)
        or (
            recognition.numbers_agree(now, other.record) is True
            and recognition.numbers_agree(was, other.record) is not False
        )
        for other in there
    )


def groups_of(
    members: Sequence[PageRecord], page_id: int
) -> tuple[list[PageRecord], list[PageRecord], list[list[PageRecord]]]:
    """The pages of a document by what they now say they are.

    Three parts: those that stay where this page leaves (empty where it stays), those that go with this page, and others
    that have to be parted, a list for each.
    """
    groups: list[list[PageRecord]] = []
    for page in members:
        for group in groups:
            agrees = any(recognition.same_document(page.record, other.record) for other in group)
            if agrees and not contradict([page], group):
                group.append(page)
                break
        else:
            groups.append([page])
    mine = next(group for group in groups if any(page.page_id == page_id for page in group))
    others = [group for group in groups[1:] if group is not mine]
    return [] if mine is groups[0] else groups[0], mine, others


def contradict(some: Sequence[PageRecord], others: Sequence[PageRecord]) -> bool:
    return any(recognition.contradict(one.record, other.record) for one in some for other in others)
