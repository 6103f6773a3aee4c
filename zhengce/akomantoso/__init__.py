"""Documents in Akoma Ntoso 3.0 (OASIS, 2018)."""
