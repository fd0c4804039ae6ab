"""Plain text of essays and transcripts, whatever wrote them."""
