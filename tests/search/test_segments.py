"""The files of the Whoosh index: what is written is read again, and merging is bounded."""

import random

import pytest

from circle.search.documents import query_of
from circle.search.engines.segments import IN_BLOCK, LARGEST, Rows, Segment, save
from circle.search.engines.whoosh import FEW, WhooshEngine, to_merge
from tests.search.test_engines import TEA, found

TOKENS = [f"t{at:03}".encode() for at in range(3 * IN_BLOCK + 5)]


class Sized:
    """A segment that has nothing but a size."""

    def __init__(self, count):
        self.count = count

    def doc_count(self):
        return self.count


@pytest.fixture
def written(tmp_path):
    """A segment of 40 documents; each token stands in some of them."""
    dice, rows = random.Random(4), Rows()
    held = [set(dice.sample(TOKENS, 20)) | {b"all"} for _ in range(40)]
    for at, tokens in enumerate(held):
        rows.add((900 - at, at, at * 7), dict.fromkeys(tokens, 1.0))
    save(tmp_path / "one.seg", rows)
    segment = Segment(tmp_path / "one.seg")
    yield segment, held
    segment.close()


def documents(segment, span):
    return list(segment.read(span)[0]) if span else []


def test_every_token_is_found_with_its_documents(written):
    segment, held = written
    for token in [*TOKENS, b"all", b"", b"zzz", b"t0005"]:
        having = [at for at, tokens in enumerate(held) if token in tokens]
        assert documents(segment, segment.span(token)) == having, token
    assert {token: list(ids) for token, ids, _ in segment.postings()} == {
        token: documents(segment, segment.span(token)) for token in set().union(*held)
    }


def test_what_begins_so_is_found_across_blocks(written):
    segment, held = written
    every = sorted(set().union(*held))
    for start in (b"t", b"t0", b"t06", b"a", b"x", b"", b"t1"):
        wanted = [token for token in every if token.startswith(start)]
        assert [span.token for span in segment.begins(start, 999)] == wanted
        assert [span.token for span in segment.begins(start, 2)] == wanted[:2]


def test_documents_are_found_by_entry(written):
    segment, _ = written
    assert list(segment.of(900)) == [0] and list(segment.of(861)) == [39]
    assert list(segment.of(860)) == list(segment.of(901)) == []
    assert [segment.entries[at] for at in segment.beyond(897)] == [898, 899, 900]


def test_a_file_that_is_not_whole_is_no_segment(tmp_path, written):
    whole = (tmp_path / "one.seg").read_bytes()
    for part in (b"", whole[:10], whole[:-1]):
        (tmp_path / "part.seg").write_bytes(part)
        with pytest.raises(OSError, match="no segment"):
            Segment(tmp_path / "part.seg")


def test_merging_rewrites_a_document_seldom_and_never_more_than_fit_one_segment():
    segments, work, most = [], 0, 0
    for _ in range(20_000):
        segments.append(Sized(1))
        together = to_merge(segments)
        if together:
            total = sum(one.count for one in together)
            work, most = work + total, max(most, total)
            kept = [one for one in segments if one not in together]
            segments = [*kept, Sized(total)]
    assert sum(one.count for one in segments) == 20_000
    assert work <= 5 * 20_000 and most <= LARGEST
    assert len(segments) <= FEW * 4 + 20_000 // (LARGEST // 2)


def test_large_segments_are_left_alone_until_most_of_them_is_gone():
    assert to_merge([Sized(LARGEST)] * 20) == []
    assert len(to_merge([Sized(LARGEST // 2)] * 20)) == 2
    assert to_merge([Sized(3)] * (FEW - 1)) == []


def test_merged_segments_hold_what_they_held_without_what_was_dropped(tmp_path):
    engine, kept = WhooshEngine(tmp_path), {}
    for at in range(1, 3 * FEW):
        one = TEA.__class__(at, 1, "public", "post", 7, f"白茶{at}号", "密封", TEA.published_at)
        engine.write([one])
        kept[at] = one
        if at % 3 == 0:
            engine.drop([at])
            del kept[at]
    assert engine.held(0, 99) == [(at, one.version) for at, one in kept.items()]
    assert len(list(tmp_path.glob("*.seg"))) <= 2 * FEW
    assert sorted(found(engine, "白茶", documents=kept.values())) == sorted(kept)
    assert engine.find(query_of("密封"), 99).weights.keys() == {"密封"}
