"""Saved pages give what lies beside them, and a source has all that it needs."""

from pathlib import Path
from typing import Any

import pytest

from parsers.document import parse
from parsers.page import Page
from parsers.platforms.trs import further_pages
from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.run import process
from tests import adopt, new_source, saved_pages
from tests.saved_pages import (
    FIELDS,
    RECORDS,
    NewRecord,
    addresses,
    expected,
    listing_record,
    page_of,
    record_of,
    without_absent,
)
from tests.source import report_source

# Every saved page gives, field by field, the record that lies beside it; every source has a notice and a list


NOTICES, LISTS = addresses("notices"), addresses("lists")
SOURCES = {source.name: source for source in process.sources()}


def beside(kind: Any, name: str) -> dict[str, Any]:
    try:
        return expected(kind, name)
    except NewRecord as why:
        pytest.fail(str(why))


@pytest.mark.parametrize("name", NOTICES)
def test_a_saved_page_gives_the_record_beside_it(name: str) -> None:
    read, held = without_absent(record_of(name)), beside("notices", name)
    assert {field: (read.get(field), held.get(field)) for field in FIELDS if read.get(field) != held.get(field)} == {}


@pytest.mark.parametrize("name", NOTICES)
def test_the_reader_finds_on_a_saved_page_what_stands_beside_it(name: str) -> None:
    assert RECORDS["readings"][1](name) == beside("readings", name)


@pytest.mark.parametrize("name", LISTS)
def test_a_saved_list_gives_the_rows_beside_it(name: str) -> None:
    assert listing_record(name) == beside("lists", name)


def test_every_value_of_a_record_has_its_evidence() -> None:
    without = {"source", "url", "body", "issuing_bodies_complete", "attachments"}
    without |= {"document_number_as_printed", "published_at"}  # told by the evidence of number and published_on
    for name in NOTICES:
        record = record_of(name)
        found = {field for field in FIELDS if record[field] not in (None, [], "")}
        assert found - without <= set(record["evidence"]), name


def test_no_source_without_a_saved_notice() -> None:
    missing = SOURCES.keys() - {name.partition("/")[0] for name in NOTICES}
    assert not missing, "name a notice in tests/pages/SOURCE/pages.toml, under [notices]"


def test_a_page_of_a_source_bears_its_name() -> None:
    found = {name: record_of(name)["source"] for name in NOTICES if name.partition("/")[0] in SOURCES}
    assert found == {name: name.partition("/")[0] for name in found}


@pytest.mark.parametrize("name", LISTS)
def test_page_two_of_a_saved_list_is_requested_where_its_pager_says(name: str) -> None:
    source: SourceSpider = SOURCES[name.partition("/")[0]]()
    page = page_of(name, LISTS[name])
    for column in source.columns:
        stem = column.home.rpartition("/")[2].partition(".")[0] or "index"
        if column.home in (page.url, page.url.removesuffix("index.html")) and (printed := further_pages(page, stem)):
            source.read_listing(page, column)
            second = column.page_request(2, source.pagers.get(column.name))
            assert second is not None
            assert second.url == page.absolute(printed.replace("{index}", "1"))


# A person who adds a source is told what it lacks, and gets a spider and pages to begin with


ORDER = "https://www.mwr.gov.cn/zw/tzgg/202605/t20260528_605334.html"
LIST = "https://www.mwr.gov.cn/zw/tzgg/"
TEXT = "各级水行政主管部门应当加强组织领导，落实责任，自2026年7月1日起施行。"

NOTICE_HTML = f"""<html><head><title>水利部关于做好样例工作的通知</title><style>p {{}}</style></head><body>
<script>track();</script><h1>水利部关于做好样例工作的通知</h1><div class="TRS_Editor" style="color:red"><p>{TEXT}</p>
<p>水利部</p><p>2026年5月28日</p></div></body></html>"""
LIST_HTML = f"""<html><head><title>通知公告-水利部</title></head><body><ul>
<li><a href="{ORDER}">水利部关于做好样例工作的通知</a><span>2026-05-28</span></li></ul>
<script>createPageHTML(3, 0, "index", "html");</script></body></html>"""


@pytest.fixture
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A source begun out of a saved list and a saved notice, in a folder of its own."""
    for name, html in (("list.html", LIST_HTML), ("notice.html", NOTICE_HTML)):
        (tmp_path / name).write_text(html)
    for folder in ("spiders", "tests/pages"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "spiders/columns.csv").write_text("source,name,stage,address,rows,quiet_days,note\n")
    monkeypatch.setattr(new_source, "SPIDERS", tmp_path / "spiders")
    monkeypatch.setattr(new_source, "PAGES", tmp_path / "tests/pages")
    new_source.begin("mwr", [(tmp_path / "list.html", LIST), (tmp_path / "notice.html", ORDER)])
    return tmp_path


def test_the_spider_has_the_columns_hosts_and_addresses_that_the_pages_show(begun: Path) -> None:
    spider = (begun / "spiders/mwr.py").read_text()
    assert "class Mwr(SourceSpider)" in spider
    assert 'allowed_domains = ("www.mwr.gov.cn",)' in spider
    assert r'notice = re.compile(r"https://www\.mwr\.gov\.cn/\S+/t\d{8}_\d+\.html")' in spider
    assert 'columns = columns_of("mwr", "https://www.mwr.gov.cn/", trs_column)' in spider
    compile(spider, "mwr.py", "exec")
    table = (begun / "spiders/columns.csv").read_text().splitlines()
    assert table[1:] == [f'mwr,通知公告,,{LIST},1,30,"TODO: stage, rows, quiet_days"']


def test_the_imitation_reads_like_the_page_and_has_none_of_its_text(begun: Path) -> None:
    html = (begun / "tests/pages/mwr/notice.html").read_text()
    assert "加强组织领导" not in html
    assert "track()" not in html
    page, copy = parse(Page(ORDER, NOTICE_HTML.encode())), parse(Page(ORDER, html.encode()))
    for field in ("title", "issuing_bodies", "written_on", "effective_on", "document_type"):
        assert getattr(copy, field) == getattr(page, field), field


def test_the_pages_are_named_with_their_addresses(begun: Path) -> None:
    text = (begun / "tests/pages/mwr/pages.toml").read_text()
    assert f'[lists]\n"list.html" = "{LIST}"' in text
    assert f'[notices]\n"notice.html" = "{ORDER}"' in text
    assert adopt.HEAD in text


JPAGE = "https://www.mwr.gov.cn/col/col12/index.html"
JPAGE_HTML = f"""<html><head><title>公告-水利部</title></head><body><div id="12"><script type="text/xml"><datastore>
<nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=1&columnid=12&unitid=3"></a>]]></nextgroup><recordset>
<record><![CDATA[<li><a href="{ORDER}">水利部关于做好样例工作的通知</a><span>2026-05-28</span></li>]]></record>
</recordset></datastore></script></div></body></html>"""


def test_a_list_of_jpage_keeps_its_rows_and_its_family(begun: Path) -> None:
    (begun / "jpage.html").write_text(JPAGE_HTML)
    (begun / "spiders/mwr.py").unlink()
    new_source.begin("mwr", [(begun / "jpage.html", JPAGE)])
    spider = (begun / "spiders/mwr.py").read_text()
    assert "class Mwr(JpageSpider)" in spider
    assert 'columns_of("mwr", "https://www.mwr.gov.cn/", jpage_column)' in spider
    compile(spider, "mwr.py", "exec")


def test_an_imitation_that_is_read_otherwise_is_refused(begun: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (begun / "spiders/mwr.py").unlink()
    monkeypatch.setattr(new_source, "imitation", lambda page, facts: "<html><body></body></html>")
    with pytest.raises(new_source.NotUsable, match="its imitation is read otherwise"):
        new_source.begin("mwr", [(begun / "list.html", LIST)])


@pytest.mark.parametrize(
    ("name", "why"), [("mem", "mem.py: exists"), ("nowhere", "`nowhere` is no id of parsers/grammar/agencies.csv")]
)
def test_what_cannot_be_begun_is_refused_in_one_line(name: str, why: str) -> None:
    with pytest.raises(new_source.NotUsable, match=why):
        new_source.begin(name, [])


@pytest.mark.parametrize("name", process.source_names())
def test_every_source_has_all_that_a_source_needs(name: str) -> None:
    assert report_source(name).wrong == []


def test_a_list_without_its_record_is_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.source.path_of_record", lambda kind, name: tmp_path / name)
    assert report_source("mem").wrong == [
        "no mem/list.html.listing.json; `pytest tests/test_records.py -k mem/list.html` writes it for review",
        "no mem/order.html.record.json; `pytest tests/test_records.py -k mem/order.html` writes it for review",
    ]


def test_a_source_without_a_spider_is_told_what_writes_one() -> None:
    [line] = report_source("mwr").wrong
    assert "python -m tests.new_source mwr" in line
    assert not saved_pages.path_of_record("lists", "mwr/list.html").exists()
