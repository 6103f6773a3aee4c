"""Issues of a newsletter: the facts, drafts and lines of each entry, in Markdown, HTML and Word."""
