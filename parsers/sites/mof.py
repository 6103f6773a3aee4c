"""www.mof.gov.cn and the hosts of MOF's departments (TRS): what stands under the text of their notices.

That is the day of publication in words, the files (附件下载) and related articles (相关文章). The day in an address can
lie a month before that of publication.
"""

from parsers.markup.selection import css
from parsers.sites.site_table import Site

SITE = Site(
    # The ministry and its departments (税政司 szs, 条法司 tfs …): the lists of the ministry lead to their pages.
    hosts=(
        *("www.mof.gov.cn", "gks.mof.gov.cn", "gss.mof.gov.cn", "jdjc.mof.gov.cn", "jjs.mof.gov.cn", "jkw.mof.gov.cn"),
        *("jrs.mof.gov.cn", "kjs.mof.gov.cn", "nys.mof.gov.cn", "sbs.mof.gov.cn", "szs.mof.gov.cn", "tfs.mof.gov.cn"),
        *("zcgls.mof.gov.cn", "zhs.mof.gov.cn", "zwgls.mof.gov.cn"),
    ),
    day=css("div.docreltime"),
    files=css("div.gu-download"),
    related=css("div.gu-download a[href]"),
)
