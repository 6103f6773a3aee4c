"""A rule with its life by articles, for tests: texts are our own."""

from datetime import date

from parsers.record import PolicyDocument, Target
from tests.outputs.lives import of_ministry

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
LIBRARY: tuple[PolicyDocument, ...] = (FIRST, REGULATION)
