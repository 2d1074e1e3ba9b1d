"""Invented mail that teaches sentiment and strain, and the script that trains the second ear."""
