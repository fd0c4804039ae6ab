"""The vocabulary: label orders, sampling rates, row types, columns. Imports nothing of ours."""
