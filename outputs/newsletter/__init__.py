"""Issues of a newsletter: the facts and lines of each entry, in Markdown, HTML and Word."""
