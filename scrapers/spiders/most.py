"""The Ministry of Science and Technology."""

import re

from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.base_spiders.trs import trs_column
from scrapers.walk.column import columns_of

# Left out on purpose:
# - news: 科技部工作 (/kjbgz/); statistics: 科技统计 (/xxgk/xinxifenlei/fdzdgknr/kjtjbg/)
# - decisions on single cases: 行政处罚, 建议提案, 人事信息, 部门预决算 in the same folder
# - selections of the columns below: 法规政策 (…/fgzc/), 企业科技政策 (/satp/qykjzc/), 科技政策综合 (/satp/kjzc/zh/)


class Most(SourceSpider):
    """科学技术部, www.most.gov.cn

    Site: TRS, static HTML; documents have a table of metadata, notices a line under their heading.
    Columns: 规范性文件, 部门规章, 法律法规, 通知通告, 政策解读. Left out: 科技部工作 (news), 科技统计, 行政处罚, and
        the pages that show a selection of these columns.
    Caveats: there is no column of drafts: they stand in 通知通告, among calls for projects and public notices, so that
        it has no stage of its own. The day in an address, and PubDate, are those of a build; the table's and the
        row's is the day of publication. The number's cell can be empty. 发文机构 separates bodies by blanks. A row
        can have a key of seven digits (`t2025014_196383`).
    Evidence: an overview of four columns, a list of 企业科技政策 and five documents as saved in 2024 to 2026. Two open
        crawlers know the list of 规范性文件 by other marks (`ul#data_list` with a column 发文字号, `ul.list_common`):
        both are read. 通知通告, 政策解读 and the paging from crawlers live in 2026; rows of a page were not counted.
    """

    name = "most"
    site = "科学技术部"
    group = "Industry and technology"
    allowed_domains = ("www.most.gov.cn",)
    notice = re.compile(r"https://www\.most\.gov\.cn/\S+/t\d{7,8}_\d+\.s?html?")
    columns = columns_of("most", "https://www.most.gov.cn/", trs_column)
