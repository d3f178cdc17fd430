"""Questions and answers that take a window of their own."""
