"""One rule a file: each reads a story and finds its reason, or nothing."""
