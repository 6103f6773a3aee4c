"""What all pages share: templates, links, the drawing of the timeline, differences of texts, metadata."""
