"""What a policy newsletter needs of a period: every policy once, in eight groups, the weightiest first."""
