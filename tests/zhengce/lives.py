"""A regulation with its whole life, from the draft to its repeal, for tests of what is shown of it."""

from datetime import date
from typing import Any

from parsers.record import Citation, Evidence, PolicyDocument, Relation, Target
from tests.storage.making import BODIES
from tests.zhengce.holding import invented

TITLE = "埽工养护管理办法"
NUMBER = "工业和信息化部令第51号"
OLD_NUMBER = "工信部规〔2010〕1号"
GOAL = "到2025年，埽工完好率达到95%以上。"
ENDING = f"《{TITLE}》自2024年7月1日起废止。"


def of_ministry(title: str, day: date, **values: Any) -> PolicyDocument:
    """A document of MIIT at an address of its own."""
    url = f"https://www.miit.gov.cn/life/{day:%Y%m%d}.html"
    return invented(title=title, url=url, issuing_bodies=(BODIES["miit"],), published_on=day, **values)


OLD = of_ministry(
    "埽工养护暂行办法", date(2010, 1, 4), document_number="工信部规〔2010〕1号", effective_on=date(2010, 1, 4)
)
DRAFT = of_ministry(
    f"公开征求对《{TITLE}（征求意见稿）》的意见",
    date(2020, 3, 2),
    stage="draft",
    relations=(Relation("draft_of", TITLE, words=f"公开征求对《{TITLE}（征求意见稿）》的意见", place="title"),),
)
RULES = of_ministry(
    TITLE,
    date(2020, 9, 1),
    document_number=NUMBER,
    effective_on=date(2020, 10, 1),
    cites=(Citation(None, "水库条例"), Citation(OLD_NUMBER, "埽工养护暂行办法")),
    relations=(
        Relation("based_on", "水库条例", words="根据《水库条例》，制定本办法。", place="paragraph 1"),
        Relation(
            "replaces",
            "埽工养护暂行办法",
            OLD_NUMBER,
            words="《埽工养护暂行办法》（工信部规〔2010〕1号）同时废止。",
            place="paragraph 9",
        ),
    ),
    targets=(
        Target(
            "埽工完好率",
            95,
            "95",
            "%",
            2025,
            "level",
            ">=",
            baseline=80,
            baseline_year=2020,
            words="到2025年，埽工完好率达到95%以上。",
            place="paragraph 3",
        ),
        Target("单位养护成本", 10, "10", "%", 2025, "change", direction="decrease", nature="预期性"),
    ),
    evidence={"effective_on": Evidence("sentence", "本办法自2020年10月1日起施行。", "paragraph 9")},
)
READING = of_ministry(
    f"《{TITLE}》解读",
    date(2020, 9, 3),
    stage="interpretation",
    relations=(Relation("interprets", TITLE, words=f"《{TITLE}》解读", place="title"),),
)
AMENDMENT = of_ministry(
    f"关于修改《{TITLE}》的决定",
    date(2022, 5, 6),
    effective_on=date(2022, 7, 1),
    relations=(Relation("amends", TITLE, NUMBER, part="第三条", words=f"关于修改《{TITLE}》的决定", place="title"),),
)
END = of_ministry(
    "关于废止部分规章的决定",
    date(2024, 6, 3),
    effective_on=date(2024, 6, 3),
    relations=(
        Relation(
            "repeals", TITLE, NUMBER, date(2024, 7, 1), words=f"《{TITLE}》自2024年7月1日起废止。", place="paragraph 2"
        ),
        Relation("repeals", "纤夫管理办法", words="《纤夫管理办法》予以废止。", place="paragraph 3"),
    ),
)
CITING = of_ministry(
    "关于开展埽工检查的通知", date(2021, 2, 3), cites=(Citation(NUMBER, TITLE),), body=f"依照《{TITLE}》检查埽工。"
)
LIFE = {
    "old": OLD,
    "draft": DRAFT,
    "rules": RULES,
    "reading": READING,
    "amendment": AMENDMENT,
    "end": END,
    "citing": CITING,
}
"""Name -> document, in the order in which they came out but the last."""


# A rule with its life by articles, for tests: texts are our own


RULE_TITLE = "闸板管理办法"
FIRST = of_ministry(
    RULE_TITLE,
    date(2019, 3, 1),
    document_number="工业和信息化部令第40号",
    effective_on=date(2019, 5, 1),
    body="\n".join(
        (
            "第一章 总则",
            "第一条 为了管理闸板，根据《埽工养护条例》第二条，制定本办法。",
            "第二条 闸板应当登记：",
            "（一）名称；",
            "（二）用途。",
            "第三条 到2025年，闸板完好率达到95%以上。",
            "第四条 违反本办法第二条规定的，予以警告。",
            "第五条 本办法自2019年5月1日起施行。",
        )
    ),
    targets=(
        Target(
            *("闸板完好率", 95, "95", "%", 2025, "level", ">="),
            words="到2025年，闸板完好率达到95%以上。",
            place="paragraph 6",
        ),
    ),
)
REGULATION = of_ministry(
    "埽工养护条例",
    date(2010, 3, 2),
    effective_on=date(2010, 5, 1),
    body="第一条 为了养护埽工，制定本条例。\n第二条 埽工应当养护。\n养护办法另行制定。",
)
DECISION = of_ministry(
    f"关于修改《{RULE_TITLE}》的决定",
    date(2021, 6, 1),
    document_number="工业和信息化部令第55号",
    effective_on=date(2021, 7, 1),
    body="\n".join(
        (
            f"现决定对《{RULE_TITLE}》（工业和信息化部令第40号）作如下修改：",
            "一、将第二条第一项修改为：“（一）名称和编号；”",
            "二、增加一条，作为第三条：“登记不收费。”",
            "三、将第四条改为第五条，将其中的“警告”修改为“通报批评”。",
            "本决定自2021年7月1日起施行。",
            "条文顺序作相应调整。",
        )
    ),
    relations=(
        Relation(
            "amends", RULE_TITLE, "工业和信息化部令第40号", words=f"关于修改《{RULE_TITLE}》的决定", place="title"
        ),
    ),
)
AMENDED = of_ministry(
    f"{RULE_TITLE}（2021年修正）",
    date(2021, 6, 20),
    effective_on=date(2019, 5, 1),
    body="\n".join(
        (
            f"（2019年3月1日工业和信息化部令第40号公布　根据2021年6月1日《关于修改〈{RULE_TITLE}〉的决定》修正）",
            "第一章 总则",
            "第一条 为了管好闸板，根据《埽工养护条例》第二条，制定本办法。",
            "第二条 闸板应当登记：",
            "（一）名称和编号；",
            "（二）用途。",
            "第三条 登记不收费。",
            "第四条 到2025年，闸板完好率达到95%以上。",
            "第五条 违反本办法第二条规定的，予以通报批评。",
            "第六条 本办法自2019年5月1日起施行。",
        )
    ),
)
RULE_DRAFT = of_ministry(
    f"公开征求对《{RULE_TITLE}（征求意见稿）》的意见",
    date(2018, 3, 1),
    stage="draft",
    body="\n".join(
        (
            "第一条 为了管理闸板，制定本办法。",
            "第二条 闸板应当登记：",
            "（一）名称；",
            "（二）用途。",
            "第三条 鼓励使用新式闸板，对使用者给予补助。",
            "第四条 违反本办法第二条规定的，予以警告。",
            "第五条 本办法自2019年5月1日起施行。",
        )
    ),
)
LIBRARY: tuple[PolicyDocument, ...] = (FIRST, REGULATION, DECISION, AMENDED, RULE_DRAFT)
"""In this order their ids are 1 to 5."""
