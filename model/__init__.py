"""The classifier: a library of its own that knows nothing of the program around it."""
