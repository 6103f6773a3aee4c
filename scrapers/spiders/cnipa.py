"""The China National Intellectual Property Administration."""

import re

from scrapers.base_spiders.jpage import JpageSpider, jpage_column
from scrapers.walk.column import columns_of

# Left out on purpose:
# - news: col57, col55


class Cnipa(JpageSpider):
    """国家知识产权局, www.cnipa.gov.cn

    Site: Hanweb JCMS; a list's rows stand as XML in a script of its page (`jpage`), notices are static HTML.
    Columns: 公告, 通知, 政策解读. Left out: news.
    Caveats: further pages are answers of a proxy, at an address that the first page names; where it names none, a crawl
        reads the first page alone, of some 45 rows.
    Evidence: a row of 公告 as captured in October 2026; rows as XML, the classes of a notice and its meta pubdate from
        open crawlers of 2026; none of them pages. robots.txt answered 404 (August 2026). No whole page was saved.
    """

    name = "cnipa"
    site = "国家知识产权局"
    group = "Industry and technology"
    allowed_domains = ("www.cnipa.gov.cn",)
    notice = re.compile(r"https://www\.cnipa\.gov\.cn/art/\d{4}/\d{1,2}/\d{1,2}/art_\d+_\d+\.html")
    columns = columns_of("cnipa", "https://www.cnipa.gov.cn/", jpage_column)
