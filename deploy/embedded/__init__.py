"""The services of one machine, started and stopped by `dev.py`: database, queue, web, worker."""
