"""What tests of the core share: pictures read without a process for each."""

import io
import sys
import warnings
from contextlib import redirect_stdout

import pytest
from PIL import Image

from circle.core import picture_worker, pictures
from circle.core.picture_limits import MAX_PIXELS


@pytest.fixture
def without_child(monkeypatch):
    """What a child does is done in this process: to start one costs more than a small picture."""

    def ask(data):
        answer = io.TextIOWrapper(io.BytesIO())
        with warnings.catch_warnings(), monkeypatch.context() as patch, redirect_stdout(answer):
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
            patch.setattr(Image, "MAX_IMAGE_PIXELS", MAX_PIXELS)
            picture_worker.main()
            return answer.buffer.getvalue()

    monkeypatch.setattr(picture_worker, "_limit_self", lambda: None)
    monkeypatch.setattr(pictures, "_ask_child", ask)
