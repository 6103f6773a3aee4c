"""Relations between documents: what one issues, amends, repeals, replaces, interprets or is based on, in its words.

Titles (关于废止《…》的决定), sentences (《…》同时废止, 根据《…》，制定本办法) and lists (废止的规范性文件目录) are
read by rules of their own. All are silent rather than wrong: what a text reports of others, proposes or makes
conditional is no relation. Those of a draft are what it proposes.
"""

from collections.abc import Iterable, Sequence

from parsers.grammar.relations.reading import read_all
from parsers.passages import Passage
from parsers.record import PolicyDocument, Relation

__all__ = ["read_relations"]


def read_relations(
    record: PolicyDocument, passages: Iterable[Passage], linked: Sequence[str] = ()
) -> tuple[Relation, ...]:
    """The relations of a document in the order of printing, title first, each once.

    Needs the title, stage, number and days of the record; `passages` are those of its body and files, `linked` the
    titles of the pages to which its page links as 相关政策. Never raises.
    """
    return read_all(record, passages, linked)
