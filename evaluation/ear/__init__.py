"""Where the ear is taught: its lessons, how it learns, and from when on it is believed."""
