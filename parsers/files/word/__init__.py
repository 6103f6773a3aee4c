"""Reads word processors' files: DOC, DOCX, WPS, RTF, with their automatic numbers."""
