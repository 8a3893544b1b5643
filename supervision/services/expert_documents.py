"""聘书 of an expert."""

from congress.official import OfficialLetter, Paragraph, date_text
from meetings.services import letterhead
from supervision.models import ExpertTerm


def letter_of_appointment(term: ExpertTerm) -> OfficialLetter:
    """聘书: who is appointed in which field, from when until when, by which chairpersons' meeting."""
    day = term.starts_on
    committee = letterhead.committee_name(day)
    expert = term.expert
    return OfficialLetter(
        title="聘　　书",
        body=[
            *([Paragraph(str(term.number))] if term.number else []),
            Paragraph(f"{expert.name}同志："),
            Paragraph(
                f"经{term.approved_at}通过，聘请您为{letterhead.short_committee_name(day)}监督专家"
                f"（{expert.get_field_display()}），聘期自{date_text(term.starts_on)}至{date_text(term.ends_on)}。"
            ),
            Paragraph("特颁此书。"),
        ],
        signer=committee,
        date=day,
    )
