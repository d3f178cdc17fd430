"""Claim Triage: a desktop program for people who moderate reported videos."""

__version__ = "0.1.0"
