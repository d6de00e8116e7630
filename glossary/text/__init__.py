"""What letters are: keys for comparing, scripts, borders, word forms, language tags.

No function outside this package asks which script a character belongs to.
"""
