"""The command line: ``triage COMMAND``."""
