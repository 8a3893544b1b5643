#!/usr/bin/env python3
"""Django's command line, for a shell whose environment already names the services.

`python3 dev.py manage …` starts them first and is what the README shows.
"""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congress.settings.development")
    execute_from_command_line(sys.argv)
