"""Sentences of a closed class in English: aims, acts, days, bounds, and of whom something is asked."""

import pytest

from zhengce.english.statements import statement


@pytest.mark.parametrize(
    ("sentence", "english"),
    [
        ("本办法自2022年3月1日起施行。", "In force from March 1, 2022"),
        ("本规定自发布之日起施行，有效期5年。", "In force from the day of issue; valid for 5 years"),
        ("本办法自公布之日起三十日后施行。", "In force 30 days after issue"),
        ("本通知有效期至2025年12月31日。", "Valid until December 31, 2025"),
        ("意见反馈截止时间为2021年12月13日。", "Comments until December 13, 2021"),
        ("申报主体应于2021年12月15日前提交材料。", "To be submitted by December 15, 2021"),
        ("《中华人民共和国网络安全法》同时废止。", "Repeals the Cybersecurity Law of the People's Republic of China"),
        ("《埽工养护规程》同时废止。", "Repeals an earlier document"),
        ("为规范数据出境活动，制定本办法。", "Stated aim: regulating data export activities"),
        (
            "现就开展煤电机组改造升级有关事项通知如下。",
            "Carrying out upgrading of coal-fired power units",
        ),
        ("单位产品能耗下降10%以上。", "Fall in energy consumption per unit of product: at least 10%"),
        ("安全评估自受理之日起45个工作日内完成。", "Within 45 working days"),
        ("企业每年用于研发的费用不低于当年企业主营业务收入的3%。", "At least 3% of main business revenues of the year"),
        ("引导企业减少单纯扩大产能的制造项目。", "Guides companies"),
        ("到2025年，体系基本建成，普及率达到56%。", "Targets for 2025"),
        ("规划实施中的重大事项及时向国务院报告。", "Requires reports to the State Council"),
        ("加强组织领导，抓好工作落实。", None),
    ],
)
def test_a_sentence_says_in_english_what_the_rules_know(sentence: str, english: str | None) -> None:
    assert statement(sentence) == english
