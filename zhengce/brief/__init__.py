"""What a policy newsletter needs of a period: every policy once, in nine groups, the weightiest first."""
