"""The search service of the web application, its caches and its sets of documents."""
