"""How the tables came to be, revision by revision; `store.schema` runs them."""
