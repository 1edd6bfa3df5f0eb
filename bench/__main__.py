"""`python -m bench`: all measurements, one after the other."""

from bench import checklist_boot

if __name__ == "__main__":
    checklist_boot.main()
