"""Makes the files in kept/ from our own text with LibreOffice: a DOC, a WPS, a PDF file of a picture.

    python -m tests.samples.files.make_kept

They are committed, so building the sample needs no LibreOffice; this says how they came to be. WPS Office writes the
format of DOC under its own ending.
"""

import subprocess
import tempfile
import zlib
from pathlib import Path

import pypdfium2

from tests.samples.files import KEPT
from tests.samples.files.layout import as_docx
from tests.samples.files.pdf import HEIGHT, WIDTH

BATTERIES = """
# 锂离子电池行业规范条件（2021年本）（征求意见稿）
++ 为加强锂离子电池行业管理，引导产业转型升级，制定本规范条件。
++ 引导企业减少单纯扩大产能的制造项目，加强技术创新、提高产品质量。
++ 企业每年用于研发及工艺改进的费用不低于当年企业主营业务收入的3%。
++ 申报时上一年度实际产量不低于同年实际产能的50%。
（样例：本文件为仿制，除题名外，文字均系编造，不得引用。）
"""

EXPLOSIVES = """
# 民爆行业落实〈国家智能制造标准体系建设指南〉实施方案
一、工作目标
到2028年，制修订行业标准20项以上，分类安排如下。
| 类别 | 完成时限 | 项数
| 基础标准 | 2027年 | 8
| 应用标准 | 2028年 | 12
（样例：本文件为仿制，除题名外，文字均系编造，不得引用。）
"""

SPECTRUM = """
# 《中华人民共和国无线电频率划分规定（征求意见稿）》修订部分
一、第五章表格按附表修改。
二、脚注按附表增补。
（样例：本文件为仿制，除题名外，文字均系编造，不得引用。）
"""

SCALE = 1.5
"""Pixels a point: 108 dots an inch."""


def convert(text: str, kind: str, folder: Path) -> bytes:
    """A marked text as LibreOffice writes it."""
    source = folder / "text.docx"
    source.write_bytes(as_docx(text))
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", kind]
    subprocess.run([*command, "--outdir", str(folder), str(source)], check=True, capture_output=True, timeout=90)
    return source.with_suffix("." + kind).read_bytes()


def scan(pdf: bytes) -> bytes:
    """A PDF file whose only page is a black and white picture of the first page of another."""
    bitmap = pypdfium2.PdfDocument(pdf)[0].render(scale=SCALE, grayscale=True)
    rows = bytes(bitmap.buffer)
    packed = bytearray()
    for at in range(bitmap.height):
        row = rows[at * bitmap.stride : at * bitmap.stride + bitmap.width].ljust(-(-bitmap.width // 8) * 8, b"\xff")
        packed += bytes(
            sum((pixel > 160) << 7 - bit for bit, pixel in enumerate(row[x : x + 8])) for x in range(0, len(row), 8)
        )
    picture = zlib.compress(bytes(packed), 9)
    drawing = b"%d 0 0 %d 0 0 cm /P1 Do" % (WIDTH, HEIGHT)
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [ 3 0 R ] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 %d %d ] /Contents 4 0 R"
        b" /Resources << /XObject << /P1 5 0 R >> >> >>" % (WIDTH, HEIGHT),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 1"
        b" /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
        % (bitmap.width, bitmap.height, len(picture), picture),
    ]
    file, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, len(file))
    return bytes(file) + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(bodies) + 1, table) + trailer


def main() -> None:
    """Writes the files."""
    KEPT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (KEPT / "batteries.doc").write_bytes(convert(BATTERIES, "doc", folder))
        (KEPT / "explosives.wps").write_bytes(convert(EXPLOSIVES, "doc", folder))
        (KEPT / "spectrum.pdf").write_bytes(scan(convert(SPECTRUM, "pdf", folder)))


if __name__ == "__main__":
    main()
