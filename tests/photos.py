"""Pictures as a phone makes them: turned by a tag, with place, device and words inside."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

#: words that a phone or a program leaves in a file and nobody may read in a published copy
TRACES = (b"Exif", b"GPS", b"ns.adobe.com", b"SecretPhone", b"taken at home", b"ICC_PROFILE", b"Lavc", b"tEXt", b"eXIf")
_ORIENTATION, _MAKE, _GPS = 0x0112, 0x010F, 0x8825
#: turned by a quarter to the right when shown
_TURNED = 6


def drawing(width: int = 640, height: int = 400) -> Image.Image:
    """A white field with a fine black and white pattern in the middle, where a face would be."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    for x in range(width // 4, width * 3 // 4, 4):
        draw.line([(x, height // 4), (x, height * 3 // 4)], fill="black", width=2)
    return image


# Made once: a profile carries the second in which it was made, and two pictures must be the same bytes.
_PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def phone_jpeg(image: Image.Image | None = None) -> bytes:
    """A JPEG with GPS, device, XMP, a colour profile, a comment, and the camera held upright."""
    exif = Image.Exif()
    exif[_ORIENTATION] = _TURNED
    exif[_MAKE] = "SecretPhone"
    exif[_GPS] = {1: "N", 2: (28.0, 58.0, 12.5), 3: "E", 4: (118.0, 51.0, 30.25)}
    out = io.BytesIO()
    (image or drawing()).save(
        out,
        "JPEG",
        exif=exif,
        comment=b"taken at home",
        xmp=b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf exif:GPSLatitude="28,58N"/></x:xmpmeta>',
        icc_profile=_PROFILE,
        quality=95,
    )
    return out.getvalue()


def phone_png() -> bytes:
    """A PNG with GPS and words in it."""
    exif = Image.Exif()
    exif[_GPS] = {1: "N", 2: (28.0, 58.0, 12.5)}
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "taken at home")
    out = io.BytesIO()
    drawing().save(out, "PNG", exif=exif, pnginfo=words)
    return out.getvalue()


def upload(content: bytes | None = None, name: str = "现场.jpg") -> SimpleUploadedFile:
    """A picture as a form hands it over."""
    return SimpleUploadedFile(name, phone_jpeg() if content is None else content, "image/jpeg")


def opened(content: bytes) -> Image.Image:
    """A picture as a reader gets it."""
    return Image.open(io.BytesIO(content))


def traces(content: bytes) -> list[bytes]:
    """The words of `TRACES` that a file still holds."""
    return [trace for trace in TRACES if trace in content]
