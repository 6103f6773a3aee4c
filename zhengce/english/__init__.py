"""English of documents: titles, types, targets, glossary; names of bodies are in `parsers/grammar/agencies.csv`."""
