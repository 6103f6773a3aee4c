"""What all pages share: templates, links, differences of texts, metadata."""
