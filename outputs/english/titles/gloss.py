"""An English line for every title: in a list, one that the rules have not wholly is told from its known words."""

import re
from functools import lru_cache

from outputs.english.titles.frames import english_title
from parsers.grammar.title import read_title

_ENGLISH = re.compile("[A-Za-z]{3}")


@lru_cache(maxsize=4096)
def gloss(title: str) -> str | None:
    """The title in English, or its body, kind and known words in the order of the Chinese, the rest as printed.

    None where no word is known. It is no title: it is never stored, exported or cited.
    """
    found = english_title(title)
    if found.is_whole:
        return found.text
    if not _ENGLISH.search(found.text):
        return None
    bodies = [body.name_en for body in read_title(title).issuing_bodies if body.name_en]
    return f"{bodies[0]}: {found.text}" if bodies else found.text
