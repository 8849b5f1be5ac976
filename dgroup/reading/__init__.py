"""What people write, and what they mean by it: pure reading, in four languages and more."""
