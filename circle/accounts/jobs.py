"""Work for accounts that leaves the database: letters, files, the gathering of own data."""

import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import Any, BinaryIO

import orjson

from circle.accounts import actions, queries
from circle.accounts.avatars import drop_avatar_files
from circle.core.i18n import speaking
from circle.core.storage import files

Exporter = Callable[[int], Iterable[Mapping[str, Any]]]

SPOOL_BYTES = 8 * 1024 * 1024  # a larger export is gathered on the disk
READ_ME = (
    "Everything this site keeps about you and by you.\n"
    "这里是本站保存的、关于你和由你写下的一切。\n\n"
    "Each .json file is one kind of data; files/ holds your pictures, named in the rows.\n"
    "每个 .json 文件是一类数据；files/ 里是你的图片，文件名写在对应的行里。\n"
)


def mail_link(payload: dict[str, Any]) -> None:
    """Look up whom a link was asked for and post the letter; for nobody nothing is sent."""
    with speaking(payload["locale"]):
        actions.mail_link(actions.Wanted(**payload))


def drop_avatar(payload: dict[str, Any]) -> None:
    """Delete the files of an avatar nobody shows any more."""
    drop_avatar_files(files(), payload["key"])


def drop_export(payload: dict[str, Any]) -> None:
    """Delete the file of an export."""
    files().delete(payload["key"])


def forget_past(payload: dict[str, Any]) -> None:
    """Delete exports after 7 days, and sessions and links 90 days after they ended."""
    for key in actions.forget_exports():
        files().delete(key)
    actions.forget_past_sign_ins()


def gather_export(payload: dict[str, Any], exporters: Mapping[str, Exporter]) -> None:
    """Gather everything of one user's own into one archive, each package telling its part."""
    export = queries.find_export(payload["export_id"])
    if export is None or export.is_ready:
        return
    key = f"exports/{export.id}-{queries.get_user(export.user_id).uid.lower()}.zip"
    storage = files()
    try:
        with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as spool:
            _gather(export.id, export.user_id, exporters, spool)
            size = spool.tell()
            spool.seek(0)
            storage.put(key, spool)
    except Exception as error:
        actions.fail_export(export.id, type(error).__name__)
        raise
    if not actions.finish_export(export.id, key, size):
        storage.delete(key)


def _gather(export_id: int, user_id: int, exporters: Mapping[str, Exporter], spool: Any) -> None:
    with zipfile.ZipFile(spool, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", READ_ME)
        for done, (name, exporter) in enumerate(exporters.items()):
            wanted: list[str] = []
            with archive.open(f"{name}.json", "w") as part:
                _write_rows(part, exporter(user_id), wanted)
            for key in wanted:
                _copy_file(archive, key)
            actions.note_progress(export_id, (done + 1) * 99 // len(exporters))
    spool.seek(0, 2)


def _write_rows(part: Any, rows: Iterable[Mapping[str, Any]], wanted: list[str]) -> None:
    """Rows as one JSON array; a row's `file` is a storage key and becomes its name in here."""
    part.write(b"[")
    for number, row in enumerate(rows):
        shown = dict(row)
        if shown.get("file"):
            wanted.append(shown["file"])
            shown["file"] = _name_in_archive(shown["file"])
        part.write(b",\n" if number else b"\n")
        part.write(orjson.dumps(shown, default=str, option=orjson.OPT_UTC_Z))
    part.write(b"\n]\n")


def _copy_file(archive: zipfile.ZipFile, key: str) -> None:
    storage = files()
    if not storage.exists(key):
        return  # taken away since its row was read
    source: BinaryIO
    with storage.open(key) as source, archive.open(_name_in_archive(key), "w") as target:
        while piece := source.read(1024 * 1024):
            target.write(piece)


def _name_in_archive(key: str) -> str:
    return "files/" + key.replace("/", "-")
