"""The web side: leaving by one click, and whether the server is well. No script, no cookie."""
