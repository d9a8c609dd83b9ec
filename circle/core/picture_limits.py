"""The bounds of a picture, shared by the process that asks and the child that decodes."""

MAX_BYTES = 10 * 1024 * 1024  # PRODUCT: a phone's photograph is 2 to 6 MB
MAX_PIXELS = 50_000_000  # today's phones make 12 to 50; decoded this is 200 MB
LONG_EDGES = {"small": 320, "medium": 960, "large": 2048}  # a tile, a feed column, a full screen
WEBP_QUALITY = 82  # no difference seen at arm's length, about half of the JPEG
WEBP_MAX_EDGE = 16_000  # the format ends at 16,383
MAX_PLACEHOLDER_BYTES = 200  # 290 as a data URI

MAX_FRAMES = 200
MAX_ANIMATED_EDGE = 800  # a sticker or a screen recording, not a film
MAX_ANIMATED_PIXELS = 30_000_000  # over all frames; about 3 seconds of encoding

MEMORY_BYTES = 1280 * 1024 * 1024  # address space; 50 megapixels peak at 1.0 GB (WebP)
CPU_SECONDS = 15  # the slowest accepted picture takes about 4
WALL_SECONDS = 30  # a busy machine; then the child is killed
CHILDREN = 2  # at once in one server process; others wait their turn
WAIT_SECONDS = 20
