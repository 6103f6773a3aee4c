"""Whether a quotation stands in a document, in which version and at which place."""
