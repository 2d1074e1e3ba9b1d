"""`make accuracy`: scores on gold data, through the command line; not shipped."""
