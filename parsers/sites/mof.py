"""www.mof.gov.cn and the hosts of MOF's departments (TRS): what stands under the text of their notices.

That is the day of publication in words, the files (附件下载) and related articles (相关文章). Lists, titles and texts
are read as on all sites. The day in an address can lie a month before that of publication.
"""

from dataclasses import replace

from parsers.extraction import Notice
from parsers.markup.attachments import file_of, files, unique_files
from parsers.markup.paragraphs import text_of
from parsers.markup.selection import css
from parsers.page import Page
from parsers.platforms.trs import links_of
from parsers.sites import generic
from parsers.sites.rows import read_listing

__all__ = ["HOSTS", "read_listing", "read_notice"]

HOSTS = (
    "www.mof.gov.cn", "gks.mof.gov.cn", "gss.mof.gov.cn", "jdjc.mof.gov.cn", "jjs.mof.gov.cn", "jkw.mof.gov.cn",
    "jrs.mof.gov.cn", "kjs.mof.gov.cn", "nys.mof.gov.cn", "sbs.mof.gov.cn", "szs.mof.gov.cn", "tfs.mof.gov.cn",
    "zcgls.mof.gov.cn", "zhs.mof.gov.cn", "zwgls.mof.gov.cn",
)  # fmt: skip
"""The ministry and its departments (税政司 szs, 条法司 tfs …): the lists of the ministry lead to their pages."""

_DAY = css("div.docreltime")
_BELOW = css("div.gu-download")
_LINKS = css("div.gu-download a[href]")


def read_notice(page: Page) -> Notice:
    """Findings of a notice as on all sites, with the day, the files and the links under its text."""
    root = page.root
    notice = generic.read_notice(page, marked=generic.read_labels(map(text_of, _DAY(root)[:1])))
    articles = [link for link in _LINKS(root) if file_of(link.get("href"), page) is None]
    return replace(
        notice,
        attachments=unique_files((*notice.attachments, *files(_BELOW(root), page))),
        related=links_of(articles, page),
    )
