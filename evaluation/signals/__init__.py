"""Invented mail with one signal each, look-alikes without it, and the second ear trained on them."""
