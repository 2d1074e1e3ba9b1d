"""How it gets in: passwords from where they are kept, OAuth and its tokens; not IMAP, not the database."""
