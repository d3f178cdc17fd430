"""Values and rules. Numpy and the standard library only; imports nothing of ours."""
