"""What a person may write: reading it, and what each command then does."""
