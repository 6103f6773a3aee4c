"""The glossary of policy terms: Chinese phrases and their English, from the table `terms.csv`."""
