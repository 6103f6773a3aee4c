"""Every English word of the product."""
