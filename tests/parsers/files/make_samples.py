"""Makes the small DOC, XLS and RTF files in zhengce/sample/ from our own text, with LibreOffice.

    python -m tests.parsers.files.make_samples

The files are committed, so the suite needs no LibreOffice; this says how they came to be.
"""

import subprocess
import tempfile
from pathlib import Path

import xlsxwriter

from tests.samples.files.packages import level, lists, make_docx, numbered, paragraph

SAMPLES = Path(__file__).parent / "samples"

ROWS = (("序号", "项目名称", "完成时限"), ("1", "数据要素流通试点", "2026年6月底"), ("2", "𠮷㐀〇○", "长期"))


def notice() -> bytes:
    """A notice with numbered chapters, a table, and a footnote."""
    cells = "".join(
        "<w:tr>"
        + "".join(f"<w:tc><w:tcPr><w:tcW w:w='2000'/></w:tcPr>{paragraph(cell)}</w:tc>" for cell in row)
        + "</w:tr>"
        for row in ROWS
    )
    grid = "<w:tblGrid>" + "<w:gridCol w:w='2000'/>" * 3 + "</w:tblGrid>"
    body = (
        paragraph("关于组织开展试点工作的通知")
        + paragraph("各省、自治区、直辖市有关主管部门：")
        + numbered("总体要求")
        + numbered("坚持问题导向。", 1)
        + numbered("工作安排")
        + paragraph("一	带制表符的段落。")
        + f"<w:tbl>{grid}{cells}</w:tbl>"
        + '<w:p><w:r><w:t>试点期限为2026年至2028年。</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
        + paragraph("2025年3月1日")
    )
    chapters = lists(level(0, "chineseCounting", "第%1章"), level(1, "chineseCounting", "（%2）"))
    footnotes = f'<w:footnote w:id="2">{paragraph("期限可以延长一次。")}</w:footnote>'
    return make_docx(body, numbering=chapters, footnotes=footnotes)


def revised() -> bytes:
    """A draft with a header, changes, hidden text, fields, a merged cell, a frame and a list that starts anew."""
    grid = "<w:tblGrid>" + "<w:gridCol w:w='2000'/>" * 3 + "</w:tblGrid>"

    def cell(text: str, span: int = 1) -> str:
        properties = f"<w:tcW w:w='{2000 * span}'/><w:gridSpan w:val='{span}'/>"
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"

    change = 'w:id="1" w:author="a" w:date="2025-01-01T00:00:00Z"'
    body = (
        "<w:p><w:r><w:t>征求意见稿</w:t><w:br/><w:t>第二行</w:t></w:r></w:p>"
        f"<w:p><w:del {change}><w:r><w:delText>删去的</w:delText></w:r></w:del>"
        f"<w:ins {change}><w:r><w:t>加上的</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏的</w:t></w:r></w:p>"
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "http://example.com/"</w:instrText>'
        '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>链接</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        + numbered("甲")
        + numbered("乙")
        + numbered("丙", 0, 2)
        + f"<w:tbl>{grid}<w:tr>{cell('横跨两列', 2)}{cell('末列')}</w:tr>"
        + f"<w:tr>{cell('一')}{cell('')}{cell('三')}</w:tr></w:tbl>"
        + paragraph("表后")
        + f"<w:tbl><w:tblGrid><w:gridCol w:w='6000'/></w:tblGrid><w:tr>{cell('框中的文字', 3)}</w:tr></w:tbl>"
        + paragraph("Research 2025 结束")
    )
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    articles = lists(
        level(0, "decimal", "%1、", '<w:suff w:val="nothing"/>'),
        more=f'<w:num w:numId="2"><w:abstractNumId w:val="7"/>{anew}</w:num>',
    )
    return make_docx(body, numbering=articles, header=paragraph("页眉"))


def workbook(path: Path) -> None:
    """A workbook of two sheets: a list with a merged title, and hidden choices."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("项目清单")
        sheet.merge_range(0, 0, 0, 2, "2025年度项目清单")
        for number, row in enumerate(ROWS, start=1):
            sheet.write_row(number, 0, row)
        sheet.write_row(4, 0, (2025, 0.1 + 0.2, 1234567.89))
        hidden = book.add_worksheet("选项")
        hidden.write(0, 0, "是")
        hidden.hide()


def convert(source: Path, kind: str, profile: Path) -> bytes:
    """A file converted by LibreOffice."""
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", kind]
    subprocess.run([*command, "--outdir", str(source.parent), str(source)], check=True, capture_output=True, timeout=60)
    return source.with_suffix("." + kind.partition(":")[0]).read_bytes()


def main() -> None:
    """Writes the samples."""
    SAMPLES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "profile"
        source = Path(folder) / "notice.docx"
        source.write_bytes(notice())
        (SAMPLES / "notice.doc").write_bytes(convert(source, "doc", profile))
        (SAMPLES / "notice.rtf").write_bytes(convert(source, "rtf", profile))
        draft = Path(folder) / "revised.docx"
        draft.write_bytes(revised())
        (SAMPLES / "revised.doc").write_bytes(convert(draft, "doc", profile))
        book = Path(folder) / "list.xlsx"
        workbook(book)
        (SAMPLES / "list.xls").write_bytes(convert(book, "xls", profile))


if __name__ == "__main__":
    main()
