"""English of Chinese texts: what machines made of them, what editors accepted. It is of texts, not of documents."""
