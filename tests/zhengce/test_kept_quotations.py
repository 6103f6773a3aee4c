"""Quotations are kept for briefs, renewed when a document or its file changes, and change nothing that a brief says."""

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from parsers.record import Attachment
from storage.database import Database, open_database
from storage.documents.writing import judging
from storage.schema import quotations as table
from tests.conftest import Sample
from tests.storage.making import editor
from tests.zhengce.attaching import read_file
from tests.zhengce.shelf import ICT_PLAN, IPR_PLAN, NOON, keep
from zhengce.brief import extracts, formats, gathering, quotations

PLAN_FILE = "https://www.miit.gov.cn/plan.pdf"
WITH_FILE = replace(
    ICT_PLAN,
    body="现将规划印发给你们。",
    attachments=(Attachment(f"附件：{ICT_PLAN.issued_title}.pdf", PLAN_FILE),),
)


@pytest.fixture
def shelf(database: Database) -> Database:
    """A document whose plan is in a file, and one whose text has a target; their quotations are kept."""
    keep(database, WITH_FILE, IPR_PLAN)
    with database.write() as connection:
        read_file(connection, PLAN_FILE, "一、目标\n到2025年，5G用户普及率达到56%。")
    assert quotations.refresh(database) == 2
    return database


def said(database: Database, form: str = "json") -> str:
    with database.read() as connection:
        return formats.render(gathering.gather(connection, date(2000, 1, 1), date(2030, 1, 1)), form)


def said_without(database: Database, form: str = "json") -> str:
    """The same where no quotations are kept."""
    with database.write() as connection:
        connection.execute(sa.delete(table))
    return said(database, form)


def test_what_is_kept_is_shown_and_texts_are_not_read_again(shelf: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    before = said_without(shelf)
    assert "到2025年，5G用户普及率达到56%。" in before
    assert quotations.refresh(shelf) == 2
    monkeypatch.setattr(extracts, "figures", None)
    assert said(shelf) == before
    assert quotations.refresh(shelf) == 0


@pytest.mark.parametrize("form", formats.FORMATS)
def test_the_sample_reads_the_same_with_and_without(sample: Sample, tmp_path: Path, form: str) -> None:
    copy = shutil.copyfile(sample.folder / "zhengce.db", tmp_path / "zhengce.db")
    database = open_database(f"sqlite:///{copy}")
    without = said_without(database, form)
    assert quotations.refresh(database) > 50
    assert said(database, form) == without
    database.close()


def test_a_changed_text_is_quoted_anew_at_once_and_renewed(shelf: Database) -> None:
    keep(
        shelf, replace(IPR_PLAN, body="到2026年，有关指标提高到13件。"), when=NOON + timedelta(days=1), kind="reparsed"
    )
    assert "有关指标提高到13件" in said(shelf)
    assert "有关指标提高到12件" not in said(shelf)
    assert quotations.refresh(shelf) == 1
    assert said(shelf) == said_without(shelf)


def test_a_file_that_is_read_again_is_quoted_anew(shelf: Database) -> None:
    with shelf.write() as connection:
        read_file(connection, PLAN_FILE, "一、目标\n到2025年，5G用户普及率达到57%。", when=NOON + timedelta(days=1))
    assert "普及率达到57%" in said(shelf)
    assert "普及率达到56%" not in said(shelf)
    assert quotations.refresh(shelf) == 1
    assert said(shelf) == said_without(shelf)


def test_documents_that_are_merged_and_parted_are_quoted_as_they_are(shelf: Database) -> None:
    with shelf.write() as connection:
        judging.merge(connection, 1, 2, editor(1))
    merged = said(shelf)
    assert merged == said_without(shelf)
    quotations.refresh(shelf)
    assert said(shelf) == merged
    with shelf.write() as connection:
        urls = judging.pages_of(connection, 1)
        judging.unmerge(connection, urls[:1], urls[1:], editor(2))
    assert "有关指标提高到12件" in said(shelf)
    assert "普及率达到56%" in said(shelf)
    assert said(shelf) == said_without(shelf)


def test_other_rules_quote_anew(shelf: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotations, "rules", lambda: "other")
    assert quotations.refresh(shelf) == 2
    assert quotations.refresh(shelf) == 0
