"""Lists of repealed documents as pages, tables and savers print them. Titles and numbers are our own."""

from parsers.grammar.relations.references import ReferenceReader
from parsers.grammar.relations.repeal_lists import Columns, read_cells, read_line
from parsers.record import Relation
from tests.parsers.grammar.relation_texts import read, shown
from tests.tables import from_table

TITLE = "样例省人民政府关于废止部分文件的决定"
REFERENCES = ReferenceReader()


def repealed(*lines: str, title: str = TITLE) -> list[Relation]:
    return [one for one in read(title, *lines) if one.kind == "repeals"]


def named(*lines: str, title: str = TITLE) -> list[str]:
    return [text.removeprefix("repeals ") for text in shown(*repealed(*lines, title=title))]


@from_table
def test_an_entry_is_whole_however_its_cells_and_lines_are_broken(lines: tuple[str, ...], expected: list[str]) -> None:
    assert named("废止的规范性文件目录", *lines) == expected


@from_table
def test_what_only_speaks_of_repeals_begins_no_list(lines: tuple[str, ...]) -> None:
    assert named(*lines, title="样例省人民政府关于文件清理工作的通知") == []


@from_table
def test_a_row_without_brackets_is_a_title_where_it_reads_like_one(row: str, title: str | None) -> None:
    assert [one.reference.title for one in read_line(row, REFERENCES)] == ([title] if title else [])
    numbered = bool(title) and "令" in row
    assert len(read_line(row, REFERENCES, needs_number=True)) == numbered


@from_table
def test_a_row_of_a_table_is_a_repeal_where_its_result_is_one(cells: tuple[str, ...], expected: str | None) -> None:
    found = read_cells(list(cells), Columns(name=1, number=2, part=None, result=3), REFERENCES)
    shown = [" ".join(filter(None, (one.reference.title, one.reference.number))) for one in found]
    assert shown == ([expected] if expected else [])
    plain = read_cells(list(cells[:2]), Columns(name=1, number=None, part=None, result=None), REFERENCES)
    assert len(plain) == (len(cells) > 1 and len(cells[1]) > 3)


# What decisions amend, in lists and from which day; what they quote is not theirs. Texts are our own


TITLE_OF_AMENDMENTS = "样例省人民政府关于修改部分文件的决定"


@from_table
def test_a_list_of_amendments_names_each_document_once(lines: tuple[str, ...], expected: list[str]) -> None:
    found = [one for one in read(TITLE_OF_AMENDMENTS, *lines) if one.kind == "amends"]
    assert [text.removeprefix("amends ") for text in shown(*found)] == expected


@from_table
def test_a_list_repeals_what_it_names(title: str, lines: list[str], expected: list[str]) -> None:
    found = [(one.kind, one.title, one.document_number, one.part, one.date, one.until) for one in read(title, *lines)]
    assert [" ".join(str(part) for part in parts if part) for parts in found] == expected
