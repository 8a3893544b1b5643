"""Official paper after GB/T 9704-2012: values in, Word and PDF files out. No models, no settings."""

from .content import Attachment, Block, Heading, Names, NumberedPoint, Paragraph, Table
from .letters import MeetingNotice, Minutes, OfficialLetter, render
from .numerals import (
    amount_text,
    chinese,
    clock_text,
    date_text,
    document_number,
    moment_text,
    ordinal,
    period_text,
    term_and_number,
    weekday_text,
)
from .pdf import NoPdfEngine, PdfError, engine, font_report, joined, joiner, page_count, to_pdf, to_pdfs

__all__ = [
    "Attachment",
    "Block",
    "Heading",
    "MeetingNotice",
    "Minutes",
    "Names",
    "NoPdfEngine",
    "NumberedPoint",
    "OfficialLetter",
    "Paragraph",
    "PdfError",
    "Table",
    "amount_text",
    "chinese",
    "clock_text",
    "date_text",
    "document_number",
    "engine",
    "font_report",
    "joined",
    "joiner",
    "moment_text",
    "ordinal",
    "page_count",
    "period_text",
    "render",
    "term_and_number",
    "to_pdf",
    "to_pdfs",
    "weekday_text",
]
