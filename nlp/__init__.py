"""Meaning out of text: language, mentions, sentiment, strain and signals of the author's own words.

Knows spaCy; knows neither mail nor the database. `nlp.pipeline.load` is the way in.
"""
