"""What archivists and their programs ask: archived answers, their moments (Memento), records of documents (OAI-PMH)."""
