"""Address books in: tables and cards of people, as programs, networks and applicant systems write them."""
