"""Person names: what the search for them is measured on, and what its recogniser learns from."""
