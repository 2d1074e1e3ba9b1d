"""Invented mail with one signal each, look-alikes without it, and what rules make of them."""
