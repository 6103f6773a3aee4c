"""An article of a held document by the name that people give it."""

import re
from collections.abc import Sequence

from parsers.grammar.articles import Unit
from parsers.grammar.articles.heads import value_of

# 12 · 十二 · 第十二条 · 10-1 · 第十条之一 · art-12
_ARTICLE = re.compile(r"(?:第|art-)?(?P<number>[^\s条之-]{1,8})条?(?:(?:之|-)(?P<sub>\S{1,3}))?")


def article_of(units: Sequence[Unit], name: str) -> Unit | None:
    """The article that a name means, in the body or else in the first file that has it: 12, 第十条之一, 10-1.

    None where the document has no such article, or the words name none.
    """
    match = _ARTICLE.fullmatch("".join(name.split()))
    number = value_of(match["number"]) if match else None
    if match is None or number is None:
        return None
    sub = value_of(match["sub"]) if match["sub"] else 0
    return next((one for one in units if one.level == "article" and (one.number, one.sub) == (number, sub)), None)
