"""The review: flags one after another, each with the words that raised it, and what to do about it."""
