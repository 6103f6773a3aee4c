"""What editors write: annotations of documents, the issues of a newsletter, and the history of both."""
