"""What sql/README.md shows of the tables, and of the seeded cohort.

PYTHONPATH=. .venv/bin/python -m tests.guide      writes it anew
"""
