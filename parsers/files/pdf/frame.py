"""Where things stand on a page as it is shown: PDFium gives places on the sheet, before the page is turned."""

from typing import NamedTuple

import pypdfium2.raw as pdfium


class Box(NamedTuple):
    """A box in points; y grows upwards."""

    left: float
    bottom: float
    right: float
    top: float


class PageFrame(NamedTuple):
    """The part of a sheet that is the page, and by how many quarter turns to the right it is shown."""

    box: Box
    turns: int

    @property
    def width(self) -> float:
        """The width of the page as it is shown."""
        return self.box.top - self.box.bottom if self.turns % 2 else self.box.right - self.box.left

    @property
    def height(self) -> float:
        """The height of the page as it is shown."""
        return self.box.right - self.box.left if self.turns % 2 else self.box.top - self.box.bottom

    @property
    def is_plain(self) -> bool:
        """Whether places on the sheet are places on the page."""
        return not (self.turns or self.box.left or self.box.bottom)

    def upright(self, box: Box) -> Box:
        """A box of the sheet as it is shown, measured from the lower left corner of the page."""
        page = self.box
        left, right = box.left - page.left, box.right - page.left
        bottom, top = box.bottom - page.bottom, box.top - page.bottom
        width, height = page.right - page.left, page.top - page.bottom
        for _ in range(self.turns):
            left, bottom, right, top = bottom, width - right, top, width - left
            width, height = height, width
        return Box(left, bottom, right, top)


def find_frame(page: "pdfium.FPDF_PAGE") -> PageFrame:
    """The frame of an open page."""
    rectangle = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, rectangle)
    box = Box(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
    return PageFrame(box, pdfium.FPDFPage_GetRotation(page) % 4)
