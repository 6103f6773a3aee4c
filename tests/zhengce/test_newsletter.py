"""Picked documents become the block of a newsletter, in Markdown, HTML and Word, and nothing in them runs."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import parsel
import pytest
from docx.shared import Mm

from parsers.record import Target
from storage.database import open_database
from storage.editing import issues
from tests.command_line import Result, zhengce
from tests.zhengce.holding import EDITOR
from tests.zhengce.shelf import DATA_DRAFT, ICT_PLAN, IPR_PLAN, keep
from zhengce.english.titles.shown import MARK
from zhengce.newsletter.render_markdown import escape

BLOCK = (
    f"Policy name: Plan for the ICT Industry ({ICT_PLAN.title}) (Link)",
    "Issuing body: MIIT",
    "Date: November 16, 2021",
)
PATENTS, FEES = "专利拥有量由6.3件提高到12件，比2020年增加〔5.7〕件。", "使用费由319亿元提高到350亿元，增加40亿元。"
TARGETS = (
    Target("专利拥有量", 12.0, "12", "件", 2025, "level", baseline=6.3, baseline_year=2020, words=PATENTS),
    Target("专利拥有量", 5.7, "〔5.7〕", "件", 2025, "change", direction="increase", words=PATENTS),
    Target("使用费", 350.0, "350", "亿元", 2025, "level", baseline=319.0, words=FEES),
    Target("使用费", 40.0, "40", "亿元", 2025, "change", direction="increase", words=FEES),
)
LINE = "October 29: CAC drafts <script>rules</script> (CAC notice (CN); Example Times (EN))"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tmp_path = tmp_path_factory.mktemp("newsletter")
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    keep(database, ICT_PLAN, replace(IPR_PLAN, targets=TARGETS, body=f"{PATENTS}\n{FEES}"), DATA_DRAFT)
    database.close()
    for words in (
        ("annotate", "1", "--title-en", "Plan for the ICT Industry"),
        ("annotate", "3", "--link", "https://news.example.com/a?b=1&c=2", "--link-title", "Example Times"),
        ("issues", "add", "3", "--worth-noting", "--line", "CAC drafts <script>rules</script>"),
        ("issues", "add", "2", "--line", "Patents", "--summary", "More patents, fewer <fees>."),
        ("issues", "add", "1", "--position", "1", "--figures", "- one [x]\n\ntwo", "--comment", "First.\nSecond."),
    ):
        assert zhengce(*words, data=tmp_path).returncode == 0
    return tmp_path


def exported(data: Path, name: str) -> Path:
    assert zhengce("issues", "export", str(data / name), data=data).returncode == 0
    return data / name


def entries(data: Path) -> list[dict[str, Any]]:
    issue = json.loads(zhengce("issues", "show", "--format", "json", data=data).stdout)
    return [entry for section in issue["sections"] for entry in section["entries"]]


def test_an_issue_has_its_documents_in_order_with_their_lines(data: Path) -> None:
    assert [entry["document_id"] for entry in entries(data)] == [1, 2, 3]
    assert [entries(data)[0][field] for field in ("figures", "closing")] == [["- one [x]"], "two"]


def test_a_backup_has_the_whole_issue(data: Path) -> None:
    assert zhengce("db", "backup", str(data / "copy.db"), data=data).returncode == 0
    restored = data / "restored"
    restored.mkdir()
    (data / "copy.db").rename(restored / "zhengce.db")
    assert entries(data) == entries(restored)
    assert len(entries(restored)) == 3


def test_markdown_has_the_block_and_shows_what_was_written_as_text(data: Path) -> None:
    text = exported(data, "month.md").read_text("utf-8")
    assert f"Plan for the ICT Industry ({ICT_PLAN.title}) ([Link](<{ICT_PLAN.url}>))  \nIssuing body: MIIT  \n" in text
    assert "Issuing body: State Council  \nDate: October 28, 2021" in text
    assert r"- - one \[x\]" in text
    assert r"CAC drafts \<script\>rules\</script\> ([CAC notice](<" in text


def test_word_is_written_on_a4_or_in_a_template_of_ones_own(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = docx.Document(str(exported(data, "month.docx")))
    sizes = plain.sections[0].page_width, plain.sections[0].page_height
    assert [round(size.mm) for size in sizes if size] == [210, 297]
    house = docx.Document()
    house.sections[0].page_width = Mm(170)
    house.add_paragraph("The letterhead of the house")
    house.styles["Quote"].delete()
    house.save(str(data / "house.docx"))
    words = ("issues", "export", str(data / "own.docx"))
    monkeypatch.setenv("ZHENGCE_TEMPLATE", str(data / "house.docx"))
    assert zhengce(*words, data=data).returncode == 0
    own = docx.Document(str(data / "own.docx"))
    assert own.sections[0].page_width == house.sections[0].page_width
    assert own.paragraphs[0].text == "The letterhead of the house"
    monkeypatch.setenv("ZHENGCE_TEMPLATE", "absent.docx")
    assert "ZHENGCE_TEMPLATE: expected a file .docx" in zhengce(*words, data=data).stderr


def test_figures_are_one_of_each_indicator(data: Path) -> None:
    (plan,) = (entry for entry in entries(data) if entry["document_id"] == 2)
    assert plan["figures"] == [
        f"Increase patents held from 6.3 (2020) to 12 by 2025 {MARK}",
        f"Increase use fees from CNY 31.9 billion to CNY 35 billion by 2025 {MARK}",
    ]


def test_html_and_word_have_the_same_words_and_links(data: Path) -> None:
    page = parsel.Selector(exported(data, "month.html").read_text("utf-8"))
    shown = [" ".join(p.css("::text").getall()) for p in page.css("p, li")]
    assert page.css("script").get() is None
    assert any("More patents, fewer <fees>." in words for words in shown)
    assert f"{BLOCK[0]} {BLOCK[1]} {BLOCK[2]}" in [text.replace("( Link )", "(Link)") for text in shown]
    assert page.css("li:last-child a::attr(href)").getall()[-1] == "https://news.example.com/a?b=1&c=2"
    word = docx.Document(str(exported(data, "month.docx")))
    texts = [paragraph.text for paragraph in word.paragraphs]
    assert "\n".join(BLOCK) in texts
    assert any("More patents, fewer <fees>." in words for words in texts)
    assert texts[-1] == LINE
    links = [link.address for paragraph in word.paragraphs for link in paragraph.hyperlinks]
    assert links == [ICT_PLAN.url, IPR_PLAN.url, DATA_DRAFT.url, "https://news.example.com/a?b=1&c=2"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("issues", "add", "nothing"), "nothing: no such document"),
        (("issues", "add", "1", "--line", "a\x07b"), "control characters"),
        (("issues", "remove", "nothing"), "nothing: no such document"),
        (("issues", "export", "month.pdf"), "name it by its format: .md, .html, .docx"),
        (("picks", "add", "1"), "picks is gone; zhengce issues add KEY"),
    ],
)
def test_wrong_usage_gets_one_line_and_changes_nothing(data: Path, words: tuple[str, ...], said: str) -> None:
    before = entries(data)
    refused: Result = zhengce(*words, data=data)
    assert refused.returncode == 2
    assert said in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert entries(data) == before


def test_a_document_is_put_aside_once(data: Path) -> None:
    before = entries(data)
    assert zhengce("issues", "remove", "2", data=data).returncode == 0
    assert [entry["document_id"] for entry in entries(data)] == [
        entry["document_id"] for entry in before if entry["document_id"] != 2
    ]
    again: Result = zhengce("issues", "remove", "2", data=data)
    assert (again.returncode, again.stderr) == (2, "zhengce: issues remove: document 2 is not in the current issue\n")


def test_an_issue_has_free_entries_emphasis_and_links_and_marks_what_a_machine_wrote(data: Path) -> None:
    database = open_database(f"sqlite:///{data / 'zhengce.db'}")
    with database.write() as connection:
        number = issues.add_issue(connection, "November <2021>", EDITOR, day=date(2021, 11, 30))
        top, _, own = (one.id for one in issues.find_issue(connection, number).sections)  # type: ignore[union-attr]
        story = issues.add_entry(connection, top, 2, EDITOR)
        late, early = (issues.add_entry(connection, own, None, EDITOR) for _ in range(2))
        texts = {
            ("issue", number, "introduction"): "What *mattered* & [why](https://why.example/?a=1&b=2).",
            ("entry", story, "comment"): "It is **new**: [j](javascript:alert(1)) <b>bold</b>\nSecond.",
            ("entry", late, "line"): "Late ([Sina](https://sina.example) (CN))",
            ("entry", late, "day"): "2021-11-28",
            ("entry", early, "line"): "Early",
            ("entry", early, "day"): "2021-11-01",
        }
        for (kind, one, field), value in texts.items():
            issues.write(connection, kind, one, field, value, EDITOR)  # type: ignore[arg-type]
    database.close()
    shown = zhengce("issues", "show", str(number), "--by-day", data=data).stdout
    assert shown.startswith(
        "# November \\<2021\\>\n\nNovember 30, 2021\n\nWhat *mattered* & [why](<https://why.example/"
    )
    assert "It is **new**: \\[j\\](javascript:alert(1)) \\<b\\>bold\\</b\\>\n\nSecond.\n" in shown
    assert shown.index("- November 1: Early") < shown.index("- November 28: Late ([Sina](<https://sina.example>) (CN))")
    assert f"{escape(MARK)} ({IPR_PLAN.title}) ([Link]" in shown
    assert "## Worth noting" not in shown  # which has no entry
    for name in ("issue.html", "issue.docx"):
        assert zhengce("issues", "export", str(data / name), str(number), data=data).returncode == 0
    page = parsel.Selector((data / "issue.html").read_text("utf-8"))
    assert page.css("p em::text, p strong::text").getall() == ["mattered", "At a glance:", "Comment:", "new"]
    assert page.css("a::attr(href)").get() == "https://why.example/?a=1&b=2"
    assert not page.css("a[href^=javascript], p b b")
    word = docx.Document(str(data / "issue.docx"))
    assert [one.text for one in word.paragraphs[:2]] == ["November <2021>", "November 30, 2021"]
    assert {run.text for one in word.paragraphs for run in one.runs if run.italic} == {"mattered"}
    listed = json.loads(zhengce("issues", "list", "--format", "json", data=data).stdout)
    assert (listed[0]["title"], listed[0]["day"], listed[0]["entries"]) == ("November <2021>", "2021-11-30", 3)
    refused = zhengce("issues", "show", "99", data=data)
    assert (refused.returncode, refused.stderr) == (2, "zhengce: issues: there is no issue 99\n")
