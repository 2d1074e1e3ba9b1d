"""What to tell: the weekly report, composed as data, then rendered as text or as a page."""
