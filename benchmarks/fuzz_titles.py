"""Shows that no title raises: `python -m benchmarks.fuzz_titles [--count N] [--seed N]`.

Makes random titles out of the words that the grammar knows (bodies, offices, numerals, words before a verb, verbs,
kinds, brackets, connectors, digits), reads each, and prints those that raised. Exit 1 if any did. The same seed makes
the same titles.
"""

import argparse
import json
import random
import sys
import time
import traceback
from collections.abc import Iterator, Sequence

from parsers.grammar.agencies import NAMES
from parsers.grammar.document_type import ENDINGS
from parsers.grammar.numerals import NUMERALS
from parsers.grammar.title import read_title

COUNT = 200_000
MOST_PRINTED = 20

WORDS: Sequence[Sequence[str]] = (
    tuple(NAMES),
    tuple(ENDINGS),
    tuple(NUMERALS),
    tuple("0123456789０１９"),
    "联合 修订 调整 重新 再次 正式 继续 修改 制定 近日 日前 共同 会同".split(),
    "印发 转发 批转 发布 公布 颁布 下发 征求 征集 批准 同意 废止 修改 下达".split(),
    ["关于", *"对就给的等和与及、，：之由在至", "以及", " ", "\u3000"],
    "部门 个部门 家单位 部委 机构 多部门 有关部门 办公厅 综合司 党组 省 市".split(),
    list("《》“”〈〉（）()〔〕[]【】"),
    "令 公告 通告 第 号 年 月 日 届 次会议 2021年 二〇二一年 第3号 〔2021〕5号".split(),
    ["\u200b", *"征求意见稿 试行 草案 修订 解读 问答 意见 实施 若干 样例 工作 办法 代章".split()],
)
"""Words by kind: each word of a title is drawn from a kind, and each kind is drawn as often as any other."""


def titles(count: int, seed: int) -> Iterator[str]:
    """So many titles of one to fourteen words, the same for the same seed."""
    dice = random.Random(seed)
    for _ in range(count):
        yield "".join(dice.choice(dice.choice(WORDS)) for _ in range(dice.randint(1, 14)))


def main(arguments: list[str] | None = None) -> int:
    """Reads the titles and prints how many raised, with the first of them."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.fuzz_titles", description=__doc__.partition("\n")[0])
    options.add_argument("--count", type=int, default=COUNT, help="how many titles; default: %(default)s")
    options.add_argument("--seed", type=int, default=0, help="which titles; default: %(default)s")
    chosen = options.parse_args(arguments)
    raised = 0
    started = time.perf_counter()
    for title in titles(chosen.count, chosen.seed):
        try:
            json.dumps(read_title(title).to_dict())
        except Exception as error:
            raised += 1
            if raised <= MOST_PRINTED:
                where = traceback.extract_tb(error.__traceback__)[-1]
                print(f"{title!r}: {error!r} at {where.filename}:{where.lineno}")
    took = time.perf_counter() - started
    print(f"{chosen.count:,} titles of seed {chosen.seed} read in {took:,.0f} s; {raised:,} raised")
    return 1 if raised else 0


if __name__ == "__main__":
    sys.exit(main())
