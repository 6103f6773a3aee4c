"""The tables of translated texts. They belong to no document: no crawl, reparse, merge or split touches them. What SQL
reads is made of them again and again: `english_titles`, `english_indicators`."""

import sqlalchemy as sa

from storage.schema.columns import Moment, document, metadata

_KEY = "digest of the kind and the folded Chinese"
_KIND = "name, indicator, sentence"

translations = sa.Table(
    "translations",
    metadata,
    sa.Column("key", sa.Text, primary_key=True, comment=_KEY),
    sa.Column("language", sa.Text, primary_key=True),
    sa.Column("origin", sa.Text, primary_key=True, comment="rules, model, local, person"),
    sa.Column("kind", sa.Text, nullable=False, comment=_KIND),
    sa.Column("chinese", sa.Text, nullable=False),
    sa.Column("english", sa.Text, comment="null: refused"),
    sa.Column("engine", sa.Text, nullable=False, comment="qwen3:8b"),
    sa.Column("recipe", sa.Text, nullable=False, comment="digest of what was asked and of the words of the glossary"),
    sa.Column("made_at", Moment, nullable=False, index=True),
    sa.Column("faults", sa.JSON(none_as_null=True), nullable=False, comment="what the gates found, a list"),
    sa.Column("tries", sa.Integer, nullable=False),
)

english_titles = sa.Table(
    "english_titles",
    metadata,
    document(primary_key=True),
    sa.Column("made_of", sa.Text, nullable=False, comment="digest of the title, what is held of it, and the rules"),
    sa.Column("title_en", sa.Text, comment="as outputs show it where an editor gave the document none"),
    sa.Column("title_en_origin", sa.Text, comment="accepted, rules, model:NAME, local:NAME"),
)

english_indicators = sa.Table(
    "english_indicators",
    metadata,
    sa.Column("indicator", sa.Text, primary_key=True, comment="as printed"),
    sa.Column("made_of", sa.Text, nullable=False, comment="digest of what is held of it, and the rules"),
    sa.Column("indicator_en", sa.Text),
    sa.Column("indicator_en_origin", sa.Text, comment="accepted, rules, model:NAME, local:NAME"),
)

accepted = sa.Table(
    "accepted",
    metadata,
    sa.Column("key", sa.Text, primary_key=True, comment=_KEY),
    sa.Column("language", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False, comment=_KIND),
    sa.Column("chinese", sa.Text, nullable=False),
    sa.Column("english", sa.Text, nullable=False),
    sa.Column("by", sa.Text, comment="who accepted it; null where nobody is named"),
    sa.Column("at", Moment, nullable=False),
    sa.Column("was", sa.Text, comment="what a machine had made of it then"),
)
