"""What pictures say to machines: the codes in them that a phone would follow."""

from PIL import Image

from circle.core.lazy import matrix_codes

LARGEST = 2_000  # pixels of a side; a code that is lost below is not read off a phone's screen
MOST = 20  # codes of one picture; nobody follows more, a sheet of labels has hundreds
LONGEST = 500  # characters of one; a link is shorter


def codes_in(picture: Image.Image) -> list[str]:
    """What each QR code in a picture says, upright or turned, dark or light; once each, sorted.

    Data Matrix, Aztec and PDF417 are read too. WeChat's round mini-program codes say nothing to
    anybody but WeChat. The picture has been opened and measured by whoever took it in.
    """
    seen = picture.convert("RGBA")
    ground = Image.new("RGBA", seen.size, "white")
    grey = Image.alpha_composite(ground, seen).convert("L")
    grey.thumbnail((LARGEST, LARGEST))
    return sorted({_printable(said)[:LONGEST] for said in matrix_codes(grey)})[:MOST]


def _printable(said: str) -> str:
    return "".join(one if one.isprintable() else " " for one in said).strip()
