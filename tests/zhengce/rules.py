"""A rule with its life by articles, for tests: texts are our own."""

from datetime import date

from parsers.record import PolicyDocument, Relation, Target
from tests.zhengce.lives import of_ministry

TITLE = "闸板管理办法"
FIRST = of_ministry(
    TITLE,
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
    f"关于修改《{TITLE}》的决定",
    date(2021, 6, 1),
    document_number="工业和信息化部令第55号",
    effective_on=date(2021, 7, 1),
    body="\n".join(
        (
            f"现决定对《{TITLE}》（工业和信息化部令第40号）作如下修改：",
            "一、将第二条第一项修改为：“（一）名称和编号；”",
            "二、增加一条，作为第三条：“登记不收费。”",
            "三、将第四条改为第五条，将其中的“警告”修改为“通报批评”。",
            "本决定自2021年7月1日起施行。",
            "条文顺序作相应调整。",
        )
    ),
    relations=(Relation("amends", TITLE, "工业和信息化部令第40号", words=f"关于修改《{TITLE}》的决定", place="title"),),
)
AMENDED = of_ministry(
    f"{TITLE}（2021年修正）",
    date(2021, 6, 20),
    effective_on=date(2019, 5, 1),
    body="\n".join(
        (
            f"（2019年3月1日工业和信息化部令第40号公布　根据2021年6月1日《关于修改〈{TITLE}〉的决定》修正）",
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
DRAFT = of_ministry(
    f"公开征求对《{TITLE}（征求意见稿）》的意见",
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
LIBRARY: tuple[PolicyDocument, ...] = (FIRST, REGULATION, DECISION, AMENDED, DRAFT)
"""In this order their ids are 1 to 5."""
