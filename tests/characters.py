"""What Hypothesis makes texts of, and how often: import it before a test is decorated with `given`."""

from hypothesis import settings
from hypothesis import strategies as st

settings.register_profile("tests", max_examples=40, deadline=None)
settings.load_profile("tests")

ANY = st.characters(exclude_categories=["Cs"])
"""Any character. The default of `st.text` is the same and asks a codec for each of a million: two seconds a process."""
