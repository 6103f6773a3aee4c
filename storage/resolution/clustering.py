"""Which pages belong together: how the pages of a document fall apart, and which documents may become one.

A person's judgements outrank the rules: pages that one called one document stay together though the rules say no, and
bring those with them that the rules take for either; pages that one called two stay apart though the rules say yes.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy.engine import Connection

from parsers.record import PolicyDocument
from storage.resolution import judgements, matching
from storage.resolution.judgements import Judgements, Word
from storage.resolution.merging import PageRecord


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
    return words_on(connection, some).say(urls_of(some), urls_of(others))


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
    return Judgements(judgements.of(connection, urls_of(members)))


def _groups_by_rule(members: Iterable[PageRecord], words: Judgements) -> list[list[PageRecord]]:
    groups: list[list[PageRecord]] = []
    for page in members:
        for group in groups:
            if words.say([page.page_url], urls_of(group)) == "negative":
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
            if words.say(urls_of(group), urls_of(other)) == "positive":
                rest = [each for each in groups if each is not group and each is not other]
                return _linked([*rest[:at], [*group, *other], *rest[at:]], words)
    return groups


def contradict(some: Sequence[PageRecord], others: Sequence[PageRecord]) -> bool:
    """Whether any page of the one group cannot hold the document of any page of the other."""
    return any(matching.contradict(one.record, other.record) for one in some for other in others)


def urls_of(members: Iterable[PageRecord]) -> list[str]:
    """The addresses of pages, as `pages.url` holds them."""
    return [page.page_url for page in members]
