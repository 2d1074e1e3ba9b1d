"""One file a noun: parse what was asked, call one function, print."""
