"""Reading attached files: PDF, DOC, DOCX, RTF, XLS, XLSX, OFD and archives of them, to text with page numbers."""

from parsers.files.sandbox.limits import LIMITS, Limits, with_memory
from parsers.files.sandbox.pool import FileReader
from parsers.files.text import FilePage, FileState, FileText

__all__ = ["LIMITS", "FilePage", "FileReader", "FileState", "FileText", "Limits", "with_memory"]
