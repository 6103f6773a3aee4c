"""What an amending decision does, operation by operation, and a rule with these applied."""
