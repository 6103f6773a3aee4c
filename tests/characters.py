"""What Hypothesis makes texts of."""

from hypothesis import strategies as st

ANY = st.characters(exclude_categories=["Cs"])
"""Any character. The default of `st.text` is the same and asks a codec for each of a million: two seconds a process."""
