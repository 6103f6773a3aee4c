"""The words of the page in Chinese and English, and the names of filters' values in both."""

import mimetypes
from typing import Literal

from outputs import phrases, targets
from outputs.english import targets as english_targets
from outputs.english import vocabulary
from parsers.fields import FIELDS
from parsers.grammar.agencies import AGENCIES, PLAIN_NAMES, Agency
from parsers.registry.rights import LAW
from web import page_words
from web.api.relation_schemas import TargetShape

Language = Literal["zh", "en"]
State = Literal["well", "failing", "running or killed", "never crawled"]

WORDS: dict[str, tuple[str, str]] = {field.name: (field.zh, field.en) for field in FIELDS.values()}
"""Key -> the word in Chinese, in English: labels of fields, then what else the pages say."""
WORDS |= {
    "name": ("政策", "Zhengce"),
    "tagline": ("中国政策文件", "Chinese policy documents"),
    "search": ("搜索", "Search"),
    "search_hint": (
        "词语、“短语”、《标题》、发文字号、机关",
        "Words in Chinese or English, “phrases”, 《titles》, numbers, bodies",
    ),
    "search_help": (
        "空格表示“且”；可用 AND、OR、NOT；引号表示原文照查；英文词按中文查找；按 / 键输入。",
        "Blanks mean AND; OR, NOT work too; quotes take words exactly; English words are looked for in Chinese. "
        "/ jumps here.",
    ),
    "documents": ("文件", "Documents"),
    "sources": ("来源", "Sources"),
    "timeline": ("时间线", "Timeline"),
    "filters": ("筛选", "Filters"),
    "show_filters": ("显示筛选", "Show filters"),
    "clear": ("清除", "Clear"),
    "clear_all": ("清除全部筛选", "Clear all filters"),
    "apply": ("应用", "Apply"),
    "from": ("自", "From"),
    "to": ("至", "To"),
    "issuer": ("发文机关", "Issuing body"),
    "type": ("文种", "Type"),
    "year": ("年份", "Year"),
    "keyword": ("关键词", "Keyword"),
    "tag": ("标签", "Tag"),
    "desk": ("编辑台", "Desk"),
    "desk_login": ("登录编辑", "Log in to edit"),
    "desk_token": ("令牌（由 zhengce serve --edit 打印）", "Token, as zhengce serve --edit printed it"),
    "desk_begin": ("开始编辑", "Begin editing"),
    "desk_files": ("下载简报：", "The newsletter as"),
    "desk_empty": ("尚未选入文件。在文件页上选入，或用 zhengce picks add。", "Nothing is picked yet."),
    "desk_write": ("撰写", "Write"),
    "desk_line": ("标题或一句话", "Heading, or the sentence of a line"),
    "desk_summary": ("概要", "At a glance"),
    "desk_figures": ("数字，每行一条", "Figures, one a line"),
    "desk_comment": ("评论", "Comment"),
    "desk_save": ("保存", "Save"),
    "desk_up": ("上移", "Up"),
    "desk_down": ("下移", "Down"),
    "desk_to": ("移到", "Move to"),
    "desk_remove": ("移除", "Remove"),
    "desk_pick": ("选入", "Pick for"),
    "desk_picked": ("已选入", "Picked for"),
    "desk_tags": ("标签，以逗号分隔", "Tags, with commas between them"),
    "desk_link": ("添加链接", "Add a link"),
    "desk_link_title": ("链接标题", "Title of the link"),
    "top": ("要闻", "Top"),
    "worth_noting": ("值得关注", "Worth noting"),
    "in_notes": ("见于编者注", "Found in notes"),
    "found": ("找到", "found"),
    "document_one": ("份文件", "document"),
    "document_many": ("份文件", "documents"),
    "nothing": (
        "没有找到。换用更短的词，或清除筛选。",
        "Nothing found. Try fewer or shorter words, or clear the filters.",
    ),
    "facets_left_out": ("统计用时过长，以下各项未列出数目：", "Not counted, because it takes too long:"),
    "comma": ("、", ", "),
    "semicolon": ("；", "; "),
    "news_left_out": ("新闻默认不列出；找到的新闻：", "News is left out unless asked for. News found:"),
    "empty": ("数据库里还没有文件。先运行 zhengce crawl。", "No documents yet. Run zhengce crawl first."),
    "best": ("标题优先", "Titles first"),
    "newest": ("最新优先", "Newest first"),
    "next": ("下一页", "Next page"),
    "first_page": ("回到第一页", "Back to the first page"),
    "taken_apart": ("没有文件含有", "No document holds"),
    "taken_apart_as": ("的原文，已按各词查找：", "as it stands; looked for its words: "),
    "searched_for": ("已按中文查找", "Searched for"),
    "searched_for_hint": ("可修改后重新搜索", "Edit the Chinese query and search again"),
    "without_term": ("词汇表中没有：", "No term for: "),
    "as_written": ("，按原文查找", "; searched for as written"),
    "dropped": ("，未查找", "; left out"),
    "left_out": ("无文件同时含有，未查找：", "Left out, as no document has them with the rest: "),
    "no_date": ("无日期", "no date"),
    "gone": ("原网页已撤下", "gone from the site"),
    "revised": ("已修订", "Revised"),
    "and_others": ("等", "and others"),
    "and_more": ("等 {} 个机关", "and {} more"),
    "cited_by": ("引用本文件的文件", "Cited by"),
    "cite": ("引用", "Cite"),
    "copy": ("复制", "Copy"),
    "copied": ("已复制", "Copied"),
    "as_file": ("下载文件", "As a file"),
    "pages": ("所在网页", "Web pages"),
    "revisions": ("修订", "Revisions"),
    "facts": ("要素", "Facts"),
    "evidence_from": ("出自", "from"),
    "rule": ("规则", "Rule"),
    "no_body": ("没有读到正文。", "No text was read."),
    "archived": ("存档", "Archived copies"),
    "open_original": ("打开原网页", "Open the original"),
    "checked_at": ("最近核对", "Last checked"),
    "before": ("修订前", "Before"),
    "after": ("修订后", "After"),
    "nothing_before": ("（无）", "(none)"),
    "crawled": ("网页改动", "the page changed"),
    "read": ("读出附件文字", "an attached file was read"),
    "reparsed": ("重新解析", "read again by a newer parser"),
    "merged": ("与另一网页合并", "merged with another page"),
    "judged": ("由人工判定分开", "parted by a person's word"),
    "judgements": ("人工判定", "Judged by a person"),
    "positive": ("同一份文件", "one document"),
    "negative": ("两份文件", "two documents"),
    "incomplete": ("所列机关不全", "not all bodies are named"),
    "not_held": ("未收录", "not held"),
    "state": ("状态", "State"),
    "well": ("正常", "Working"),
    "failing": ("有问题", "Failing"),
    "running or killed": ("进行中或已中断", "Running or cut off"),
    "never crawled": ("未抓取", "Never crawled"),
    "closed_sites": ("无法抓取的网站", "Sites that cannot be crawled"),
    "closed_note": (
        "不向这些网站发出请求；其文件来自其他机关的网站和中国政府网。",
        "Nothing is asked of them; their documents come from other bodies' sites and www.gov.cn.",
    ),
    "why_closed": ("原因", "Why"),
    "seen_on": ("记录于", "Seen"),
    "seen_on_day": ("记录于 {}", "seen on {}"),
    "said_in_english": ("程序给出的原因为英文。", ""),
    "found_at": ("文件来自", "Documents come from"),
    "newest_document": ("最新文件", "Newest document"),
    "last_success": ("上次成功", "Last success"),
    "pages_known": ("网页", "Pages"),
    "pages_failing": ("抓取失败的网页", "Pages failing"),
    "pages_gone": ("已撤下的网页", "Pages gone"),
    "problems": ("问题", "What is wrong"),
    "runs": ("抓取记录", "Crawls"),
    "started": ("开始", "Started"),
    "finished": ("结束", "Finished"),
    "reason": ("结束原因", "Ended"),
    "listings": ("列表页", "Listings"),
    "fetched": ("抓取", "Fetched"),
    "new": ("新增", "New"),
    "unchanged": ("未变", "Unchanged"),
    "failed": ("失败", "Failed"),
    "messages": ("消息", "Messages"),
    "as_table": ("以表格显示", "As a table"),
    "api": ("数据接口", "API"),
    "raw_tables": ("原始数据表：", "Raw tables: "),
    "raw_tables_hint": (
        "数据库可用 Datasette 直接查看：datasette --immutable zhengce.db",
        "look at the database with Datasette: datasette --immutable zhengce.db",
    ),
    "archived_copy": ("存档网页", "Archived copy"),
    "archived_note": (
        "这是抓取时的网页，脚本不会运行，也不会加载任何外部内容。",
        "This is the page as it was served. Its scripts do not run, and nothing is loaded from anywhere.",
    ),
    "as_text": ("查看源代码", "Its source as text"),
    "digest": ("摘要", "Digest"),
    "http_status": ("状态码", "Answer"),
    "media_type": ("类型", "Media type"),
    "file_ok": ("已读出文字", "text read"),
    "file_partial": ("读出部分文字", "text read in part"),
    "file_scan": ("扫描件，没有文字", "pictures of pages without text"),
    "file_garbled": ("文字乱码，不能读出", "text that cannot be read"),
    "file_encrypted": ("已加密", "protected by a password"),
    "file_unsupported": ("不读取此类文件", "a kind of file that is not read"),
    "file_failed": ("未能读出", "could not be read"),
    "file_none": ("未抓取", "not fetched"),
    "file_pages": ("页", "pages"),
    "file_text": ("文字", "Its text"),
    "file_copy": ("下载存档", "Download the archived copy"),
    "file_gone": ("原文件已撤下", "gone from the site"),
    "carries": ("正文文件：", "holds"),
    "page_number": ("页码", "Page"),
    "back": ("返回", "Back"),
    "skip": ("跳到内容", "Skip to the content"),
    "language": ("English", "中文"),
    "not_found": ("没有这一页", "Not found"),
    "not_understood": ("无法按所填内容查询", "That cannot be asked"),
    "not_allowed": ("不能这样做", "That is not allowed"),
    "not_now": ("暂时无法回答，请稍后再试", "No answer just now; please try again"),
    "life": ("沿革", "Life"),
    "whole_life": ("全部沿革", "Whole life"),
    "day": ("日期", "Day"),
    "step": ("事项", "Step"),
    "document": ("文件", "Document"),
    "words": ("原文", "Words"),
    "status_on": ("效力日期", "Status on"),
    "since": ("自", "since"),
    "until": ("至", "until"),
    "ended_by": ("依据", "by"),
    "no_status": ("未载明效力", "nothing says whether it is in force"),
    "related": ("相关文件", "Related documents"),
    "step_based_on": ("依据", "Based on"),
    "step_draft": ("征求意见稿", "Draft"),
    "step_document": ("发布", "Document"),
    "step_draft_of": ("正式文件", "Draft of"),
    "step_issues": ("印发", "Issues"),
    "step_issued_by": ("由其印发", "Issued by"),
    "step_forwarded_by": ("由其转发", "Forwarded by"),
    "step_approved_by": ("由其批准", "Approved by"),
    "step_forwards": ("转发", "Forwards"),
    "step_approves": ("批准", "Approves"),
    "step_interpretation": ("解读", "Interpretation"),
    "step_interprets": ("解读对象", "Interprets"),
    "step_takes_effect": ("施行", "Takes effect"),
    "step_amends": ("修改", "Amends"),
    "step_repeals": ("废止", "Repeals"),
    "step_replaces": ("替代", "Replaces"),
    "step_corrects": ("更正", "Corrects"),
    "step_corrected_by": ("被更正", "Corrected by"),
    "step_amended_by": ("被修改", "Amended by"),
    "step_expires": ("有效期最后一日", "Last day in force"),
    "step_repealed_by": ("被废止", "Repealed by"),
    "step_replaced_by": ("被替代", "Replaced by"),
    "targets": ("目标", "Targets"),
    "all_targets": ("量化目标", "Targets"),
    "indicator": ("指标", "Indicator"),
    "published_from": ("发布日期 自", "Published from"),
    "figure": ("目标值", "Target"),
    "target_year": ("目标年", "Year"),
    "nature": ("属性", "Nature"),
    "place": ("位置", "Place"),
    "a_year": ("（年均）", "a year"),
    "targets_found": ("项目标", "targets"),
    "no_targets": ("没有找到目标。", "No targets found."),
    "feed": ("订阅", "Feed"),
    "rights": ("使用条款", "Terms of reuse"),
    "rights_none": ("未找到", "none found"),
    "rights_none_of": ("以下网站未找到：", "None found on the sites of: "),
    "rights_read": ("网页原文，见于", "read on the site,"),
    "rights_reported": ("据他人记录，未经核对，", "reported by others, not read by us,"),
    "rights_law": (
        "《著作权法》第五条第一项：法律、法规，国家机关的决议、决定、命令和其他具有立法、行政、司法性质的文件及其官方正式译文，不适用该法；"
        "解读、新闻和图片不在其列。以下为各网站自己的说法；“未找到”不表示允许。",
        f"{LAW} Below is what the sites state; “none found” says nothing of what is allowed.",
    ),
    "data_files": ("数据文件", "Data files"),
    "data_files_note": (
        "整个数据库，按年份分为 Parquet 和 JSON Lines 文件；支持范围请求。",
        "The whole database by year, as Parquet and JSON lines; range requests are answered.",
    ),
    "about_files": ("说明", "About them"),
    "last_change": ("最后一次变更", "Last change"),
    "file": ("文件", "File"),
    "rows": ("行数", "Rows"),
    "bytes": ("字节", "Bytes"),
    "all": ("全部", "all"),
}
"""Key -> the word in Chinese, in English."""
WORDS |= page_words.WORDS


def word(key: str, language: Language) -> str:
    """A word of the page."""
    return WORDS[key][0 if language == "zh" else 1]


def place(said: str, language: Language) -> str:
    """Where words stand, in words of the page: `attachment 1, page 12` as 附件1，第12页."""
    if said == "note":
        return word("note", language)
    return phrases.position(said, language)


def figure(target: TargetShape, language: Language) -> str:
    """The figure of a target: 15% (2020) → 56%; ≥3.7万亿元, ≥ CNY 3.7 trillion. As printed where English is unsure."""
    plain = target.model_dump()
    return (english_targets.figure_of(plain) if language == "en" else None) or targets.figure(plain)


def nature(printed: str | None, language: Language) -> str:
    """约束性, binding; empty where a target has none."""
    return (english_targets.NATURES.get(printed or "") if language == "en" else None) or printed or ""


def file_kind(media_type: str) -> str:
    """What people call a kind of file: application/pdf as PDF; the media type where it has no usual ending."""
    ending = mimetypes.guess_extension(media_type) or ""
    return ending.removeprefix(".").upper() or media_type


def body(held: vocabulary.Body, language: Language) -> str:
    """How a list shows an issuing body, by its full name, with the office that signed: 工业和信息化部办公厅."""
    if language == "zh":
        agency = AGENCIES.get(held.id or "")
        return (official_name(agency) if agency else held.name) + (held.unit or "")
    return vocabulary.body(held, abbreviated=False) or vocabulary.short_body(held)


def official_name(agency: Agency) -> str:
    """国家发展和改革委员会: the whole name, without 中华人民共和国 where the body is called so, too."""
    without = agency.zh_full.removeprefix("中华人民共和国")
    return without if any(name.text == without for name in PLAIN_NAMES[agency.id]) else agency.zh_full


def names(kind: str, name: str) -> list[str]:
    """All that a reader may type to find a filter's value: of a body 国家发展和改革委员会, 发改委, NDRC …"""
    shown = [name, value(kind, name, "zh"), value(kind, name, "en")]
    return shown + ([other.text for other in PLAIN_NAMES.get(name, ())] if kind in ("issuer", "source") else [])


def short_name(issuer: str, language: Language) -> str:
    """A body as a chart names it: miit as 工业和信息化部 or MIIT."""
    agency = AGENCIES.get(issuer)
    if agency is None:
        return issuer
    return agency.zh_short if language == "zh" else agency.abbr or agency.en_name or agency.zh_short


def value(kind: str, name: str, language: Language) -> str:
    """How a filter's value is shown: mot as 交通运输部 or Ministry of Transport (MOT)."""
    if kind == "source":
        return phrases.site(name, language)
    if kind == "issuer" and name in AGENCIES:
        return official_name(AGENCIES[name]) if language == "zh" else vocabulary.agency(AGENCIES[name])
    if kind == "stage":
        return phrases.phrase_or(f"stage.{name}", language, name)
    if kind == "status":
        return phrases.phrase(f"status.{name}", language)
    if language == "en" and kind == "type":
        return f"{name} {vocabulary.TYPES.get(name, '')}".strip()
    if language == "en" and kind == "topic":
        return vocabulary.topic(name) or name
    return name
