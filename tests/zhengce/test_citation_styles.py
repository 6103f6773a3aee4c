"""Seven styles cite six kinds of documents by their rules; formats for programs are read back by readers of them."""

import json
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import bibtexparser.entrypoint
import citeproc
import pytest
import rispy

from tests.zhengce.shelf import DIGEST, ICT_PLAN, KINDS, cite, stored
from zhengce.citations import STYLES
from zhengce.english import vocabulary
from zhengce.english.titles.shown import shown_title

ZH = f"存档 {DIGEST}, 2021-11-24T04:00:00Z 采集."
EN = f"Archived 2021-11-24T04:00:00Z, {DIGEST}, zhengce-20211124-abcdef-00.warc.gz at 1000"
URL = {name: record.url for name, record in KINDS.items()}

# GB/T 7714-2025
#   8.11.3.2  责任者. 题名：其他题名信息[EB/OL]. （创建或修改日期）[引用日期]. 获取和访问路径.
#   7.1.2     three bodies are named, then ，等
#   7.1.4     a name in Chinese characters is not divided: 国家发展改革委办公厅
#   7.2.1     the title as the source prints it, quotation marks and all
#   7.6       days as YYYY-MM-DD
#   6         . and [ ] half-width, other marks full-width

GB7714 = {
    "notice": (
        "工业和信息化部. 工业和信息化部关于印发“十四五”信息通信行业发展规划的通知：工信部规〔2021〕164号[EB/OL]. "
        "（2021-11-16）"
    ),
    "order": "国家网信办. 数据出境安全评估办法：国家互联网信息办公室令第11号[EB/OL]. （2022-07-07）",
    "announcement": (
        "工业和信息化部. "
        "工业和信息化部关于发布车辆购置税减免车型目录的公告：工业和信息化部公告2021年第30号[EB/OL]. （2021-11-16）"
    ),
    "draft": (
        "国家网信办. "
        "国家互联网信息办公室关于《数据出境安全评估办法（征求意见稿）》公开征求意见的通知[EB/OL]. （2021-10-29）"
    ),
    "law": "全国人大常委会. 中华人民共和国数据安全法：主席令第八十四号[EB/OL]. （2021-06-11）",
    "joint plan": (
        "国家发展改革委办公厅，生态环境部，工业和信息化部，等. "
        "国家发展改革委等部门关于印发《“十四五”现代流通体系建设规划》"
        "的通知：发改经贸〔2022〕78号[EB/OL]. （2022-01-24）"
    ),
}

# The Chicago Manual of Style, 18th edition, notes and bibliography
#   a public document on a website: author. “Title.” number. day. address.
#   bodies stand as authors: a, b, and c; where not all are known, et al.
#   the full stop stands inside the closing quotation mark; double marks within a quotation become single
#   a translation of a name or title stands behind it in square brackets
CHICAGO = {
    "notice": (
        "工业和信息化部 [Ministry of Industry and Information Technology]. "
        "“工业和信息化部关于印发‘十四五’信息通信行业发展规划的通知.” 工信部规〔2021〕164号. November 16, 2021. "
    ),
    "order": (
        "国家网信办 [Cyberspace Administration of China]. “数据出境安全评估办法.” "
        "国家互联网信息办公室令第11号. July 7, 2022. "
    ),
    "announcement": (
        "工业和信息化部 [Ministry of Industry and Information Technology]. "
        "“工业和信息化部关于发布车辆购置税减免车型目录的公告.” 工业和信息化部公告2021年第30号. November 16, 2021. "
    ),
    "draft": (
        "国家网信办 [Cyberspace Administration of China]. "
        "“国家互联网信息办公室关于《数据出境安全评估办法（征求意见稿）》公开征求意见的通知.” October 29, 2021. "
    ),
    "law": (
        "全国人大常委会 [Standing Committee of the National People's Congress]. "
        "“中华人民共和国数据安全法.” 主席令第八十四号. June 11, 2021. "
    ),
    "joint plan": (
        "国家发展改革委办公厅 [National Development and Reform Commission, General Office], "
        "生态环境部 [Ministry of Ecology and Environment], "
        "工业和信息化部 [Ministry of Industry and Information Technology], 交通运输部 [Ministry of Transport], et al. "
        "“国家发展改革委等部门关于印发《‘十四五’现代流通体系建设规划》的通知.” 发改经贸〔2022〕78号. January 24, 2022. "
    ),
}

TEXTS = {
    **{("gb7714", kind): f"{text}[2021-11-24]. {URL[kind]}. {ZH}" for kind, text in GB7714.items()},
    **{("chicago", kind): f"{text}{URL[kind]}. {EN}." for kind, text in CHICAGO.items()},
}


def test_every_style_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "citing.md").read_text(encoding="utf-8")
    assert [name for name in STYLES if f"`{name}`" not in text] == []
    assert [style.name for style in STYLES.values()][:2] == ["Chicago", "GB/T 7714-2025"]


@pytest.mark.parametrize(("style", "kind"), TEXTS)
def test_a_line_of_a_bibliography_follows_the_rules_of_its_style(style: str, kind: str) -> None:
    assert cite(stored(KINDS[kind]), style) == TEXTS[style, kind]


@pytest.mark.parametrize("kind", KINDS)
def test_a_reader_of_bibtex_finds_the_fields(kind: str) -> None:
    """LaTeX, appendix B.2: @techreport prints type and number, @misc neither; the address stands in one field.

    @techreport requires an institution, without which pybtex prints nothing; pandoc writes gb for GB in a title that
    has no `langid`.
    """
    record = KINDS[kind]
    library = bibtexparser.entrypoint.parse_string(cite(stored(record), "bibtex"))
    assert not library.failed_blocks
    (entry,) = library.entries
    names = [f"{{{body.name}{body.unit or ''}}}" for body in record.issuing_bodies]
    assert record.published_on
    assert entry.entry_type == ("techreport" if record.document_number else "misc")
    report = {"type": record.document_type, "number": record.document_number, "institution": ""}
    assert {field.key: field.value for field in entry.fields} == {
        "author": " and ".join([*names, *([] if record.issuing_bodies_complete else ["others"])]),
        "title": f"{{{record.title}}}",
        "year": str(record.published_on.year),
        "month": str(record.published_on.month),
        "day": str(record.published_on.day),
        **(report if record.document_number else {}),
        "url": record.url,
        "urldate": "2021-11-24",
        "note": "; ".join(notes_of(kind)),
        "language": "chinese",
        "langid": "chinese",
    }


def notes_of(kind: str) -> list[str]:
    """What the note of an entry for a program says: the title in English, marked, and the bodies' official names."""
    record = KINDS[kind]
    shown = shown_title(stored(record))
    assert shown is None or shown.printed.endswith("[machine, unreviewed]")
    names = [vocabulary.body(body, abbreviated=False) or "" for body in record.issuing_bodies]
    titles = [f"English title: {shown.printed}"] if shown else []  # the rules say nothing of three nouns in a row
    titles.append(f"Issued by: {'; '.join(names)}")
    return [*titles, EN]


@pytest.mark.parametrize("kind", KINDS)
def test_a_reader_of_ris_finds_the_fields(kind: str) -> None:
    """TY first and ER last; RPRT has its number in SN and its type in M3; days are YYYY/MM/DD/."""
    record = KINDS[kind]
    (entry,) = rispy.loads(cite(stored(record), "ris"))
    assert entry["type_of_reference"] == "RPRT"
    assert entry["authors"] == [f"{body.name}{body.unit or ''}" for body in record.issuing_bodies]
    assert entry["title"] == record.title
    assert entry["date"] == f"{record.published_on:%Y/%m/%d}/"
    assert entry["year"] == f"{record.published_on:%Y}"
    assert entry.get("issn") == record.document_number
    assert entry.get("type_of_work") == record.document_type
    assert (entry["urls"], entry["access_date"], entry["language"]) == ([record.url], "2021/11/24/", "zh-CN")
    others = [] if record.issuing_bodies_complete else entry["notes"][:1]
    assert entry["notes"] == [*others, *notes_of(kind)]
    assert "unknown_tag" not in entry


@pytest.mark.parametrize("kind", KINDS)
def test_a_processor_of_csl_knows_every_field_and_prints_the_item(kind: str) -> None:
    """csl-data.json: type and id are required, names are literal, days are date-parts, nothing else may stand there."""
    record = KINDS[kind]
    (item,) = json.loads(cite(stored(record), "csl-json"))
    known = {*citeproc.NAMES, *citeproc.DATES, *citeproc.NUMBERS, *citeproc.VARIABLES, "id", "type", "language"}
    assert {name.replace("-", "_") for name in item} <= {name.replace("-", "_") for name in known}
    assert item["type"] == "document"
    assert item["author"] == [{"literal": f"{body.name}{body.unit or ''}"} for body in record.issuing_bodies]
    assert record.published_on
    day = record.published_on
    assert (item["title"], item.get("number"), item["URL"]) == (record.title, record.document_number, record.url)
    assert item["issued"] == {"date-parts": [[day.year, day.month, day.day]]}
    assert item["accessed"] == {"date-parts": [[2021, 11, 24]]}
    incomplete = [] if record.issuing_bodies_complete else ["Further issuing bodies, not named on the page"]
    english = notes_of(kind)[:2]
    assert item["note"] == "; ".join([*english, *incomplete, *notes_of(kind)[2:]])
    printed = _print_with_citeproc(item)
    for part in (record.title.partition("“")[0], str(day.year), record.issuing_bodies[0].name):
        assert part in printed
    assert "Pub. L." not in printed


@pytest.mark.parametrize("style", ["bibtex", "ris", "csl-json"])
@pytest.mark.parametrize("number", ["工信部规〔2021〕164号", "国务院令第790号"])
def test_a_file_has_the_number_once_and_the_address_once(style: str, number: str) -> None:
    beside = replace(ICT_PLAN, document_number=number)
    within = replace(beside, title=f"{ICT_PLAN.title}（{number}）")
    for record in (beside, within):
        text = cite(stored(record), style)
        assert (text.count(number), text.count(record.url)) == (1, 1)


def test_an_address_that_is_none_of_the_web_is_told_in_a_note() -> None:
    text = cite(stored(replace(ICT_PLAN, url="javascript:alert(1)")), "bibtex")
    assert "url = " not in text
    assert "  note = {javascript:alert(1); English title: " in text


def _print_with_citeproc(item: dict[str, Any]) -> str:
    from citeproc.source.json import CiteProcJSON

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the processor warns of fields that its own sample style does not print
        style = citeproc.CitationStylesStyle("harvard-cite-them-right", validate=False)
        bibliography = citeproc.CitationStylesBibliography(style, CiteProcJSON([item]), citeproc.formatter.plain)
        bibliography.register(citeproc.Citation([citeproc.CitationItem(item["id"].lower())]))
        return str(bibliography.bibliography()[0])
