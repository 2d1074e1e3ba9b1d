"""Mail in: what servers and archives hold becomes messages, with the author's own words apart."""
