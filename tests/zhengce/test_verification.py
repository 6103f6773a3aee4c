"""What a text says is checked against what is held: statements, quotations, addresses."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from parsers.grammar.folding import remove_invisible
from parsers.record import Target
from storage.database import Database, open_database
from storage.documents import queries
from storage.documents.writing import judging
from tests.command_line import zhengce
from tests.storage.keeping import save
from tests.storage.making import BODIES, editor, plain_document
from tests.tables import from_table
from tests.zhengce.shelf import DATA_DRAFT, ICT_PLAN, IPR_PLAN, keep, policy
from zhengce.checking.amounts import amounts_of
from zhengce.checking.claims import FAILING, Claim, Evidence
from zhengce.checking.figures import figures_of
from zhengce.checking.findings import check_references
from zhengce.checking.quotations import Section, bare, paragraphs_of
from zhengce.checking.reports import read_lines
from zhengce.checking.verifying import verify
from zhengce.cli.shared.errors import DONE, WANTING
from zhengce.english.statements import statement, target_bullet

# A report against the documents that it names: what is right is never called wrong, and what is wrong is found


USERS = "到2025年，骨干网投资由2.5万亿元增加到3.7万亿元，5G用户普及率由15%提高到56%。"
PLAN = replace(
    ICT_PLAN,
    body=f"现印发规划。\n{USERS}\n鼓励企业开放测试平台，形成互补的生态。\n项目申请应当在四十五个工作日内办结。\n研发投入不低于营业收入的3%。",
    targets=(Target("5G用户普及率", 56.0, "56", "%", 2025, "level", baseline=15.0, baseline_year=2020, words=USERS),),
)
ROYALTIES = "到2025年，版税进出口总额由3194.4亿元提高到3500亿元。"
PATENTS = replace(
    IPR_PLAN,
    body=f"{ROYALTIES}\n依据《专利开放许可办法》办理。",
    targets=(
        Target(
            "版税进出口总额", 3500.0, "3500", "亿元", 2025, "level", baseline=3194.4, amount=3.5e11, words=ROYALTIES
        ),
    ),
)
POWER = policy(
    "国家发展改革委 生态环境部关于开展全国煤电机组改造升级的通知",
    "https://www.ndrc.gov.cn/xxgk/zcfb/tz/202111/t20211103_1.html",
    source="ndrc",
    document_number="发改运行〔2021〕1519号",
    issuing_bodies=(BODIES["ndrc"], BODIES["mee"]),
    published_on=date(2021, 11, 3),
    body="新建机组供电煤耗应当低于每千瓦时270克。",
)

NEWSLETTER = """\
1. Networks for industry
At a glance: The Ministry of Industry and Information Technology (MIIT) released a 14th Five-Year Plan. \
Targets for 2025 are:
- Raise backbone investment from CNY 2.5 trillion to CNY 3.7 trillion
- Raise 5G user penetration from 15 to 56 percent
- Decide on applications within 45 working days
- Spend at least three percent of revenue on research
It says “鼓励企业开放测试平台，形成互补的生态。”
Our comment: Operators had spent 1.2 trillion by November 20, or 70 percent more than in 2019, at most 3 percent abroad.
Policy name: 14th Five-Year Plan for ICT (工业和信息化部关于印发“十四五”信息通信行业发展规划的通知) (Link)
Issuing body: MIIT
Date: November 16, 2021
2. Patents
At a glance: The State Council wants royalties of CNY 350 billion, up from CNY 319.4 billion, over the next 15 years.
(国务院关于印发“十四五”国家知识产权保护和运用规划的通知, 国发〔2021〕20号)
Issuing body: State Council
Date: October 28, 2021
Worth noting
- November 3: NDRC and one other agency release a notice on upgrading coal-fired power plants
- November 3: Two agencies led by the NDRC issue a notice (国家发展改革委 生态环境部关于开展全国煤电机组改造升级的通知)
- October 29: CAC issues draft measures (关于《数据出境安全评估办法（征求意见稿）》公开征求意见的通知)
- November 3: A maker of chips raises CNY 8.5 billion
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with four documents."""
    data = tmp_path_factory.mktemp("data")
    database = open_database(f"sqlite:///{data / 'zhengce.db'}")
    keep(database, PLAN, PATENTS, DATA_DRAFT, POWER)
    database.close()
    return data


@pytest.fixture(scope="module")
def shelf(folder: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    yield database
    database.close()


def claims(database: Database, report: str) -> list[Claim]:
    with database.read() as connection:
        return verify(connection, report.splitlines(), ["miit", "ndrc"])


def failing(found: list[Claim]) -> list[tuple[str, str, str]]:
    return [(claim.kind, claim.words, claim.why) for claim in found if claim.verdict in FAILING]


def test_nothing_right_is_called_wrong(shelf: Database) -> None:
    found = claims(shelf, NEWSLETTER)
    for words in ("More than triple 5G", "Double pilots and raise 5G", "Doubling down on 5G, raise 5G"):
        assert failing(claims(shelf, NEWSLETTER.replace("Raise 5G", words))) == []
    assert failing(found) == []
    right = {(claim.kind, claim.words) for claim in found if claim.verdict == "right"}
    assert {
        ("figure", "from CNY 2.5 trillion to CNY 3.7 trillion"),
        ("figure", "from 15 to 56 percent"),
        ("figure", "45 working days"),
        ("figure", "CNY 319.4 billion"),
        ("year", "2025"),
        ("day", "November 16, 2021"),
        ("day", "November 3"),
        ("body", "State Council"),
        ("quotation", "鼓励企业开放测试平台，形成互补的生态。"),
    } <= right
    assert {claim.words for claim in found if claim.verdict == "unchecked"} == {"1.2 trillion", "70 percent"}
    (place,) = (claim.sighting.place for claim in found if claim.words == "45 working days" and claim.sighting)
    assert (place.first.number, place.as_printed) == (4, "项目申请应当在四十五个工作日内办结。")


@from_table
def test_where_a_target_begins_is_right_where_it_is_said_to_begin(shelf: Database, words: str, verdict: str) -> None:
    report = NEWSLETTER.replace(
        "royalties of CNY 350 billion, up from CNY 319.4 billion, over the next 15 years", words
    )
    (found,) = (claim for claim in claims(shelf, report) if claim.words == "CNY 319.4 billion")
    assert found.verdict == verdict


@from_table
def test_a_planted_fault_is_found_by_its_kind(shelf: Database, printed: str, planted: str, kind: str) -> None:
    assert NEWSLETTER.count(printed) == 1
    assert kind in [one[0] for one in failing(claims(shelf, NEWSLETTER.replace(printed, planted)))]


def test_paragraphs_of_a_report_speak_of_the_document_that_they_name(shelf: Database) -> None:
    report = """\
# Note
The plan (国发〔2021〕20号) wants royalties of 350 billion yuan. It builds on 《专利开放许可办法》.

Of the CAC: [《数据出境安全评估办法（征求意见稿）》](https://www.cac.gov.cn/2021-10/29/c_1637102874600858.htm), \
was open until November 28, 2021. It has a limit of 350 billion yuan.

Elsewhere, shares fell 3 percent.
"""
    found = claims(shelf, report)
    verdicts = {(claim.line, claim.words): claim.verdict for claim in found}
    assert verdicts[2, "350 billion yuan"] == "right"
    assert verdicts[2, "《专利开放许可办法》"] == "right"  # the plan names it; it is not held
    assert verdicts[4, "November 28, 2021"] == "right"
    assert verdicts[4, "350 billion yuan"] == "wrong"
    assert verdicts[6, "3 percent"] == "unsure"


def test_a_reference_is_printed_with_the_document_that_is_meant(folder: Path) -> None:
    done = zhengce("verify", "-", data=folder, given="国发[2021]20号")
    assert done.stdout.splitlines()[:2] == [
        "RIGHT       1  number: 国发[2021]20号",
        f"{' ' * 15}document 2 · 国发〔2021〕20号 · {IPR_PLAN.published_on} · {IPR_PLAN.url}",
    ]


def test_a_report_may_be_a_page_or_a_word_document(folder: Path, tmp_path: Path) -> None:
    page, word, text = tmp_path / "issue.html", tmp_path / "issue.docx", tmp_path / "issue.txt"
    text.write_text(NEWSLETTER)
    page.write_text("<!doctype html>" + "".join(f"<p>{line}</p>" for line in NEWSLETTER.splitlines()))
    document = Document()
    for line in NEWSLETTER.splitlines():
        document.add_paragraph(line)
    document.save(str(word))
    assert read_lines(page.read_bytes()) == read_lines(word.read_bytes()) == NEWSLETTER.splitlines()
    done = zhengce("verify", text, data=folder)
    assert done.returncode == DONE, done.stderr
    text.write_text(NEWSLETTER.replace("2.5 trillion", "2.6 trillion"))
    done = zhengce("verify", text, data=folder)
    assert done.returncode == WANTING
    assert done.stdout.startswith("WRONG       3  figure: from CNY 2.6 trillion to CNY 3.7 trillion\n")


@from_table
def test_a_figure_is_compared_by_amount_and_kind(english: str, chinese: str) -> None:
    (figure,) = figures_of(f"The plan says {english} of it.")
    assert any(map(figure.stands_for, amounts_of(chinese)))


@from_table
def test_another_unit_is_another_figure(english: str, chinese: str) -> None:
    (figure,) = figures_of(f"The plan says {english} of it.")
    assert not any(map(figure.stands_for, amounts_of(chinese)))


def test_no_figure_is_read_from_names_days_and_years() -> None:
    text = "Article 12 of No. 20, November 3, 5G, IPv6, the 14th plan of 2021, Phase 2, over the next 15 years"
    assert figures_of(text) == []


def test_a_drafted_bullet_quotes_only_what_is_printed() -> None:
    words = "到2025年，培育产值5亿元以上贯通上下游的龙头企业。"
    target = {
        "indicator": "培育产值贯通上下游的龙头企业", "indicator_en": None,
        "value": 5, "value_as_printed": "5", "unit": "亿元", "year": 2025,
        "kind": "count", "comparator": ">=", "upper": None, "baseline": None, "baseline_year": None, "amount": 5,
        "base_unit": "元", "direction": None, "words": words,
    }  # fmt: skip
    bullet = target_bullet(target)
    assert bullet is not None
    assert "“培育产值5亿元以上贯通上下游的龙头企业”" in bullet


def test_days_and_years_of_a_paragraph_of_many_sentences_are_read_once(shelf: Database) -> None:
    with shelf.read() as connection:
        (document,) = queries.stored(connection, [1])
        record = replace(document.record, body="2019年7月8日开始。" * 10_000)
        evidence = Evidence(connection, replace(document, record=record))
        assert evidence.has_day(date(2019, 7, 8))
        assert not evidence.has_day(date(2018, 7, 8))
        assert 2019 in evidence.years


# Words are compared without width, form of quotation marks, blanks and paragraph breaks, and are given as printed


TEXT = [
    "一、“十四五”目标",
    "到 ２０２５ 年，闸板达到３.７万块；",
    "",
    "生 态 环 境 部\u3000印发，\u200b自2026年起施行。",
    "闸板闸板闸板，Ａ级。",
]


@from_table
def test_words_are_found_where_only_their_form_differs(words: str, lines: tuple[int, int], as_printed: str) -> None:
    [place] = section(*TEXT).find_folded(words)
    first, last = place.first.number - 1, place.last.number - 1
    assert ((first, last), place.as_printed) == (lines, as_printed)
    assert "\n".join(TEXT[first:])[place.at :].startswith(as_printed)


def section(*lines: str) -> Section:
    return Section("body", 0, paragraphs_of("\n".join(lines)))


@pytest.mark.parametrize("words", ["十四五目标“", "a级。", "到2025年、闸板", "闸扳", "《十四五》目标", "", " \n"])
def test_words_that_differ_in_more_are_not_found(words: str) -> None:
    assert list(section(*TEXT).find_folded(words)) == []


def test_places_do_not_overlap() -> None:
    text = section("闸板闸板 闸板闸板闸板")
    assert [place.at for place in text.find_folded("闸板闸板")] == [0, 5]
    assert text.count_folded("闸板闸板") == 2


@from_table
def test_only_marks_around_the_whole_are_taken_off(given: str, expected: str) -> None:
    assert bare(given) == expected


def test_what_nobody_sees_is_taken_out_and_one_variation_selector_stays() -> None:
    given = "闸\u202e板\U000e0041葛\U000e0100\U000e0101\t要\n结实"
    assert remove_invisible(given) == ("闸板葛\U000e0100\t要\n结实", 3)


# Sentences of a closed class in English: aims, acts, days, bounds, and of whom something is asked


@from_table
def test_a_sentence_says_in_english_what_the_rules_know(sentence: str, english: str | None) -> None:
    assert statement(sentence) == english


# Who cites what a merged document was called gets the place of the document that it is now


BASE = "https://policies.example.org/zhengce"

CITED = [
    *("/documents/2", f"{BASE}/documents/2", f"{BASE}/documents/1#art-1"),
    *("http://127.0.0.1:8000/documents/2?lang=zh", "工信部信函〔2021〕2号"),
]


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Document 2 was found to be document 1; document 3 is another one."""
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('cited') / 'zhengce.db'}")
    for number in (1, 2, 3):
        save(database, plain_document(number))
    with database.write() as connection:
        judging.merge(connection, 1, 2, editor(1))
    yield database
    database.close()


@pytest.mark.parametrize("cited", CITED)
def test_it_is_held_in_a_bibliography_and_right_in_a_report(merged: Database, cited: str) -> None:
    with merged.read() as connection:
        [finding] = check_references(connection, [cited], base=BASE)
        [claim] = verify(connection, [f"The ministry has answered: {cited}"], base=BASE)
    assert finding.document is not None
    assert (finding.status, finding.document.id) == ("held", 1)
    assert claim.document is not None
    assert (claim.verdict, claim.document.id) == ("right", 1)


@pytest.mark.parametrize("cited", ["https://example.com/documents/2", "example.com/documents/2", "docs/documents/2"])
def test_the_pages_of_others_are_none_of_ours(merged: Database, cited: str) -> None:
    with merged.read() as connection:
        [finding] = check_references(connection, [cited], base=BASE)
        assert verify(connection, [f"The ministry has answered: {cited}"], base=BASE) == []
    assert finding.document is None


def test_what_leads_nowhere_is_not_held(merged: Database) -> None:
    cited = "/documents/9"
    with merged.read() as connection:
        [finding] = check_references(connection, [cited], base=BASE)
        [claim] = verify(connection, [f"The ministry has answered: {cited}"], base=BASE)
    assert (finding.status, claim.verdict) == ("missing", "not held")
    assert str(finding.why).startswith("not found in the crawled sources")
