"""What the spiders of all sources share, and those of one family of sites."""
