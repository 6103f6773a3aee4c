"""Records and rows for tests of storage: real titles, numbers and dates; invented texts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from parsers.extraction import Entry
from parsers.record import Attachment, Citation, Evidence, IssuingBody, PolicyDocument
from storage.editing.edits import Editor

NOON = datetime(2021, 11, 20, 4, 0, tzinfo=UTC)
EDITOR = Editor("mei", NOON)

BODIES = {
    "miit": IssuingBody(
        "miit", "工业和信息化部", "工业和信息化部", "Ministry of Industry and Information Technology", "MIIT"
    ),
    "ndrc": IssuingBody(
        "ndrc", "国家发展改革委", "国家发展改革委", "National Development and Reform Commission", "NDRC"
    ),
    "cac": IssuingBody("cac", "国家网信办", "国家互联网信息办公室", "Cyberspace Administration of China", "CAC"),
    "mee": IssuingBody("mee", "生态环境部", "生态环境部", "Ministry of Ecology and Environment", "MEE"),
    "mwr": IssuingBody("mwr", "水利部", "水利部", "Ministry of Water Resources", "MWR"),
    "mot": IssuingBody("mot", "交通运输部", "交通运输部", "Ministry of Transport", "MOT"),
    "state_council": IssuingBody("state_council", "国务院", "国务院", "State Council", "SC"),
}

PLAN = "\n".join(
    (
        "为推动信息通信行业稳步发展，编制本规划，请结合实际认真组织实施。",
        "一、到规划期末，网络设施更加完备，重点城市的连接速度有明显提高。",
        "二、各地主管部门要建立台账，按季度报送进展，遇到问题及时沟通处理。",
        "三、鼓励企业参与标准制定，支持开源社区和公共测试平台的建设运行。",
    )
)


def days(number: float) -> timedelta:
    """So many days."""
    return timedelta(days=number)


def moment(offset: float) -> datetime:
    """So many days after NOON."""
    return NOON + days(offset)


def editor(offset: float) -> Editor:
    """Who writes, so many days after NOON."""
    return Editor("mei", moment(offset))


def document(**values: Any) -> PolicyDocument:
    """MIIT's plan for the sector on its own site, with what the test wants otherwise."""
    plan = PolicyDocument(
        source="miit",
        url="https://www.miit.gov.cn/zwgk/zcwj/wjfb/tz/art/2021/art_3a0b0c726bd94b7d9b5092770d581c73.html",
        title="工业和信息化部关于印发“十四五”信息通信行业发展规划的通知",
        stage="final",
        issued_title="“十四五”信息通信行业发展规划",
        subject="印发“十四五”信息通信行业发展规划",
        document_type="通知",
        document_number="工信部规〔2021〕164号",
        document_number_as_printed="工信部规〔2021〕164号",
        issuing_bodies=(BODIES["miit"],),
        written_on=date(2021, 11, 1),
        published_on=date(2021, 11, 16),
        published_at=datetime.fromisoformat("2021-11-16T09:30:00+08:00"),
        topic="规划",
        addressed_to="各省、自治区、直辖市通信管理局",
        body=PLAN,
        attachments=(Attachment("规划.pdf", "https://www.miit.gov.cn/a.pdf", "application/pdf"),),
        cites=(Citation("国发〔2021〕20号", None),),
        evidence={
            "title": Evidence("heading", "工业和信息化部关于印发“十四五”信息通信行业发展规划的通知"),
            "document_number": Evidence("table: 发文字号", "工信部规〔2021〕164号"),
            "issuing_bodies": Evidence("table: 发文机关", "工业和信息化部"),
        },
        fetched_at=NOON,
        parser_version="1",
    )
    return replace(plan, **values)


def plain_document(number: int, **values: Any) -> PolicyDocument:
    """One of many documents that have nothing in common."""
    title = f"关于做好第{number}号口岸信息化设施改造工作的通知"
    facts: dict[str, Any] = {
        "url": f"https://www.miit.gov.cn/art/{number}.html",
        "title": title,
        "subject": title[2:-3],
        "issued_title": None,
        "document_number": f"工信部信函〔2021〕{number}号",
        "document_number_as_printed": None,
    }
    return document(**(facts | values))


def entry(record: PolicyDocument, **values: Any) -> Entry:
    """The listing row that leads to a record's page."""
    row = Entry(record.url, record.title, record.published_on)
    return replace(row, **values)
