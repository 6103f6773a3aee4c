"""Quantified targets: what a text commits to in figures, for a year to come where it names one.

Prose and tables are read by rules of their own; both are silent rather than wrong. A figure is a target where words
bind it to a year after the document (到2025年…达到56%, a column 2025年 of a table), or make it a goal of the
issuing body (引进200名船长, 确保…不低于95%). Figures of the past, limits of a rule, fees, sizes
and numbers of articles are none.
"""
