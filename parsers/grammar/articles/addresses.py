"""Reads the address of an article, or of what is in it, as texts name it: 第七条之一第二款第（三）项."""

from parsers.grammar.articles.heads import value_of
from parsers.grammar.patterns import lazy_regex

_N = r"[（(]?[一二三四五六七八九十百零〇两0-9０-９]{1,6}[)）]?"
_ADDRESS = lazy_regex(
    rf"(?:[第笫]{_N}[章节]的?)*[第笫](?P<art>{_N})条(?:之(?P<sub>{_N}))?的?"
    rf"(?:[第笫](?P<para>{_N})款的?)?(?:[第笫](?P<item>{_N})项的?)?(?:[第笫](?P<point>{_N})目的?)?"
)


def path_of(words: str) -> str | None:
    """The path of the unit that words without blanks name: art-7-1/para-2/item-3; None where they name no article."""
    match = _ADDRESS.fullmatch(words)
    if match is None:
        return None
    numbers = {name: value_of(printed.strip("（()）")) for name, printed in match.groupdict().items() if printed}
    if None in numbers.values():
        return None
    sub = f"-{numbers.pop('sub')}" if "sub" in numbers else ""
    (article, number), *below = numbers.items()
    return "/".join([f"{article}-{number}{sub}", *(f"{name}-{value}" for name, value in below)])
