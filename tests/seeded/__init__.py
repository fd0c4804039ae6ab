"""A seeded cohort: 500 people who do not exist, as four nights would have scored them.

`seed.py` writes them into a database and returns the rows, from which tests work out what queries
must answer. The numbers are drawn, with a fixed seed; nothing in them was measured.
"""
