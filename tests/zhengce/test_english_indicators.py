"""Indicators in English by rules: what is measured, of what and per what; nothing where a part is not certain."""

import pytest

from zhengce.english import indicators
from zhengce.english.indicators import english_indicator


@pytest.mark.parametrize(
    ("indicator", "english"),
    [
        ("5G用户普及率", "5G user penetration rate"),
        ("可再生能源消费总量", "Total consumption of renewable energy"),
        ("信息通信基础设施累计投资", "Accumulated investment in information and communication infrastructure"),
        ("污水和垃圾收集处置率", "Collection and disposal rate of sewage and waste"),
        ("每万人口高价值发明专利拥有量", "High-value invention patents held per 10,000 people"),
        ("单位工业增加值用水量", "Water use per unit of industrial added value"),
        ("单位产品能耗", "Energy consumption per unit of product"),
        ("年发电量", "Annual power generation"),
        ("人均可支配收入", "Per capita disposable income"),
        ("装机占比", "Share of installed capacity"),
        (
            "高新技术产业投资占固定资产投资比重",
            "Share of investment in high-tech industries in fixed asset investment",
        ),
        ("单位产品能耗下降率", "Fall in energy consumption per unit of product"),
        ("制修订行业标准", "Industry standards formulated or revised"),
        ("压减钢铁产能", "Production capacity of iron and steel cut"),
        ("每年引进中小企业", "Small and medium-sized enterprises brought in a year"),
        ("高新技术企业", "High-tech enterprises"),
        ("国家实验室（基地）", "National laboratories (bases)"),
        ("其中:抽水蓄能", "Of which pumped storage"),
        ("自备井关停率", "Self-supplied well closure rate"),
        ("揭阳、惠州市自来水普及率", "Penetration rate of tap water in Jieyang and Huizhou"),
        ("地表水达到或好于Ⅲ类水体比例", "Share of surface water meeting Grade Ⅲ or better"),
        ("省级以上产业创新平台", "Industrial innovation platforms at or above provincial level"),
        ("县以上城市污水处理率", "Treatment rate of sewage in cities at or above county level"),
        ("城市居民人均生活用水量", "Per capita domestic water use of urban residents"),
        (
            "规上工业企业研发费用支出占营业收入比重",
            "Share of R&D spending of industrial enterprises above designated size in revenue",
        ),
        ("绿色工厂产值占比", "Share of output value of green factories"),
        ("自然岸线（不包括海岛岸线）保有率", "Natural coastline retention rate (excluding island coastlines)"),
        ("长江流域森林覆盖率", "Forest coverage rate in Yangtze River basin"),
        ("丘陵山区县（市、区）森林覆盖率", "Forest coverage rate in hilly and mountainous counties"),
        ("湿地或草原面积", "Area of wetlands or grasslands"),
        ("质量极差的地下水比例", "Share of very poor-quality groundwater"),
    ],
)
def test_an_indicator_is_what_is_measured_of_what(indicator: str, english: str) -> None:
    assert english_indicator(indicator) == english


@pytest.mark.parametrize(
    "indicator",
    [
        "",
        "率",
        "饕餮普及率",
        "高新技术企业推进中小企业",  # who does what to whom is not said by the order of words
        "国家实验室（饕餮）",
        "每万人饕餮",
        "饕餮占高新技术产业比重",
        "用户普及率" * 20,
        "天然林面积保有量",  # a measure of a measure
        "城乡居民全民艺术综合普及率",
    ],
)
def test_half_an_indicator_is_none(indicator: str) -> None:
    assert english_indicator(indicator) is None


def test_no_indicator_is_read_again_and_again() -> None:
    text = "累计" * 15 + "下降" * 15  # each prefix and each ending may be taken off first
    indicators._translated.cache_clear()
    assert english_indicator(text) is None
    assert indicators._translated.cache_info().misses < len(text) ** 2
