"""Pairs of one document in parts, cut short or under another title, and what resembles them.

Each row: what it shows · one document? · what both have · the one · the other (see `pairs`).
"""

from tests.storage.pairs import FLOOD, NOTICE, PLAN, PLAN_ITSELF, A, B, C, Row

PAIRS: tuple[Row, ...] = (
    # --- parts of one document, reposts -------------------------------------------------------------------------
    (
        "a page that only links to a file, and the text elsewhere",
        True,
        {"title": PLAN, "issues": PLAN_ITSELF, "w": "2021-11-01"},
        {"text": ""},
        {"on": "miit", "text": A},
    ),
    (
        "the notice alone, and the notice with its annex",
        True,
        {"title": PLAN, "issues": PLAN_ITSELF, "w": "2021-11-01"},
        {"text": NOTICE},
        {"on": "miit", "text": f"{NOTICE}\n{A}"},
    ),
    (
        "the annex alone under its own title, and the notice with its annex",
        True,
        {"w": "2021-11-01", "text": A},
        {"title": PLAN_ITSELF},
        {"title": PLAN, "issues": PLAN_ITSELF, "on": "miit", "text": f"{NOTICE}\n{A}"},
    ),
    (
        "the annex alone and the notice alone",
        True,
        {"w": "2021-11-01"},
        {"title": PLAN_ITSELF, "text": A},
        {"title": PLAN, "issues": PLAN_ITSELF, "on": "miit", "text": NOTICE},
    ),
    (
        "a repost cut short",
        True,
        {"title": FLOOD, "w": "2021-06-01"},
        {"text": A},
        {"on": "miit", "text": A[: len(A) // 3]},
    ),
    (
        "a headline over the same text, with the document in 《》",
        True,
        {"p": "2021-12-01", "text": A},
        {"title": "关于印发《“十四五”工业绿色发展规划》的通知", "issues": "“十四五”工业绿色发展规划", "on": "miit"},
        {"title": "国家发展改革委等部门印发《“十四五”工业绿色发展规划》", "by": []},
    ),
    (
        "a headline over the same text, without 《》 and number",
        True,
        {"p": "2023-01-30", "text": A},
        {"title": "关于跨境电子商务出口退运商品税收政策的公告", "by": ["财政部"], "on": "mof"},
        {"title": "三部门明确跨境电商出口退运商品税收政策", "by": []},
    ),
    (
        "a headline over another text",
        False,
        {"p": "2023-01-30"},
        {"title": "关于跨境电子商务出口退运商品税收政策的公告", "by": ["财政部"], "on": "mof", "text": A},
        {"title": "三部门明确跨境电商出口退运商品税收政策", "by": [], "text": C},
    ),
    (
        "two titles that bodies gave over one text, without numbers",
        False,
        {"w": "2021-10-20", "by": ["财政部"], "text": A},
        {"title": "关于提前下达2022年彩票公益金支持体育事业专项资金预算的通知"},
        {"title": "关于提前下达2022年彩票公益金支持残疾人事业专项资金预算的通知", "on": "mof"},
    ),
    (
        "the press version and the official version",
        True,
        {"by": ["国务院"], "issues": "关于推动城乡建设绿色发展的意见", "text": A},
        {"title": "中共中央办公厅 国务院办公厅印发《关于推动城乡建设绿色发展的意见》", "p": "2021-10-21"},
        {"title": "关于推动城乡建设绿色发展的意见", "issues": None, "p": "2021-10-22", "on": "ndrc"},
    ),
    (
        "a press summary in other words and the official version",
        False,
        {"by": ["国务院"]},
        {"title": "关于推动城乡建设绿色发展的意见", "p": "2021-10-21", "text": A},
        {"title": "国务院印发《关于推动城乡建设绿色发展的意见》", "p": "2021-10-22", "on": "ndrc", "text": C},
    ),
    (
        "a repost a month later that prints no day of signing",
        True,
        {"title": "关于印发物流降本增效实施方案的通知", "text": A},
        {"p": "2021-11-01"},
        {"p": "2021-12-01", "on": "miit"},
    ),
    (
        "the same a month later with other figures",
        False,
        {"title": "关于物流降本增效进展的通报"},
        {"p": "2021-11-01", "text": f"{A}\n降本12.5亿元。"},
        {"p": "2021-12-01", "on": "miit", "text": f"{A}\n降本13.1亿元。"},
    ),
    (
        "a co-issuer's page that names itself first",
        True,
        {"title": "关于印发新能源汽车推广行动方案的通知", "w": "2021-11-16", "text": A},
        {"by": ["工业和信息化部", "国家发展改革委"]},
        {"by": ["国家发展改革委", "工业和信息化部"], "on": "ndrc"},
    ),
    (
        "one title of two ministries on one day",
        False,
        {"title": "关于开展安全生产专项检查工作的通知", "w": "2021-11-16"},
        {"by": ["工业和信息化部"]},
        {"by": ["交通运输部"], "on": "mot"},
    ),
    (
        "what is forwarded and what forwards it",
        False,
        {"w": "2021-11-16", "text": A},
        {"title": "关于推动生活性服务业补短板若干意见", "by": ["国家发展改革委"], "on": "ndrc"},
        {
            "title": "国务院办公厅转发国家发展改革委关于推动生活性服务业补短板若干意见的通知",
            "by": ["国务院办公厅"],
            "no": "国办函〔2021〕103号",
        },
    ),
    (
        "an announcement that has nothing but its name, and its name given elsewhere",
        True,
        {"no": "工业和信息化部公告2021年第33号", "type": "公告", "w": "2021-11-30"},
        {"title": "中华人民共和国工业和信息化部公告", "on": "miit"},
        {"title": "关于批准机器人装箱机等行业标准的公告", "text": A},
    ),
    (
        "announcements that have nothing but their name",
        False,
        {"title": "中华人民共和国工业和信息化部公告", "w": "2021-11-30", "type": "公告"},
        {"text": A},
        {"text": B, "on": "miit"},
    ),
    (
        "an order of one number in two years",
        False,
        {"title": "节能审查办法", "by": ["国家发展改革委"], "type": "令"},
        {"no": "国家发展和改革委员会令2023年第2号", "w": "2023-03-28"},
        {"no": "国家发展和改革委员会令2024年第2号", "w": "2024-03-28", "on": "ndrc"},
    ),
    (
        "an order whose year one page leaves out",
        True,
        {"title": "节能审查和碳排放评价办法", "by": ["国家发展改革委"], "type": "令", "w": "2026-04-08"},
        {"no": "国家发展和改革委员会令2026年第41号"},
        {"no": "国家发展和改革委员会令第41号", "on": "ndrc"},
    ),
    (
        "an order and the decision that changes its rule",
        False,
        {"by": ["国家发展改革委"], "w": "2026-04-08", "issues": "节能审查和碳排放评价办法"},
        {"title": "国家发展和改革委员会令（第41号） 节能审查和碳排放评价办法"},
        {"title": "国家发展和改革委员会关于修改《节能审查和碳排放评价办法》的决定"},
    ),
)
