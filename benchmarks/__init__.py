"""What dgroup exists for, measured side by side in one run: printed, never asserted."""
