"""What each effect becomes in SQL: one file for each of `domain/effects/`."""
