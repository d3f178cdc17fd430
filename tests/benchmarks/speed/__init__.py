"""The benchmark command's own parts; ``run.py`` beside this folder is the command.

Nothing here is a test. What the window's benchmarks share is here, too.
"""
