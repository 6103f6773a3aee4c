"""SQL users read the English that outputs show: of titles in `policies`, of indicators in `targets`."""

from typing import Any

import sqlalchemy as sa

from parsers.record import Target
from storage.database import Database
from storage.documents import queries
from storage.editing import annotations
from storage.translations.texts import Text
from tests.zhengce.holding import EDITOR, hold, invented
from zhengce.documents.view import select
from zhengce.english import stored
from zhengce.english.accepting import accept_text

TARGET = Target("5G用户普及率", 56.0, "56", "%", 2025, "level")
KNOWN = invented(title="关于印发“十四五”信息通信行业发展规划的通知", targets=(TARGET,))
UNKNOWN = invented(title="关于埽工髹漆的通知")


def in_sql(database: Database) -> tuple[list[Any], list[Any]]:
    """The titles, and the indicators with their English, as SQL has them."""
    with database.read() as connection:
        titles = connection.execute(sa.text("SELECT title_en, title_en_origin FROM policies ORDER BY id")).all()
        indicators = connection.execute(sa.text("SELECT indicator, indicator_en FROM targets")).all()
    return [tuple(row) for row in titles], [tuple(row) for row in indicators]


def in_outputs(database: Database) -> tuple[list[Any], list[Any]]:
    """The same as outputs have it."""
    with database.read() as connection:
        documents = [select(one, ("title_en", "title_en_origin", "targets")) for one in queries.each(connection)]
    documents.reverse()  # the newest first
    targets = [(one["indicator"], one["indicator_en"]) for document in documents for one in document["targets"]]
    return [(one["title_en"], one["title_en_origin"]) for one in documents], targets


def test_sql_has_the_english_of_outputs_also_after_an_editor_accepted_some(database: Database) -> None:
    hold(database, KNOWN, UNKNOWN)
    assert stored.refresh(database) == 3
    assert in_sql(database) == in_outputs(database)
    assert in_sql(database)[0][0][1] == "rules"
    assert stored.refresh(database) == 0
    with database.write() as connection:
        accept_text(connection, Text("indicator", TARGET.indicator), "Share of 5G users", EDITOR)
        annotations.set_title(connection, 2, "Notice on fascine works", EDITOR)
    assert in_sql(database)[0] == in_outputs(database)[0]
    assert stored.refresh(database) == 1
    assert in_sql(database) == in_outputs(database)
    assert in_sql(database)[1] == [(TARGET.indicator, "Share of 5G users")]
