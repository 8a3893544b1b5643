"""Appointments and removals, from the motion to the oath: a module for each stretch of the way, import from here.

Source: handbook §2(i); 地方组织法 arts 50-51; ZJ-APPT18 (model); NPC-OATH18.
"""

from .after import announce, compose_list, issue_letters, swear
from .batch import ReappointmentPlan, reappoint
from .handing_in import hand_in
from .importing import find_or_register, read, rows_of
from .motions import (
    admin_path,
    drop,
    explain,
    label,
    lay_paper,
    note_speech,
    put_on_agenda,
    receive,
    record_exam,
    revise,
    screen,
    send_back,
    submit,
    table,
    withdraw,
)
from .reading import note_reading, open_to, papers_open_to, tabled_for
from .voting import check_vote, decide, vote_and_decide
from .wording import group_lines, line_of, list_text

__all__ = [
    "ReappointmentPlan",
    "admin_path",
    "announce",
    "check_vote",
    "compose_list",
    "decide",
    "drop",
    "explain",
    "find_or_register",
    "group_lines",
    "hand_in",
    "issue_letters",
    "label",
    "lay_paper",
    "line_of",
    "list_text",
    "note_reading",
    "note_speech",
    "open_to",
    "papers_open_to",
    "put_on_agenda",
    "read",
    "reappoint",
    "receive",
    "record_exam",
    "revise",
    "rows_of",
    "screen",
    "send_back",
    "submit",
    "swear",
    "table",
    "tabled_for",
    "vote_and_decide",
    "withdraw",
]
