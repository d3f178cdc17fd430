"""The classifier as the program uses it: chunks, threads, training and samples."""
