"""Reads workbooks: XLS, XLSX, ET."""
