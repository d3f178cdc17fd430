"""The classifier as the program uses it: chunks, workers, training and samples."""
