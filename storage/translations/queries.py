"""Translations and accepted texts: stored, found, accepted. An accepted text is never replaced by a machine's."""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from storage.schema import accepted, translations
from storage.translations.texts import Text, TextKind

Origin = Literal["rules", "model", "local", "person"]
LANGUAGE = "en"

KEYS_PER_QUERY = 500

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Translation:
    """What one machine made of a text."""

    kind: TextKind
    chinese: str
    key: str
    origin: Origin
    english: str | None
    """None where the gates refused it."""
    engine: str
    recipe: str
    """Of what was asked: another prompt or other words of the glossary give another."""
    made_at: datetime
    faults: tuple[str, ...] = ()
    tries: int = 1


@dataclass(frozen=True, slots=True)
class AcceptedText:
    """The English that an editor accepted or wrote for a text."""

    kind: TextKind
    chinese: str
    key: str
    english: str
    by: str | None
    at: datetime
    was: str | None
    """What a machine had made of it then."""


def store_translation(connection: Connection, made: Translation) -> Translation:
    """Stores what a machine made of a text in place of what the same origin made before, and returns what is held now.

    Each call counts as one more try. A refusal takes no English away: the earlier one stays, with what was found now.
    """
    former = next(
        (translation for translation in find_translations(connection, [made.key]) if translation.origin == made.origin),
        None,
    )
    if former:
        made = replace(made, tries=former.tries + 1)
        if made.english is None and former.english is not None:
            made = replace(made, english=former.english, engine=former.engine, made_at=former.made_at)
    same = (translations.c.key == made.key, translations.c.language == LANGUAGE, translations.c.origin == made.origin)
    connection.execute(sa.delete(translations).where(*same))
    values = asdict(made) | {"language": LANGUAGE, "faults": list(made.faults)}
    connection.execute(sa.insert(translations).values(values))
    return made


_keys: sa.BindParameter[str] = sa.bindparam("keys", expanding=True)
_all_translations = sa.select(*(translations.c[name] for name in Translation.__dataclass_fields__))
_translations = _all_translations.where(translations.c.key.in_(_keys), translations.c.language == LANGUAGE).order_by(
    translations.c.key, translations.c.origin
)
_all_accepted = sa.select(*(accepted.c[name] for name in AcceptedText.__dataclass_fields__)).where(
    accepted.c.language == LANGUAGE
)
_accepted = _all_accepted.where(accepted.c.key.in_(_keys))


def _made(row: Row[Any]) -> Translation:
    return Translation(**{**row._mapping, "faults": tuple(row.faults)})


def find_translations(connection: Connection, keys: Iterable[str]) -> list[Translation]:
    """What machines made of texts, refused ones too, by key and origin."""
    rows = [row for some in in_parts(keys) for row in connection.execute(_translations, {"keys": some})]
    return list(map(_made, rows))


def find_accepted(connection: Connection, keys: Iterable[str]) -> dict[str, AcceptedText]:
    """The accepted texts by key."""
    rows = [row for some in in_parts(keys) for row in connection.execute(_accepted, {"keys": some})]
    return {row.key: AcceptedText(**row._mapping) for row in rows}


_is_held = sa.select(sa.exists(sa.select(accepted.c.key)), sa.exists(sa.select(translations.c.key)))


@dataclass(frozen=True, slots=True)
class HeldText:
    """What is held in English of a text."""

    accepted: AcceptedText | None
    made: Translation | None
    """By a model that passed the gates; else by a local one."""


def find_texts(connection: Connection, texts: Collection[Text]) -> dict[Text, HeldText]:
    """What is held of texts; those of which nothing is are left out. Two queries for some hundreds of them, after one
    that says whether anything is held at all."""
    has_accepted, has_made = connection.execute(_is_held).one() if texts else (False, False)
    if not has_accepted and not has_made:  # most databases: then no key is made
        return {}
    keys = [text.key for text in texts]
    approved = find_accepted(connection, keys) if has_accepted else {}
    translated = find_translations(connection, keys) if has_made else []
    machine = {
        translation.key: translation
        for origin in ("local", "model")
        for translation in translated
        if translation.origin == origin and translation.english
    }
    texts_by_key = {key: HeldText(approved.get(key), machine.get(key)) for key in (*approved, *machine)}
    return {text: texts_by_key[key] for text in texts if (key := text.key) in texts_by_key}


_NOTHING = HeldText(None, None)


@dataclass(frozen=True, slots=True)
class HeldTitle:
    """What is held in English of the title of a document: of its name, which the frame of the title stands around, or,
    accepted alone, of the title as it is."""

    name: Text
    accepted: AcceptedText | None = None
    """Of the name."""
    accepted_whole: AcceptedText | None = None
    """Of the title as it is."""
    made: Translation | None = None
    """Of the name, by a model that passed the gates; else by a local one."""


def held_title(title: tuple[Text, Text], texts: Mapping[Text, HeldText]) -> HeldTitle:
    """What is held of a title, given as `texts_of_title` gives it, among what is held of texts."""
    of_name, of_whole = (texts.get(text, _NOTHING) for text in title)
    accepted_whole = None if of_whole is of_name else of_whole.accepted
    return HeldTitle(title[0], of_name.accepted, accepted_whole, of_name.made)


def accepted_texts(connection: Connection) -> list[AcceptedText]:
    """Every accepted text, the latest first."""
    query = _all_accepted.order_by(accepted.c.at.desc(), accepted.c.key)
    return [AcceptedText(**row._mapping) for row in connection.execute(query)]


def refused_translations(connection: Connection) -> list[Translation]:
    """What the gates refused of texts that no other machine has English of, and nobody accepted; the latest first."""
    other = translations.alias()
    has_english = sa.exists().where(other.c.key == translations.c.key, other.c.english.is_not(None))
    is_accepted = sa.exists().where(accepted.c.key == translations.c.key)
    query = _all_translations.where(translations.c.english.is_(None), ~has_english, ~is_accepted)
    query = query.order_by(translations.c.made_at.desc(), translations.c.key, translations.c.origin)
    return list(map(_made, connection.execute(query)))


def accept(
    connection: Connection, text: Text, english: str, now: datetime, *, by: str | None = None, was: str | None = None
) -> AcceptedText | None:
    """Holds an editor's English of a text, for every document that it stands in; returns the one that it replaces."""
    earlier = withdraw(connection, text.key)
    new = AcceptedText(text.kind, text.chinese, text.key, english, by, now, was)
    connection.execute(sa.insert(accepted).values(asdict(new) | {"language": LANGUAGE}))
    return earlier


def withdraw(connection: Connection, key: str) -> AcceptedText | None:
    """Takes the accepted English of a text away and returns it; None where there is none."""
    earlier = find_accepted(connection, [key]).get(key)
    if earlier:
        connection.execute(sa.delete(accepted).where(accepted.c.key == key, accepted.c.language == LANGUAGE))
    return earlier


def in_parts(keys: Iterable[Key]) -> Iterator[Sequence[Key]]:
    """Keys, each once, KEYS_PER_QUERY at a time."""
    every = list(dict.fromkeys(keys))
    for start in range(0, len(every), KEYS_PER_QUERY):
        yield every[start : start + KEYS_PER_QUERY]


def all_with_english(connection: Connection) -> Iterator[Translation]:
    """What models made of texts and was not refused, by key, a part of it in memory at a time."""
    of_models = translations.c.origin.in_(("model", "local"))
    query = _all_translations.where(translations.c.english.is_not(None), translations.c.language == LANGUAGE, of_models)
    few_rows = connection.execution_options(yield_per=KEYS_PER_QUERY)
    yield from map(_made, few_rows.execute(query.order_by(translations.c.key, translations.c.origin)))


def withhold(connection: Connection, made: Translation, faults: Sequence[str]) -> None:
    """Takes the English away from a translation that today's gates refuse."""
    same = (translations.c.key == made.key, translations.c.language == LANGUAGE, translations.c.origin == made.origin)
    connection.execute(sa.update(translations).where(*same).values(english=None, faults=list(faults)))
