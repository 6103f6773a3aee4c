"""What a document page tells reference managers: metas that Zotero reads, and citations as files."""

from dataclasses import replace
from email.message import Message
from pathlib import Path
from urllib.request import urlopen

import parsel
import rispy

from storage.database import open_database
from storage.documents import queries
from tests.zhengce.citing import JOINT_PLAN, stored
from tests.zhengce.serving import served
from tests.zhengce.shelf import DATA_DRAFT, ICT_PLAN, keep
from zhengce.citations import STYLES, cite
from zhengce.citations.facts import CitationFacts
from zhengce.web.pages.rendering import metadata


def test_a_notice_is_a_report_of_its_bodies() -> None:
    assert metadata.metas(CitationFacts(stored(JOINT_PLAN))) == [
        ("citation_title", JOINT_PLAN.title),
        ("citation_author", "国家发展改革委办公厅"),
        ("citation_author", "生态环境部"),
        ("citation_author", "工业和信息化部"),
        ("citation_author", "交通运输部"),
        ("citation_publication_date", "2022/01/24"),
        ("citation_language", "zh-CN"),
        ("citation_public_url", JOINT_PLAN.url),
        ("citation_technical_report_institution", "国家发展改革委办公厅、生态环境部、工业和信息化部、交通运输部"),
        ("citation_technical_report_number", "发改经贸〔2022〕78号"),
    ]


def test_a_page_without_number_and_day_says_nothing_of_them() -> None:
    bare = replace(DATA_DRAFT, published_on=None, document_type=None, url="javascript:alert(1)")
    names = {name for name, content in metadata.metas(CitationFacts(stored(bare))) if content}
    assert names == {f"citation_{name}" for name in ("title", "author", "language", "technical_report_institution")}


HOSTILE = replace(ICT_PLAN, title='</script><script>alert("1")</script>&amp;\u2028的通知', document_number='"><b>1号')


def test_a_page_carries_its_metas_and_every_citation_and_no_markup_of_others(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'zhengce.db'}"
    database = open_database(url)
    keep(database, HOSTILE)
    with database.read() as connection:
        held = queries.by_id(connection, 1)
    assert held
    with served(database, tmp_path) as address:
        with urlopen(f"{address}/documents/1") as answer:
            page = parsel.Selector(answer.read().decode())
        files = {style: fetch(f"{address}/documents/1/cite/{style}") for style in STYLES}
    database.close()
    assert page.css("head meta[name='citation_title']::attr(content)").get() == HOSTILE.title
    number = "head meta[name='citation_technical_report_number']::attr(content)"
    assert page.css(number).get() == HOSTILE.document_number
    assert len(page.css("script")) == 2
    assert {style: page.css(f"#citation-{style}::text").get() for style in STYLES} == {
        style: cite(held, style) for style in STYLES
    }
    assert {style: text.decode().replace("\r\n", "\n").removesuffix("\n") for style, (text, _) in files.items()} == {
        style: cite(held, style) for style in STYLES
    }
    text, headers = files["ris"]
    assert text.count(b"\n") == text.count(b"\r\n") > 5
    assert rispy.loads(text.decode())[0]["title"].startswith("</script>")
    assert headers["Content-Type"] == "application/x-research-info-systems; charset=utf-8"
    assert headers["Content-Disposition"] == 'attachment; filename="miit2021-1.ris"'
    assert files["chicago"][1]["Content-Type"] == "text/plain; charset=utf-8"


def fetch(address: str) -> "tuple[bytes, Message[str, str]]":
    with urlopen(address) as answer:
        return answer.read(), answer.headers
