"""Invented mail that teaches sentiment and strain: lines with one feeling each."""
