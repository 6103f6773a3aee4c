"""The pages of one document: /documents/ and what stands below it."""
