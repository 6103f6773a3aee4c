"""What the commands share: the tree of groups, options and filters, errors, output and the opened database."""
