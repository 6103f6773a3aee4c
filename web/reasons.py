"""What the program says of its own work, in the reader's language: how a crawl ended, by what a document was found."""

from outputs.audit.findings import HOW
from outputs.phrases import phrase_or
from web.labels import Language


def reason(said: str, language: Language) -> str:
    """Why a crawl ended: finished as 完成 or Finished. What is no problem that is known stays in English."""
    plain = said.removeprefix("stopped: ")
    if language == "zh":
        return "完成" if plain == "finished" else phrase_or(f"problem.{plain}", "zh", plain)
    return plain[:1].upper() + plain[1:]


def found_by(said: str, language: Language) -> str:
    """By what an audit found a document: number and title as 按字号、标题, by its number and its title."""
    named = [HOW[one] for one in said.split(" and ") if one]
    if not named:
        return ""
    return "按" + "、".join(one.zh for one in named) if language == "zh" else "by " + " and ".join(named)
