"""Official paper has the measures of GB/T 9704-2012, and prints any text as text."""

import subprocess
import time
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph
from hypothesis import given, settings
from hypothesis import strategies as st

from congress import official
from congress.official import (
    Attachment,
    Heading,
    MeetingNotice,
    Minutes,
    Names,
    NumberedPoint,
    OfficialLetter,
    Paragraph,
    Table,
    fonts,
    numerals,
    pdf,
)
from congress.official.body import name_lines, spread
from congress.official.parts import mark_size, sealed_indents, unsealed_indents
from congress.official.text import clean, width
from congress.official.titles import LONGEST_LINE, break_title
from tests.grid import keeps_the_grid

TITLE = "柯城区人民代表大会常务委员会关于2018年度环境状况和环境保护目标完成情况报告的审议意见"


def letter(**changes: object) -> OfficialLetter:
    values: dict[str, object] = {
        "issuer": "柯城区人民代表大会常务委员会文件",
        "number": "柯人大常〔2019〕5号",
        "title": TITLE,
        "addressee": "区人民政府",
        "body": [Paragraph("会议听取和审议了报告。"), Paragraph("现将审议意见印发，请研究处理。")],
        "signer": "柯城区人大常委会",
        "date": date(2019, 8, 28),
        "copy_to": "区委办公室，区监察委员会",
        "printed_by": "柯城区人大常委会办公室",
        "printed_on": date(2019, 9, 2),
    }
    return OfficialLetter(**{**values, **changes})


def opened(paper: OfficialLetter | MeetingNotice | Minutes) -> Document:
    return docx.Document(BytesIO(official.render(paper)))


def styled(document: Document, style: str) -> list[WordParagraph]:
    return [
        paragraph for paragraph in document.paragraphs if paragraph.style is not None and paragraph.style.name == style
    ]


def attribute(paragraph: WordParagraph, tag: str, name: str) -> str | None:
    """Read an attribute of the paragraph's own properties, or of its style's."""
    assert paragraph.style is not None
    for owner in (paragraph._p, paragraph.style.element):
        found = owner.find(f"{qn('w:pPr')}/{qn(tag)}")
        if found is not None and found.get(qn(name)) is not None:
            return str(found.get(qn(name)))
    return None


def face_and_size(document: Document, style: str) -> tuple[str | None, float]:
    found = document.styles[style].element
    fonts_element, size = found.find(f".//{qn('w:rFonts')}"), found.find(f".//{qn('w:sz')}")
    assert fonts_element is not None
    assert size is not None
    return fonts_element.get(qn("w:eastAsia")), int(size.get(qn("w:val"), "0")) / 2


def all_xml(data: bytes) -> Iterator[tuple[str, ET.Element]]:
    with zipfile.ZipFile(BytesIO(data)) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                yield name, ET.fromstring(package.read(name))  # noqa: S314 - made by this program


# The sheet


def test_paper_and_margins_are_those_of_the_standard() -> None:
    section = opened(letter()).sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins if margin is not None] == [37, 35, 28, 26]


def test_the_grid_is_22_lines_of_28_characters() -> None:
    grid = opened(letter()).sections[0]._sectPr.find(qn("w:docGrid"))
    assert grid is not None
    assert grid.get(qn("w:type")) == "linesAndChars"
    assert 225 / 25.4 * 1440 // int(grid.get(qn("w:linePitch"), "0")) == 22
    pitch = 16 + int(grid.get(qn("w:charSpace"), "0")) / 4096
    assert 156 / 25.4 * 72 / pitch == pytest.approx(28, abs=0.01)


def test_the_text_keeps_the_pitch_of_the_grid_by_itself() -> None:
    """28 characters of 16 pt, each set 0.3 pt closer, fit the 442 pt of the print area; 29 do not."""
    style = opened(letter()).styles["公文正文"].element
    spacing = style.find(f"{qn('w:rPr')}/{qn('w:spacing')}")
    assert spacing is not None
    pitch = 16 + int(spacing.get(qn("w:val"), "0")) / 20
    assert 28 * pitch <= 156 / 25.4 * 72 < 29 * pitch


def test_lines_are_28_points_apart() -> None:
    paragraph = styled(opened(letter()), "公文正文")[0]
    assert attribute(paragraph, "w:spacing", "w:line") == "560"
    assert attribute(paragraph, "w:spacing", "w:lineRule") == "exact"


def test_page_numbers_stand_on_the_outer_side() -> None:
    document = opened(letter())
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        assert attribute(paragraph, "w:jc", "w:val") == side
        assert attribute(paragraph, "w:ind", f"w:{side}Chars") == "100"
        assert "".join(text.text or "" for text in paragraph._p.iter(qn("w:t"))) == "— 1 —"
        field = paragraph._p.find(qn("w:fldSimple"))
        assert field is not None
        assert field.get(qn("w:instr")) == " PAGE "
    assert face_and_size(document, "公文页码") == ("宋体", 14)


@pytest.mark.parametrize(
    ("style", "face", "size"),
    [
        ("公文正文", "仿宋_GB2312", 16),
        ("公文标题", "方正小标宋简体", 22),
        ("公文一级标题", "黑体", 16),
        ("公文二级标题", "楷体_GB2312", 16),
        ("公文三级标题", "仿宋_GB2312", 16),
        ("公文四级标题", "仿宋_GB2312", 16),
        ("版记", "仿宋_GB2312", 14),
    ],
)
def test_every_part_has_its_type(style: str, face: str, size: float) -> None:
    assert face_and_size(opened(letter()), style) == (face, size)


def test_headings_are_not_bold() -> None:
    document = opened(letter(body=[Heading("总体情况")]))
    assert not document.styles.element.findall(f".//{qn('w:b')}")


# The head


def test_the_issuer_mark_is_red_and_35_mm_below_the_top_of_the_print_area() -> None:
    document = opened(letter())
    mark = styled(document, "发文机关标志")[0]
    assert mark.text == "柯城区人民代表大会常务委员会文件"
    assert int(attribute(mark, "w:spacing", "w:before") or 0) / 1440 * 25.4 == pytest.approx(35, abs=0.1)
    color = document.styles["发文机关标志"].element.find(f".//{qn('w:color')}")
    assert color is not None
    assert color.get(qn("w:val")) == "FF0000"


def test_lines_above_the_mark_do_not_push_it_down() -> None:
    document = opened(letter(copy_number=1, urgency="加急"))
    assert [line.text for line in styled(document, "版头要素")] == ["000001", "加急"]
    before = int(attribute(styled(document, "发文机关标志")[0], "w:spacing", "w:before") or 0)
    assert (before + 2 * 560) / 1440 * 25.4 == pytest.approx(35, abs=0.1)


@pytest.mark.parametrize("characters", [4, 8, 16, 25, 40])
def test_a_mark_of_any_length_fits_one_line(characters: int) -> None:
    scale, size = mark_size(characters)
    assert characters * size * scale <= 156 / 25.4 * 72 + 0.01


def test_the_number_is_centred_two_lines_below_the_mark_above_a_red_line() -> None:
    document = opened(letter())
    number = styled(document, "发文字号")[0]
    assert number.text == "柯人大常〔2019〕5号"
    assert attribute(number, "w:jc", "w:val") == "center"
    assert attribute(number, "w:spacing", "w:before") == str(2 * 560)
    line = styled(document, "版头分隔线")[0]
    border = line._p.find(f".//{qn('w:pBdr')}/{qn('w:bottom')}")
    assert border is not None
    assert border.get(qn("w:color")) == "FF0000"
    assert int(attribute(line, "w:spacing", "w:line") or 0) / 1440 * 25.4 == pytest.approx(4, abs=0.1)


def test_upward_the_number_is_left_and_the_signer_right() -> None:
    document = opened(letter(signed_by=["代表甲"]))
    number = styled(document, "发文字号")[0]
    assert number.text == "柯人大常〔2019〕5号\t签发人：代表甲"
    assert attribute(number, "w:jc", "w:val") == "left"
    name_font = number.runs[-1]._r.find(f".//{qn('w:rFonts')}")
    assert name_font is not None
    assert name_font.get(qn("w:eastAsia")) == "楷体_GB2312"


def test_a_reply_bears_its_class_at_the_top_right() -> None:
    line = styled(opened(letter(class_mark="A")), "版头要素")[0]
    assert line.text == "\tA"


def test_a_copy_without_issuer_has_no_red_head() -> None:
    document = opened(letter(issuer=""))
    assert not styled(document, "发文机关标志")
    assert document.paragraphs[0].text.replace("\n", "") == TITLE


# Title


def test_the_title_is_centred_two_lines_below_the_red_line() -> None:
    title = styled(opened(letter()), "公文标题")[0]
    assert attribute(title, "w:jc", "w:val") == "center"
    assert attribute(title, "w:spacing", "w:before") == str(2 * 560)
    assert title.text.replace("\n", "") == TITLE


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于报送材料的函", ["关于报送材料的函"]),
        (
            TITLE,
            ["柯城区人民代表大会常务委员会", "关于2018年度环境状况和环境保护", "目标完成情况报告的审议意见"],
        ),
        (
            "关于区人大常委会《浙江省物业管理条例》执法检查报告审议意见研究处理情况的报告",
            ["关于区人大常委会", "《浙江省物业管理条例》执法检查", "报告审议意见研究处理情况的报告"],
        ),
        ("关于印发柯城区人大常委会2019年度监督计划的通知", ["关于印发柯城区人大常委会", "2019年度监督计划的通知"]),
        ("第一行由人来断\n第二行也是", ["第一行由人来断", "第二行也是"]),
        ("", []),
    ],
)
def test_titles_break_between_words(title: str, lines: list[str]) -> None:
    assert break_title(title) == lines


@given(st.text(alphabet="关于区人大常委会的《》，和2019年度甲乙审议意见报告、<&>", min_size=1, max_size=120))
@settings(deadline=None, max_examples=60)
def test_a_broken_title_loses_nothing_and_fits(title: str) -> None:
    lines = break_title(title)
    assert "".join(lines) == title
    assert all(width(line) <= LONGEST_LINE for line in lines)


def test_an_act_tells_under_its_title_when_it_was_passed() -> None:
    passed = "2019年8月28日柯城区第九届人民代表大会常务委员会第十四次会议通过"
    assert styled(opened(letter(passed_at=passed)), "题注")[0].text == f"（{passed}）"


# Body


def test_the_addressee_is_flush_left_with_a_full_width_colon() -> None:
    line = styled(opened(letter(addressee="区人民政府：")), "主送机关")[0]
    assert line.text == "区人民政府："
    assert attribute(line, "w:ind", "w:firstLineChars") == "0"
    assert attribute(line, "w:spacing", "w:before") == "560"


def test_paragraphs_are_indented_two_characters() -> None:
    paragraph = styled(opened(letter()), "公文正文")[0]
    assert attribute(paragraph, "w:ind", "w:firstLineChars") == "200"


def test_headings_and_points_are_numbered_by_level() -> None:
    body = [
        Heading("总体情况"),
        Heading("成效", 2),
        NumberedPoint("一点。"),
        NumberedPoint("又一点。"),
        NumberedPoint("细目。", level=4),
        Heading("问题", 2),
        NumberedPoint("重新起算。"),
        Heading("意见"),
        NumberedPoint("各部门要落实责任。", lead="提高认识。", level=1),
    ]
    texts = [paragraph.text for paragraph in opened(letter(body=body)).paragraphs]
    expected = [
        "一、总体情况",
        "（一）成效",
        "1.一点。",
        "2.又一点。",
        "（1）细目。",
        "（二）问题",
        "1.重新起算。",
        "二、意见",
        "三、提高认识。各部门要落实责任。",
    ]
    start = texts.index("一、总体情况")
    assert texts[start : start + len(expected)] == expected


def test_line_ends_in_a_paragraph_start_new_paragraphs() -> None:
    document = opened(letter(body=[Paragraph("第一段。\r\n\r\n第二段。")]))
    assert [paragraph.text for paragraph in styled(document, "公文正文")] == ["第一段。", "第二段。"]


def test_a_table_repeats_its_head_and_splits_no_row() -> None:
    body = [Table(["序号", "事项"], [["1", "整改"], ["2"]], title="清单", widths=[1, 4])]
    table = opened(letter(body=body)).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["序号", "事项"], ["1", "整改"], ["2", ""]]
    assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
    assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows)


@pytest.mark.parametrize(
    ("head", "rows", "widths"),
    [([], [], ()), (["甲"], [["1", "2"]], ()), (["甲"], [["1"]], (1, 2)), (["甲"], [], (0,))],
)
def test_a_table_that_does_not_fit_its_head_is_refused(
    head: list[str], rows: list[list[str]], widths: tuple[float, ...]
) -> None:
    with pytest.raises(ValueError, match="表"):
        Table(head, rows, widths=widths)


def test_one_attachment_has_no_number_and_several_have() -> None:
    one = styled(opened(letter(attachments=[Attachment("清单。")])), "附件说明")
    assert [line.text for line in one] == ["附件：清单"]
    two = styled(opened(letter(attachments=[Attachment("清单"), Attachment("名册")])), "附件说明")
    assert [line.text for line in two] == ["附件：1.\t清单", "2.\t名册"]
    assert {attribute(line, "w:ind", "w:leftChars") for line in two} == {"650"}


def test_an_attachment_starts_on_a_new_page() -> None:
    document = opened(letter(attachments=[Attachment("清单", [Paragraph("内容。")]), Attachment("名册")]))
    mark = styled(document, "附件标识")[0]
    assert mark.text == "附件1"
    assert mark.paragraph_format.page_break_before
    assert styled(document, "公文标题")[1].text == "清单"


# Signature


def test_a_sealed_paper_has_its_date_four_characters_from_the_right_below_the_centred_name() -> None:
    document = opened(letter())
    name, day = styled(document, "发文机关署名")[0], styled(document, "成文日期")[0]
    assert day.text == "2019年8月28日"
    assert attribute(day, "w:ind", "w:rightChars") == "400"
    centres = [int(attribute(line, "w:ind", "w:rightChars") or 0) / 100 + width(line.text) / 2 for line in (name, day)]
    assert centres[0] == pytest.approx(centres[1])


def test_the_place_of_the_seal_is_marked_and_no_picture_is_stored() -> None:
    data = official.render(letter())
    with zipfile.ZipFile(BytesIO(data)) as package:
        assert not [name for name in package.namelist() if "media" in name]
        assert "印章位置" in package.read("word/document.xml").decode()
    with zipfile.ZipFile(BytesIO(official.render(letter(sealed=False)))) as package:
        assert "印章位置" not in package.read("word/document.xml").decode()


def test_a_long_sealed_name_stays_in_the_print_area() -> None:
    name_right, date_right = sealed_indents(20, 6.5)
    assert name_right == 0
    assert date_right == pytest.approx(6.75)


def test_unsealed_the_name_is_two_from_the_right_and_the_date_two_to_the_right_of_its_start() -> None:
    name_right, date_right = unsealed_indents(11, 6)
    assert name_right == 2
    assert (28 - date_right - 6) - (28 - name_right - 11) == 2


def test_unsealed_a_date_longer_than_the_name_is_two_from_the_right() -> None:
    name_right, date_right = unsealed_indents(4, 6.5)
    assert date_right == 2
    assert (28 - date_right - 6.5) - (28 - name_right - 4) == 2


def test_the_note_is_in_brackets() -> None:
    assert styled(opened(letter(note="联系人：代表001")), "附注")[0].text == "（联系人：代表001）"


# End block


def test_the_end_block_floats_at_the_foot_between_lines() -> None:
    table = opened(letter()).tables[-1]
    assert [row.cells[0].text for row in table.rows] == [
        "抄送：区委办公室，区监察委员会。",
        "柯城区人大常委会办公室\t2019年9月2日印发",
    ]
    properties = table._tbl.tblPr
    place = properties.find(qn("w:tblpPr"))
    assert place is not None
    assert (place.get(qn("w:vertAnchor")), place.get(qn("w:tblpYSpec"))) == ("margin", "bottom")
    # Eighths of a point: 0.35 mm and 0.25 mm.
    thickness = {side.tag: side.get(qn("w:sz")) for side in properties.iterfind(f"{qn('w:tblBorders')}/*")}
    assert thickness == {qn("w:top"): "8", qn("w:bottom"): "8", qn("w:insideH"): "6"}


def test_without_copies_and_printer_there_is_no_end_block() -> None:
    assert not opened(letter(copy_to="", printed_by="")).tables


# Notices and minutes


def test_a_notice_tells_when_where_and_what() -> None:
    notice = MeetingNotice(
        issuer="柯城区人大常委会办公室文件",
        number="柯人大办〔2019〕18号",
        meeting="柯城区第九届人大常委会第十四次会议",
        addressee="各位常委会组成人员",
        starts_at=datetime(2019, 8, 28, 9, 30),  # noqa: DTZ001 - the printed time is local
        place="区人大常委会会议室",
        agenda=["听取报告；", "人事任免。"],
        attendees=["常委会组成人员。"],
        signer="柯城区人大常委会办公室",
        date=date(2019, 8, 20),
        length="1天",
        decided_by="主任会议",
    )
    texts = [paragraph.text for paragraph in opened(notice).paragraphs]
    opening = (
        "根据主任会议决定，柯城区第九届人大常委会第十四次会议定于2019年8月28日（星期三）上午9时30分"
        "在区人大常委会会议室召开，会期1天。现将有关事项通知如下："
    )
    start = texts.index(opening)
    expected = ["一、会议议程", "1.听取报告；", "2.人事任免。", "二、出席人员", "常委会组成人员。"]
    assert texts[start + 1 : start + 6] == expected


def test_minutes_list_who_was_there_and_carry_no_seal() -> None:
    minutes = Minutes(
        mark="柯城区人大常委会会议纪要",
        number="第14期",
        issuer="柯城区人大常委会办公室",
        date=date(2019, 8, 30),
        body=[Paragraph("会议听取了报告。")],
        present=["田大利", "田富"],
        on_leave=["王一"],
    )
    document = opened(minutes)
    assert [line.text for line in styled(document, "发文字号")] == [
        "（第14期）",
        "柯城区人大常委会办公室\t2019年8月30日",
    ]
    lists = styled(document, "人员名单")
    assert [line.text for line in lists] == ["出席：田大利　田　富", "请假：王　一"]
    faces = [font.get(qn("w:eastAsia")) for font in lists[0]._p.iter(qn("w:rFonts"))]
    assert faces == ["黑体", "仿宋_GB2312"]
    assert not styled(document, "发文机关署名")


def test_names_are_spread_and_never_split_over_lines() -> None:
    assert spread("田富") == "田　富"
    assert spread("田大利") == "田大利"
    assert spread("Li") == "Li"
    lines = name_lines(["田大利"] * 13, 23)
    assert [line.count("田大利") for line in lines] == [6, 6, 1]


# Hostile text

HOSTILE = "<w:p>&amp;]]><script>\x00\x01\x0b\x1f\x7f\ud800\ufffe\u202e\u2028甲"


def test_hostile_text_is_printed_as_text() -> None:
    paper = letter(
        issuer=HOSTILE,
        number=HOSTILE,
        title=HOSTILE,
        addressee=HOSTILE,
        signer=HOSTILE,
        note=HOSTILE,
        copy_to=HOSTILE,
        printed_by=HOSTILE,
        passed_at=HOSTILE,
        urgency=HOSTILE,
        class_mark=HOSTILE,
        signed_by=[HOSTILE],
        body=[
            Paragraph(HOSTILE),
            Heading(HOSTILE),
            NumberedPoint(HOSTILE, lead=HOSTILE),
            Table([HOSTILE], [[HOSTILE]], title=HOSTILE),
            Names(HOSTILE, [HOSTILE]),
        ],
        attachments=[Attachment(HOSTILE, [Paragraph(HOSTILE)])],
    )
    data = official.render(paper)
    for _name, root in all_xml(data):
        assert root.tag
    text = "".join(paragraph.text for paragraph in docx.Document(BytesIO(data)).paragraphs)
    assert "<w:p>&amp;]]><script>" in text
    assert "\u202e" not in text


@given(st.text())
@settings(deadline=None, max_examples=50)
def test_any_text_makes_a_readable_file(text: str) -> None:
    paper = letter(title=text, body=[Paragraph(text), NumberedPoint(text), Names(text, [text])], signer=text)
    assert opened(paper).paragraphs


def test_cleaning_keeps_what_can_be_read() -> None:
    assert clean("甲\t乙\n丙") == "甲 乙 丙"
    assert clean("𠮷〔〕《》“”——…") == "𠮷〔〕《》“”——…"


def test_a_large_paper_is_quick_enough() -> None:
    rows = [[str(number), "事项", "单位"] for number in range(500)]
    body = [*[Paragraph("正文内容。" * 40)] * 300, Table(["序号", "事项", "单位"], rows)]
    assert len(opened(letter(body=body)).tables[0].rows) == 501


# Numerals


@pytest.mark.parametrize(
    ("number", "written"), [(1, "一"), (10, "十"), (14, "十四"), (20, "二十"), (101, "一百零一"), (110, "一百一十")]
)
def test_chinese_numerals(number: int, written: str) -> None:
    assert numerals.chinese(number) == written


def test_ordinals_of_terms_and_meetings() -> None:
    assert numerals.term_and_number(9, 14) == "第九届第十四次"
    with pytest.raises(ValueError, match="序数"):
        numerals.ordinal(0)


def test_document_numbers_have_no_leading_zero_and_the_right_brackets() -> None:
    assert official.document_number("柯人大常", 2019, 5) == "柯人大常〔2019〕5号"
    for code, year, serial in (("", 2019, 5), ("柯", 19, 5), ("柯", 2019, 0)):
        with pytest.raises(ValueError, match=r"代字|年份|顺序号"):
            official.document_number(code, year, serial)


def test_dates_and_periods() -> None:
    assert official.date_text(date(2019, 8, 8)) == "2019年8月8日"
    assert official.period_text(date(2019, 8, 28), date(2019, 8, 28)) == "2019年8月28日"
    assert official.period_text(date(2019, 8, 28), date(2019, 8, 29)) == "2019年8月28日至29日"
    assert official.period_text(date(2019, 8, 28), date(2019, 9, 1)) == "2019年8月28日至9月1日"
    assert official.period_text(date(2019, 12, 31), date(2020, 1, 1)) == "2019年12月31日至2020年1月1日"
    with pytest.raises(ValueError, match="早于"):
        official.period_text(date(2019, 8, 29), date(2019, 8, 28))


@pytest.mark.parametrize(
    ("hour", "minute", "written"), [(9, 0, "上午9时"), (12, 5, "下午12时5分"), (14, 30, "下午2时30分")]
)
def test_times_of_day(hour: int, minute: int, written: str) -> None:
    moment = datetime(2019, 8, 28, hour, minute)  # noqa: DTZ001 - the printed time is local
    assert official.moment_text(moment) == f"2019年8月28日（星期三）{written}"


@pytest.mark.parametrize(
    ("yuan", "written"),
    [
        ("2206000000", "22.06亿元"),
        ("130000000", "1.3亿元"),
        ("99999999", "1亿元"),
        ("35000", "3.5万元"),
        ("9999.999", "1万元"),
        ("800", "800元"),
        ("12.5", "12.5元"),
        ("0", "0元"),
        ("-35000", "-3.5万元"),
    ],
)
def test_amounts_are_written_in_the_largest_usual_unit(yuan: str, written: str) -> None:
    assert official.amount_text(Decimal(yuan)) == written


def test_amounts_and_shares_in_other_forms() -> None:
    assert numerals.capital_amount(Decimal("123456.78")) == "壹拾贰万叁仟肆佰伍拾陆元柒角捌分"
    assert numerals.percent_text(Decimal("0.991")) == "99.10%"


# Fonts and PDF


def test_missing_faces_are_reported_with_what_replaces_them() -> None:
    installed = {"宋体", "黑体", "FangSong", "Noto Serif CJK SC"}
    report = {item.wanted: item.used for item in fonts.substitutions(installed)}
    assert report == {
        "方正小标宋简体": "Noto Serif CJK SC",
        "仿宋_GB2312": "FangSong",
        "楷体_GB2312": "Noto Serif CJK SC",
    }
    assert str(fonts.Substitution("黑体", None)) == "黑体：本机未安装，以系统默认字体代替。"


def test_the_font_list_of_the_file_names_the_stand_ins() -> None:
    with zipfile.ZipFile(BytesIO(official.render(letter()))) as package:
        table = ET.fromstring(package.read("word/fontTable.xml"))  # noqa: S314 - made by this program
    stand_ins = {font.get(qn("w:name")): font[0].get(qn("w:val")) or "" for font in table}
    assert "FangSong" in stand_ins["仿宋_GB2312"]
    assert set(stand_ins) == {face.name for face in fonts.FACES}


def test_without_an_engine_the_clerk_is_told_to_take_the_word_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert official.engine() is None
    assert pdf.installed_fonts() == frozenset()
    with pytest.raises(official.NoPdfEngine, match="本机未安装 PDF 转换程序（LibreOffice），请下载 Word 文件。"):
        official.to_pdf(b"")


def program(folder: Path, script: str) -> None:
    """Put a program named soffice into `folder`."""
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def lives(stat: Path) -> bool:
    """Return whether the process of a /proc entry runs; a zombie only waits to be collected."""
    try:
        return stat.read_text().split()[2] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_an_engine_that_hangs_is_stopped_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = tmp_path / "child"
    program(tmp_path, f"/bin/sleep 60 & echo $! > {mark}; wait")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(official.PdfError, match="超时"):
        official.to_pdf(b"", seconds=0.5)
    stat = Path(f"/proc/{mark.read_text().strip()}/stat")
    # The kill is sent, not awaited, for a grandchild: it dies when it is next scheduled.
    deadline = time.monotonic() + 20
    while lives(stat) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not lives(stat)


def test_an_engine_that_makes_nothing_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(official.PdfError, match="转换失败"):
        official.to_pdf(b"")


@pytest.mark.slow
@pytest.mark.skipif(official.engine() is None, reason="LibreOffice is not installed")
def test_a_pdf_is_a4_with_text_and_a_page_number(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    long = [Paragraph("会议认为，区政府高度重视环境保护工作，环境质量持续改善。" * 12)] * 4
    path.write_bytes(official.to_pdf(official.render(letter(body=long))))
    info = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout  # noqa: S607
    size = next(line for line in info.splitlines() if line.startswith("Page size"))
    assert [round(float(part)) for part in size.split()[2:5:2]] == [595, 842]
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout  # noqa: S607
    pages = text.split("\f")
    assert "柯人大常〔2019〕5号" in pages[0].replace(" ", "")
    assert "—1—" in pages[0].replace(" ", "")
    assert "—2—" in pages[1].replace(" ", "")
    assert "抄送：区委办公室，区监察委员会。" in text.replace(" ", "")
    # 22 lines of 28 characters on a full page.
    lines = [line.strip() for line in pages[1].splitlines() if line.strip() and "—" not in line]
    assert len(lines) == 22
    assert max(map(width, lines)) in {28, 29}


@pytest.mark.slow
@pytest.mark.skipif(official.engine() is None, reason="LibreOffice is not installed")
def test_a_rendered_page_keeps_the_grid_and_the_margins(tmp_path: Path) -> None:
    """Measured on the picture of a full page: 22 lines of 28 characters, 37 mm above and 28 mm at the left."""
    path = tmp_path / "paper.pdf"
    path.write_bytes(official.to_pdf(official.render(letter(issuer="", title="", body=[Paragraph("国" * 28 * 80)]))))
    keeps_the_grid(path, tmp_path)
