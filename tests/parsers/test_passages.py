"""Where the paragraphs of a document and its files stand."""

from parsers.passages import PagesOfFile, passages_of


def test_paragraphs_of_body_and_files_have_their_places() -> None:
    found = passages_of("总则\n\n目标", {2: [(1, "封面"), (2, "指标\t2025年")], 1: [(3, "名单")]})
    assert [(passage.text, passage.place) for passage in found] == [
        ("总则", "paragraph 1"),
        ("目标", "paragraph 3"),
        ("名单", "attachment 1, page 3, paragraph 1"),
        ("封面", "attachment 2, page 1, paragraph 1"),
        ("指标\t2025年", "attachment 2, page 2, paragraph 1"),
    ]


def test_words_are_found_on_their_page_across_breaks() -> None:
    pages = PagesOfFile([(1, ("关于印发", "《样例办法》的通知")), (3, ("工业和信息化部", "2024年1月1日"))])
    assert pages.place_of("关于印发《样例 办法》的通知") == "page 1"
    assert pages.place_of("某某局 工业和信息化部 2024年1月1日") == "page 3"
    assert pages.place_of("没有的话") is None
