"""All SQL, and nothing but: rows in, frozen values out."""
