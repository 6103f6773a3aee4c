"""Writers of the files that tests read: PDF, and packages (DOCX, XLSX, OFD)."""
