"""One rule a file: each reads a case and finds its reason, or nothing."""
