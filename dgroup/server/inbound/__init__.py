"""Mail in: the listeners for SMTP and LMTP, and what is said there. Decides nothing about mail."""
