"""A document's evidence: every archived answer of its pages and files as one WACZ file, for replayweb.page and pywb."""
