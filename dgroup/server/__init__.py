"""Floor 4: what runs. The doors in and out, the way of a mail between them, and jobs."""
