"""`python -m glossary` is the same as `gloss`."""

from glossary.cli import main

if __name__ == "__main__":
    main()
