"""Which new words belong to which of several units, where one clause of a decision gives all of them."""

import re
from collections.abc import Sequence

from parsers.grammar.amendments.model import Address, Unit
from parsers.grammar.numerals import numeral

_LOWEST: tuple[Unit, ...] = ("item", "paragraph", "article")
_BEGINS = r"(?:^|(?<=[\s；;。：:]))"


def unit_of(address: Address) -> Unit | None:
    """The level of what an address names; None for points, divisions and the whole rule."""
    return None if address.point else next((level for level in _LOWEST if getattr(address, level)), None)


def share_out(text: str, addresses: Sequence[Address]) -> list[str] | None:
    """The new words of each unit out of one quotation: items and articles by their printed numbers, paragraphs by
    lines. None where these are not as many, or not in order."""
    levels = {unit_of(one) for one in addresses}
    if levels == {"paragraph"}:
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        return lines if len(lines) == len(addresses) else None
    if levels not in ({"item"}, {"article"}) or any(one.sub for one in addresses):
        return None
    starts: list[int] = []
    for one in addresses:
        item = numeral(one.item or 0)
        printed = rf"(?:[（(]{item}[)）]|{item}、)" if one.item else rf"第{numeral(one.article or 0)}条(?=\s)"
        head = re.compile(_BEGINS + printed).search(text, starts[-1] + 1 if starts else 0)
        if head is None:
            return None
        starts.append(head.start())
    if text[: starts[0]].strip():
        return None
    return [text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
