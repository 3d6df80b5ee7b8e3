#!/usr/bin/env python
"""Consult's command line."""

import os
import sys

from django.core.management import execute_from_command_line
from django.db.utils import OperationalError, ProgrammingError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consult.settings")
    try:
        execute_from_command_line(sys.argv)
    except (OperationalError, ProgrammingError) as error:
        # A database that was never set up, or that cannot be reached, needs a hint rather than a traceback.
        if "no such table" in str(error) or "does not exist" in str(error):
            sys.exit("The database is not set up yet. Run: manage.py migrate")
        if "connect" in str(error):
            sys.exit(f"The database cannot be reached: {error}")
        raise
