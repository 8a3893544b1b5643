"""Work that must not be done twice at once, whichever process does it."""

from django.db import connection


def hold(name: str) -> None:
    """Wait until this transaction alone holds `name`; its end gives it back, and so does the death of its process.

    Raises RuntimeError outside a transaction, where the lock would be gone at once.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("locks.hold() needs a transaction to hold the lock")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
