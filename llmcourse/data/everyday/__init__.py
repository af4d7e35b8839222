"""Everyday English and French: a small grammar of both that says the same in each. Used in chapters 5 and 7."""
