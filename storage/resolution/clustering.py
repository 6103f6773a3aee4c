"""Which pages belong together: how the pages of a document fall apart, and which documents may become one.

A person's judgements outrank the rules: pages judged to be one document stay together against the rules, and bring
those with them that the rules take for either; pages judged to be two stay apart against the rules.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy.engine import Connection

from parsers.record import PolicyDocument
from storage.resolution import judgements, matching
from storage.resolution.judgements import Judgements, Verdict
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
    """The pages of a document, grouped by what they now show and by a person's judgements.

    Three parts: those that stay where this page leaves (empty where it stays), those that go with this page, and others
    that have to be parted, a list for each.
    """
    groups = [list(members)]
    if len(members) > 1:
        judgements = judgements_on(connection, members)
        groups = _linked(_groups_by_rule(members, judgements), judgements)
    mine = next(group for group in groups if any(page.page_id == page_id for page in group))
    others = [group for group in groups[1:] if group is not mine]
    return [] if mine is groups[0] else groups[0], mine, others


def judgement_on(connection: Connection, some: Sequence[PageRecord], others: Sequence[PageRecord]) -> Verdict | None:
    """A person's latest judgement on pages of two documents; None where there is none."""
    return judgements_on(connection, some).verdict(urls_of(some), urls_of(others))


def must_stay_apart(connection: Connection, some: Sequence[PageRecord], others: Sequence[PageRecord]) -> bool:
    """True if two documents cannot be one: a person judged so or, without judgement, their pages contradict another."""
    if verdict := judgement_on(connection, some, others):
        return verdict == "negative"
    mine, theirs = sides_of(connection, some), sides_of(connection, others)
    return all(contradict(side, other) for side in mine for other in theirs)


def sides_of(connection: Connection, members: Sequence[PageRecord]) -> list[list[PageRecord]]:
    """The pages of a document; where a person joined what the rules hold for several, each of these by itself.

    What comes new is of the document if it is of one side: the other side may contradict it, as it does that side.
    """
    if len(members) > 1:
        judgements = judgements_on(connection, members)
        if any(item.judgement == "positive" for item in judgements):
            return _groups_by_rule(members, judgements)
    return [list(members)]


def judgements_on(connection: Connection, members: Sequence[PageRecord]) -> Judgements:
    """A person's judgements on these pages."""
    return Judgements(judgements.of(connection, urls_of(members)))


def _groups_by_rule(members: Iterable[PageRecord], judgements: Judgements) -> list[list[PageRecord]]:
    groups: list[list[PageRecord]] = []
    for page in members:
        for group in groups:
            if judgements.verdict([page.page_url], urls_of(group)) == "negative":
                continue
            agrees = any(matching.same_document(page.record, other.record) for other in group)
            if agrees and not contradict([page], group):
                group.append(page)
                break
        else:
            groups.append([page])
    return groups


def _linked(groups: list[list[PageRecord]], judgements: Judgements) -> list[list[PageRecord]]:
    """The groups; those that a person judged to be one are joined."""
    for at, group in enumerate(groups):
        for other in groups[at + 1 :]:
            if judgements.verdict(urls_of(group), urls_of(other)) == "positive":
                others = [each for each in groups if each is not group and each is not other]
                return _linked([*others[:at], [*group, *other], *others[at:]], judgements)
    return groups


def contradict(some: Sequence[PageRecord], others: Sequence[PageRecord]) -> bool:
    """Whether any page of the one group cannot hold the document of any page of the other."""
    return any(matching.contradict(page_record.record, other.record) for page_record in some for other in others)


def urls_of(members: Iterable[PageRecord]) -> list[str]:
    """The addresses of pages, as `pages.url` holds them."""
    return [page.page_url for page in members]
