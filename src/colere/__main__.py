"""`python -m colere` and the `colere` command."""

from colere.cli import main

if __name__ == "__main__":
    main()
