"""Documents of six kinds to cite: real titles, numbers, days and addresses."""

from dataclasses import replace
from datetime import date

from parsers.record import IssuingBody, PolicyDocument
from storage.documents.archived_copies import ArchivedCopy
from storage.documents.queries import HeldPage, StoredDocument
from storage.editing.annotations import NOTHING
from storage.translations.queries import HeldTitle
from storage.translations.texts import name_of
from tests.storage.making import BODIES
from tests.zhengce.shelf import DATA_DRAFT, DIGEST, ICT_PLAN, NOON, policy

NPC = IssuingBody(
    "npcsc",
    "全国人大常委会",
    "全国人民代表大会常务委员会",
    "Standing Committee of the National People's Congress",
    "NPCSC",
)
ORDER = policy(
    "数据出境安全评估办法",
    "https://www.cac.gov.cn/2022-07/07/c_1658811536396503.htm",
    source="cac",
    document_type="办法",
    document_number="国家互联网信息办公室令第11号",
    issuing_bodies=(BODIES["cac"],),
    written_on=date(2022, 7, 7),
    published_on=date(2022, 7, 7),
    effective_on=date(2022, 9, 1),
)
ANNOUNCEMENT = policy(
    "工业和信息化部关于发布车辆购置税减免车型目录的公告",
    "https://www.miit.gov.cn/zwgk/zcwj/wjfb/gg/art/2021/art_f0c1f4b1d2b94d6c9a5a3c0d6b7e8f90.html",
    document_type="公告",
    document_number="工业和信息化部公告2021年第30号",
)
LAW = policy(
    "中华人民共和国数据安全法",
    "https://www.gov.cn/xinwen/2021-06/11/content_5616919.htm",
    source="state_council",
    document_type="法",
    document_number="主席令第八十四号",
    issuing_bodies=(NPC,),
    written_on=date(2021, 6, 10),
    published_on=date(2021, 6, 11),
    effective_on=date(2021, 9, 1),
)
JOINT_PLAN = replace(
    ICT_PLAN,
    title="国家发展改革委等部门关于印发《“十四五”现代流通体系建设规划》的通知",
    document_number="发改经贸〔2022〕78号",
    issuing_bodies=(replace(BODIES["ndrc"], unit="办公厅"), BODIES["mee"], BODIES["miit"], BODIES["mot"]),
    issuing_bodies_complete=False,
    published_on=date(2022, 1, 24),
    url="https://www.ndrc.gov.cn/xxgk/zcfb/ghwb/202201/t20220124_1312755.html",
)

KINDS: dict[str, PolicyDocument] = {
    "notice": ICT_PLAN,
    "order": ORDER,
    "announcement": ANNOUNCEMENT,
    "draft": DATA_DRAFT,
    "law": LAW,
    "joint plan": JOINT_PLAN,
}
"""The kinds of documents that are cited, each with one of it."""


def stored(record: PolicyDocument, title_en: str | None = None, *, is_archived: bool = True) -> StoredDocument:
    """Document 7 as the database would give it, with an archived copy of its page."""
    copy = ArchivedCopy(3, record.url, NOON, DIGEST, "zhengce-20211124-abcdef-00.warc.gz", 1000)
    page = HeldPage(
        record.url, record.source, record.published_on, NOON, NOON, None, None, copy if is_archived else None
    )
    english = HeldTitle(name_of(record.title, record.issued_title, record.subject))
    nothing = (None, None, None, (None, None), (), None)
    return StoredDocument(7, record, NOON, None, None, (page,), title_en, NOTHING, *nothing, english, {})
