"""Which indicators a reader means: a part of the Chinese name, or English words."""

from collections.abc import Callable
from functools import cache
from unicodedata import normalize

from outputs.english.glossary import renderings
from outputs.english.glossary.spelling import STOP_WORDS, stem, words_of
from outputs.english.indicators import english_indicator
from storage.resolution.normalization import comparable


def indicator_filter(text: str) -> Callable[[str], bool]:
    """Whether an indicator, as printed, is meant by a text; width, case, blanks and punctuation do not matter.

    Each word of an English text is in the indicator's English, in its name, or stands for Chinese that the name has.
    """
    wanted = comparable(text)
    words = tuple(word for word in words_of(text) if word not in STOP_WORDS) if text.isascii() else ()

    @cache
    def is_meant(indicator: str) -> bool:
        name = comparable(indicator)
        if wanted and wanted in name:
            return True
        if not words or not wanted:
            return False
        own = {stem(word) for word in words_of(english_indicator(normalize("NFKC", indicator)) or "")}
        return all(
            stem(word) in own
            or comparable(word) in name
            or any(chinese in name for chinese in renderings.index().containing(word))
            for word in words
        )

    return is_meant
