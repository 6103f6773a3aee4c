"""What editors alone see: the English that awaits them."""
