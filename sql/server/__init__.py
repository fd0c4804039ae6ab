"""The embedded server: its programs and cluster, who may log in, and keeping it open to tools."""
