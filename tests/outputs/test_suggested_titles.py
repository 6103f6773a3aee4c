"""An English title is suggested only where a table decides every part of it."""

import pytest

from outputs.suggested_titles import suggest_title


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("网络数据安全管理条例", "Regulations on the Administration of Network Data Security"),
        ("中华人民共和国网络安全法", "Cybersecurity Law of the People's Republic of China"),
        ("医疗器械监督管理条例", "Regulations on the Supervision and Administration of Medical Devices"),
        (
            "工业和信息化部办公厅关于印发《数据安全管理办法（试行）》的通知",
            "Notice on Issuing the Measures for the Administration of Data Security (Trial)",
        ),
        (
            "国务院关于印发“十四五”对外贸易高质量发展规划的通知",
            "Notice on Issuing the 14th Five-Year Plan for High-Quality Development of Foreign Trade",
        ),
        (
            "国家互联网信息办公室关于《数据安全管理办法（征求意见稿）》公开征求意见的通知",
            "Notice on Soliciting Public Comments on the Measures for the Administration of Data Security "
            "(Draft for Comment)",
        ),
        (
            "国务院关于修改《粮食流通管理条例》的决定",
            "Decision on Amending the Regulations on the Administration of Grain Distribution",
        ),
        (
            "《算力网络行动计划（2026—2028年）》解读",
            "Interpretation of the Action Plan for Computing Power Networks (2026–2028)",
        ),
        (
            "国务院关于促进软件产业健康发展的若干意见",
            "Several Opinions on Promoting the Sound Development of the Software Industry",
        ),
        (
            "国务院关于加强节能和新能源管理的通知",
            "Notice on Strengthening the Administration of Energy Conservation and New Energy",
        ),
        ("国家地震应急预案", "National Emergency Plan for Earthquakes"),
        (
            "锂离子电池行业规范条件（2021年本）",
            "Regulatory Conditions for the Lithium-Ion Battery Industry (2021 Edition)",
        ),
    ],
)
def test_a_title_of_certain_parts_has_a_suggestion(title: str, expected: str) -> None:
    assert suggest_title(title) == expected


@pytest.mark.parametrize(
    "title",
    [
        "国务院关于印发埽工管理办法的通知",  # a subject that the glossary does not know
        "数据安全和埽工管理办法",  # one of two
        "数据安全管理办法（埽工版）",  # a version that no table has
        "安全管理办法",  # office language: safety or security
        "国务院办公厅关于成立数据安全领导小组的通知",
        "关于转发《数据安全管理办法》的通知",
        "促进旅游业改革发展数据安全办法",
        "关于数据安全的埽工",
        "",
    ],
)
def test_where_a_part_is_not_certain_nothing_is_suggested(title: str) -> None:
    assert suggest_title(title) is None
