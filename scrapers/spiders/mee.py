"""The Ministry of Ecology and Environment."""

import re

from parsers.sites import mee as reader
from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.base_spiders.trs import trs_column
from scrapers.walk.column import columns_of

# Left out on purpose:
# - news and videos (/ywdt/hjywnews/, /ywdt/spxw/), statistics (/hjzl/)
# - licences and penalties: 行政审批文件 (/zcwj/xzspwj/), 核安全局文件 (/zcwj/haqjwj/), 行政处罚 (/ywgz/sthjzf/)
# - standards (/ywgz/fgbz/bz/) and laws (/ywgz/fgbz/fl/): pages of files, and of the National People's Congress


class Mee(SourceSpider):
    """生态环境部, www.mee.gov.cn

    Site: TRS, static HTML; disclosed documents have a block of metadata, pages of columns a line under their heading.
    Columns: 信息公开 xxgk03 and xxgk06 (notices; letters and drafts), 部文件, 公告 and 函 of the ministry and of its
        office, 生态环境部文件, 国务院有关文件, 规章; 政策解读; 意见征集 (drafts); 公示公告. Left out: news, statistics,
        行政审批文件, 核安全局文件, penalties, standards, laws.
    Caveats: how a column names its further pages is printed by its pager: `index_8597_1.shtml` with the number of the
        column, or without, or `.html`; a page that the pager counts and that is missing fails the column. Behind the
        last page the site answers its error page with status 200. Rows of 意见征集 lead to both templates. A document
        stands in 信息公开 and in a column under two addresses, so that it is requested twice. 国务院有关文件 leads to
        the State Council's site, too. 生成日期 may be the day of signing or of publication.
    Evidence: the error page and a page of video news as saved in 2026; the templates as five open crawlers read them;
        意见征集 from one (September 2026), xxgk06 and xxgk03 from three, 部文件 to 函 from three (2021 to 2026), the
        others and the numbered pagers from one that runs nightly; for xxgk lists two endings are known. robots.txt
        redirects to an error page (2026). Rows of a page were not counted.
    """

    name = "mee"
    site = "生态环境部"
    group = "Society and environment"
    allowed_domains = reader.SITE.hosts
    notice = re.compile(r"https://www\.mee\.gov\.cn/\S+/t\d{8}_\d+\.s?html?")
    columns = columns_of("mee", "https://www.mee.gov.cn/", trs_column)
