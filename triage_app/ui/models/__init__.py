"""Qt models over the domain's columns: no object per row."""
