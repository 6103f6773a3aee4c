"""The sites in miniature: one module a site, `exchanges(pages)` gives every answer that a crawl asks it for."""
