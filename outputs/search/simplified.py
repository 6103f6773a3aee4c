"""Traditional Chinese and Japanese kanji of a query in the simplified characters that documents are printed in."""

from collections.abc import Callable
from functools import cache, lru_cache


@lru_cache(maxsize=1024)
def simplified(words: str) -> str:
    """數據安全 and 気候変動 as 数据安全 and 气候变动. What the characters of GB 2312 can write stays as it is."""
    try:
        words.encode("gb2312")
    except UnicodeEncodeError:
        return _converters()[1](_converters()[0](words))
    return words


@cache
def _converters() -> tuple[Callable[[str], str], Callable[[str], str]]:
    import opencc

    return opencc.OpenCC("jp2t").convert, opencc.OpenCC("t2s").convert
