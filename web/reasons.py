"""What the program says of its own work, in the reader's language: how a crawl ended, what was found.

Only what a reader meets often is put into Chinese; anything else stays in English, as `health` and the API give it.
"""

from web.labels import Language, word

REASONS_ZH = {
    "finished": "完成",
    "empty listing": "列表页为空",
    "challenge": "网站要求验证",
    "blocked": "被网站拒绝",
    "dead link": "链接失效",
    "forbidden": "robots.txt 禁止",
    "cut answer": "内容不完整",
    "TLS failed": "加密连接失败",
    "no answer": "网站无应答",
    "new template": "网页模板未知",
    "unreadable": "无法解析",
    "failed": "失败",
}
"""Why a crawl ended, as a run says it -> in Chinese."""


def reason(said: str, language: Language) -> str:
    """Why a crawl ended: finished as 完成 or Finished."""
    plain = said.removeprefix("stopped: ")
    return REASONS_ZH.get(plain, plain) if language == "zh" else plain[:1].upper() + plain[1:]


def found_by(said: str, language: Language) -> str:
    """By what an audit found a document: number and title as 按发文字号，按标题."""
    keys = [f"how_{one}" for one in said.split(" and ") if one]
    return ("，" if language == "zh" else ", ").join(word(key, language) for key in keys)
