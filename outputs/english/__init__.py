"""English of documents: titles, types, targets and the glossary; names of bodies are in `parsers/grammar/agencies.csv`."""
