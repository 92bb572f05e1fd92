"""Zip packages (DOCX, XLSX): written with the same bytes for the same content."""

import io
import zipfile

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can name


def same_bytes(package: bytes) -> bytes:
    """`package` zipped anew without times or traces of the machine: the same parts give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            entry = zipfile.ZipInfo(info.filename, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            target.writestr(entry, source.read(info), compresslevel=6)
    return out.getvalue()
