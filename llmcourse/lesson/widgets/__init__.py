"""Things to play with in a notebook: a few controls over pure functions that make HTML. One file
for each.
"""
