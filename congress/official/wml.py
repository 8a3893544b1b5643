"""Elements of WordprocessingML that python-docx has no call for, put where the schema wants them."""

from typing import Final

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

# The parts of the schema's sequences that are used here; Word refuses a file that breaks the order.
PARAGRAPH: Final = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs"
    " suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd"
    " snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment"
    " textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
).split()
RUN: Final = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish"
    " webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang"
    " eastAsianLayout specVanish oMath"
).split()
TABLE: Final = (
    "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd"
    " tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription tblPrChange"
).split()
ROW: Final = "cnfStyle divId gridBefore gridAfter wBefore wAfter cantSplit trHeight tblHeader tblCellSpacing jc".split()
CELL: Final = "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign".split()
SECTION: Final = (
    "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols"
    " formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings sectPrChange"
).split()

ORDERS: Final = {
    qn("w:pPr"): PARAGRAPH,
    qn("w:rPr"): RUN,
    qn("w:tblPr"): TABLE,
    qn("w:trPr"): ROW,
    qn("w:tcPr"): CELL,
    qn("w:sectPr"): SECTION,
}


def put(parent: BaseOxmlElement, tag: str, **attributes: object) -> BaseOxmlElement:
    """Set the child `tag` of a properties element, replacing an old one, at its place in the schema's order.

    `tag` and attribute names are in the `w` namespace and written without the prefix.
    """
    for old in parent.findall(qn(f"w:{tag}")):
        parent.remove(old)
    order = ORDERS[parent.tag]
    child = element(tag, **attributes)
    parent.insert_element_before(child, *(f"w:{name}" for name in order[order.index(tag) + 1 :]))
    return child


def element(tag: str, **attributes: object) -> BaseOxmlElement:
    """Return a new element of the `w` namespace with attributes of the same namespace."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made
