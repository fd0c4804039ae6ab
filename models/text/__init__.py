"""Text: lemmas, common words, and the two models of Big Five traits."""
