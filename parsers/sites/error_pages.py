"""Error pages with status 200: not found, maintenance, a login form, a check of the visitor."""

import re

from parsers.errors import Challenge, ErrorPage
from parsers.markup.paragraphs import paragraphs
from parsers.markup.selection import css
from parsers.page import Page
from parsers.text import compact

_TITLE = re.compile(
    r"(?:HTTP\s?)?(?:404|403|500|502|503)(?:[\s:：_-].{0,20})?|(?:404\s?)?not\s?found|error|(?:出错|错误)(?:了|页面|提示)?"
    r"|.{0,12}(?:页面|网页|文件|内容|信息)(?:不存在|未找到|找不到|无法访问|已删除|走丢了).{0,4}"
    r"|(?:系统|网站|站点)?(?:正在)?(?:维护|升级)(?:中|提示|页面)?"
    r"|(?:用户|统一|系统|会员)?(?:身份)?(?:登录|登陆)(?:页面|界面|系统)?|(?:访问|请求)(?:被|受)?(?:拒绝|禁止|限制|拦截).{0,4}",
    re.IGNORECASE,
)
"""404 · 页面不存在 · 系统维护中 · 用户登录 · 访问被拒绝: a `<title>` or its first part."""

_VERIFY = re.compile(r"(?:安全|人机|访问|浏览器|滑动)(?:验证|校验|检查)(?:中|页面)?", re.IGNORECASE)
"""安全验证: the title of a page that a firewall shows in place of the site's."""

_SAYS = re.compile(
    r"(?:您|你)?(?:所|要)?(?:访问|请求|查找|浏览|查看)的?(?:页面|网页|地址|内容|文件|资源|信息|文章)"
    r"(?:有误|有错或页面不存在|不存在|未找到|找不到|已被?删除|已不存在|可能已被?删除|已下线|暂时无法访问)"
    r"|(?:系统|网站|页面|服务器?)(?:正在)?(?:维护|升级)(?:中|，请稍后|,请稍后)|抱歉，(?:您|你).{0,14}(?:不存在|找不到|无权)"
)
"""抱歉，您访问的地址有错或页面不存在 · 您访问的页面已被删除 · 系统正在维护中."""

_ERROR_CLASS = re.compile(
    r"(?:^|[-_])(?:err(?:or)?[-_]?(?:404|50\d|page)|page[-_]?404|404[-_]?page|not-?found)(?:$|[-_])"
)
_MARKED = css(":is(div, section, body):is([class*=err], [class*='404'], .notfound)")
_LONGEST = 400
"""Characters of text. A longer page is not an error page."""


def refuse_error_page(page: Page) -> None:
    """Raises ErrorPage or Challenge for an HTML answer with status 200 that says that there is no page."""
    if page.is_plain_text or page.begins in ("{", "["):
        return
    title, head = page.title, re.split(r"[_|-]|——|－", page.title)[0].strip()
    if any(_VERIFY.fullmatch(text) for text in (title, head)):
        raise Challenge(f"{page.url}: a check of the visitor in place of the page: {title!r}")
    if any(_TITLE.fullmatch(text) for text in (title, head)) and head:
        raise ErrorPage(f"{page.url}: expected a page, found an error page titled {title!r}")
    for marked in _MARKED(page.root):
        if any(map(_ERROR_CLASS.search, (marked.get("class") or "").split())):
            shown = compact("".join(paragraphs(marked)))
            if _SAYS.search(shown) and len(shown) <= _LONGEST:
                raise ErrorPage(f"{page.url}: expected a page, found an error page: {shown[:60]!r}")
    if len(page.body) <= 20_000:
        shown = compact("".join(paragraphs(page.root)))
        if len(shown) <= _LONGEST and (match := _SAYS.search(shown)):
            raise ErrorPage(f"{page.url}: expected a page, found an error page: {match[0]!r}")
