"""Files in and out: readers with an account of every row, and writers."""
