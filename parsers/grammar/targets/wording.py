"""The words by which running text states a target: verbs of reaching, change and building, bounds and endings.

`words.csv` has the words, a row each: its kind, what it means, words of a text that has it, and that text. Some are
patterns; the order of the rows of a kind is that in which they are tried.
"""

from typing import cast

from parsers.csv_tables import rows_of
from parsers.grammar.patterns import lazy_regex
from parsers.grammar.targets.quantities import FIGURE as _NUMBER
from parsers.grammar.targets.years import PLAN as _PLAN
from parsers.record import Comparator

_ROWS = rows_of(__package__, "words.csv")


def any_of(*kinds: str) -> str:
    """The alternatives of a pattern that stand for the words of these kinds."""
    return "|".join(row["words"] for row in _ROWS if row["kind"] in kinds)


_YEAR = r"(?:19|20)\d{2}年(?:底|末)?"

SENTENCE = lazy_regex(r"[^。；;！？!?\n]+[。；;！？!?]?")
HEADING = lazy_regex(
    r"^\s*(?:第[一二三四五六七八九十百]+[章节篇]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|专栏)"
)
CONDITIONS = lazy_regex(any_of("conditions"))
"""Titles of sections that say who may apply and what is paid, and set no targets."""
OPENS_LIST = lazy_regex(r"(?:目标|指标|如下|其中|是)[:：]?\s*[。:：]?\s*$|[:：]\s*$")

UP, DOWN, COUNT = any_of("increase"), any_of("decrease"), any_of("count")
_OPPOSITE: dict[str, Comparator] = {">=": "<=", "<=": ">="}
_NEGATION = "(?:不|未|勿)(?:宜|应当?|能够?|可|会|再|准|许|允许|该|要|得|容)?|严禁|禁止|避免|防止"
BEYOND = f"(?:(?:{_NEGATION})?(?:{any_of('bound')}))"
"""低于, and its opposite with a negation: 不低于, 不宜低于, 不得低于."""
NEAR = f"(?:{BEYOND}|{any_of('bound_alone')})"
BOUND_APART = lazy_regex(any_of("bound_apart"))
"""至少培育20家: a bound before the verb."""
REACH = f"{any_of('reach')}|(?:{UP}|{DOWN}|发展|恢复|回升|控制|限制|提)(?:到|至)|{BEYOND}"
_MEANS = {row["words"]: row["means"] for row in _ROWS if "bound" in row["kind"] or row["kind"] == "sign"}


_BOUND = lazy_regex(
    f"(?P<negation>{_NEGATION})?(?P<beyond>{any_of('bound')})|(?P<word>{any_of('bound_alone', 'bound_after', 'sign')})"
)


def read_bound(words: str | None) -> Comparator:
    """The bound of words at a figure: 不宜低于 and 以上 are >=; = where they set none."""
    match = _BOUND.fullmatch(words or "")
    if match is None:
        return "="
    bound = cast("Comparator", _MEANS[match["word"] or match["beyond"]])
    return _OPPOSITE[bound] if match["negation"] else bound


FROM = lazy_regex(rf"(?:由|从|自)(?:目前|现在|当前|现有|{_YEAR}|{_PLAN})?的?(?:(?:{NEAR})$|$)")
"""What stands before a baseline: 由2020年的, 从目前的."""
_RISES = (
    "(?:以上|以下|左右|逐步|进一步|稳步|再|大幅|快速|持续|均|都|总体|力争){0,2}"
    rf"(?:(?:{UP}|{DOWN}|发展|增)(?:到|至|为)|增至|达到|到|至|提至)(?:{_YEAR}的?)?(?:{NEAR})?"
)
RISES = lazy_regex(_RISES + r"(?=\d|百分|[一二三四五六七八九十])")
"""What stands between a baseline and its target: 提高到, 增至."""
RAISED = lazy_regex(
    rf"(?:由|从|自|在)(?:目前|现在|当前|现有|(?P<year>(?:19|20)\d{{2}})年(?:底|末)?|[“\"]?(?P<plan>[一二三四五六七八九十]{{1,3}})五[”\"]?(?:末|期末|期间|时期))?的?(?:{NEAR})?"
    rf"(?P<base>{_NUMBER})(?P<unit>[^，。；\d]{{0,14}}?)(?:的?基础上)?{_RISES}$"
)
"""The whole from 由 to the target: 由2020年的15%提高到."""

VERB = lazy_regex(rf"(?P<verb>{REACH})(?P<about>约|大约|近|到|至|了|年|每年)?$")
COMPARED = lazy_regex(
    r"(?:比|较|在|与|同|以)(?:到)?(?:(?P<year>(?:19|20)\d{2})年?(?:底|末)?|上年|峰值|基期|[“\"]?(?P<plan>[一二三四五六七八九十]{1,3})五[”\"]?(?:末|期末|时期|期间)?)"
    r"(?:相比|同期)?的?(?:基础上|水平上|水平)?(?:累计|再)?|(?:在|比)?现有(?:的)?(?:基础上|水平)|同比(?=$|[增提上下降减])"
)
CHANGE = lazy_regex(
    rf"(?P<yearly>年均复合|(?<!\d)年均|每年|平均每年|逐年|(?<![今去全当上本\d])年(?=削减|增长|下降|减少|降低|递减|提高|新增|净增)|至少|五年累计|三年累计|累计|总体|分别|均|平均|再|合计|预期|力争|都)*(?P<verb>{UP}|{DOWN})(?:幅度?|速度?|率)?(?P<bound>为|达到?|约|{BEYOND}|分别|控制在|保持在)?(?P<near>{NEAR})?$"
)
SINCE = lazy_regex(r"^(?:与|同)(?P<year>(?:19|20)\d{2})年(?:底|末)?相比[，,]")
"""The year of comparison of a whole sentence: 与2020年相比，到2025年…下降10%."""
YEARLY = lazy_regex(r"(?<!\d)年均|每年|逐年|平均每年|^年(?=.)")
GROWTH = lazy_regex(
    rf"(?P<yearly>年均(?:复合)?|年平均|平均每年|年复合|每年|年)?(?P<noun>(?:平均)?增速|增长率|增长速度|增幅|涨幅|降低率|下降率|递减率|降幅)(?:预期|力争|均|总体|原则上)?(?P<verb>{REACH})?(?:约|到|至)?$"
)
"""A rate of growth as a noun: 年均增速保持在8%以上."""
COUNTED = lazy_regex(
    rf"(?P<verb>(?:{COUNT})(?:并[\u4e00-\u9fa5]{{2}})?)(?:出|了|一批|约|近|超过|不少于|不低于|全国|累计|至少|超|或[\u4e00-\u9fa5]{{2}})*$"
)
COUNTED_OF = lazy_regex(rf"(?<![未已不])(?P<verb>{COUNT})(?P<modifier>[^，,。；;]{{1,24}}的)$")
"""完成2000年底前建成的21.9万个城镇老旧小区改造."""
ONLY_TARGET_YEAR = lazy_regex(r"(?:力争|争取)?到20\d\d年(?:底|末)?[，,]")
EACH = lazy_regex(r"^(?P<each>每[^，,。；;]{1,30}?(?:拥有|配备|设有|建有|建成|打造|培育|有|设置|配置|创建|建设|形成))$")
"""每25万人拥有1家博物馆."""
SHARE_OF = lazy_regex(
    rf"^(?P<name>[^，,。；;]{{2,40}}?)(?P<verb>达到|{BEYOND}|占到|约占|占)(?P<whole>[^，,。；;]{{2,30}})的(?P<ratio>比例|比重)?(?P<again>{REACH})?$"
)
"""新车销售量达到汽车新车销售总量的20%."""
SHARE_DOES = lazy_regex(
    r"的?(?P<does>[\u4e00-\u9fa5A-Za-z0-9（）“”、]{2,40}?(?:基本)?(?:实现|达到|完成|建成|建立|开展|饮用上|喝上|用上|享有|享受|实行|推行|制定|形成|进入|普及|具备|建有|设有|应用|接入|使用|配备|设置|设立|拥有|达标|覆盖|通|得到|纳入|采用|参与|掌握|创建)[^，,。；;\d]{0,30})(?=[，,。；;]|$)"
)
"""70%的规模以上制造业企业基本实现数字化网络化."""

LEADING_WORDS = lazy_regex(rf"^(?:{any_of('leads')})+")
TRAILING_WORDS = lazy_regex(rf"(?:{any_of('trails')})+$")
YEARLY_AT_END = lazy_regex(r"(?:(?<!\d)年均|每年|平均每年)+$")
YEAR_PHRASE = lazy_regex(
    r"(?:(?:力争|争取|确保)?(?:到|至|在|自|从)?[“\"]?(?:19|20)\d{2}年(?:底|末)?(?:之?前|以前)?(?:[、和—～-](?=[“\"]?20))?|[“\"]?[一二三四五六七八九十]{1,3}五[”\"]?(?:规划)?(?:时期|期间|末|期末|规划期末|规划期)(?:内)?|[“\"][一二三四五六七八九十]{1,3}五[”\"]|(?:19|20)\d{2}年?[—～至到-](?=20\d\d))[，,]?"
)
# Sentences that set rules, fees, terms or penalties, ask for applications, or pay for projects.
RULE = lazy_regex(any_of("rule"))
# What others foresee or plan: the world, other states, forecasts.
FORECAST = lazy_regex(any_of("forecast"))
SET_ASIDE = lazy_regex(
    r"(?:财政|[省市县]级|本级)[^，,]{0,8}(?:安排|投入|下达)|(?:安排|设立|设)[^，,]{0,14}(?:资金|经费|基金)"
)
"""Money that is set aside: 中央财政安排不少于30亿元."""
ENCOURAGES = lazy_regex(r"(?:鼓励|引导有条件|支持有条件)[^，,；;。]*$")
NO_INDICATOR = lazy_regex(any_of("no_indicator"))
NO_OBJECT = lazy_regex(any_of("no_object"))

NOUN_ENDS = lazy_regex(rf"(?:{any_of('measured')})$")
TIME_NOUN = lazy_regex(rf"(?:{any_of('time')})(?:[（(][^）)]*[)）])?$")
INDEX_NOUN = lazy_regex(rf"(?:{any_of('index')})(?:[（(][^）)]*[)）])?$")
ADDED = lazy_regex(r"新增(?!劳动力)|净增|新建成")
BUILT = lazy_regex(
    rf"(?:全[省市区县国])?(?:年均|每年|年(?=推广|培训|培养|完成|组织|新增|建设|改造))?新?(?:{COUNT}){{1,2}}(?!业|贸易|出口|进口|率|性|水平|能力|规模|总|收入|人次|人数|用地|速度|强度|密度|消费|成本|效率)(?=[\u4e00-\u9fa5“A-Z0-9])"
)
MEASURED = lazy_regex(r"(?:率|量|系数|占比|比重|比例|强度|增加值|产值|收入|额|指数|水平|效率|密度|年限|PUE|时间)$")
"""An indicator that is measured and not counted, whatever verb it begins with: 新建建筑能效水平."""
ENDS_CLAUSE = lazy_regex(
    r"\s*(?:的?(?:目标|任务)(?:[，,。；;]|$)|[，,。；;、：:！？!?）)（(和及与或并]|以及|水平|大关|$)"
)
DESCRIBES = lazy_regex(r"(?!水平|大关|以|目标|规模|人民币|的|到|且|其|之间|关口|标准|区间|上下|左右)[\u4e00-\u9fa5“]")
"""A noun that stands behind a figure and is described by it: 产值超1000亿元园区."""
OF_NOUN = lazy_regex(r"的(?!水平|目标|规模|要求|合理|较高|速度|幅度)")
"""A figure that describes a thing is no target: 年收入2000万元以上的企业."""
