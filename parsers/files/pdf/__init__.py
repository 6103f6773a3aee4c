"""PDF files: their text by PDFium, as paragraphs and rows of tables, page by page; and pages whose text is none."""
