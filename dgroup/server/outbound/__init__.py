"""Mail out: the ways that keep the seam of `transport.py`, over SMTP or into a Maildir."""
