"""Writing a zip file that is the same, byte by byte, whenever it is made of the same files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_READABLE = 0o100644 << 16


def zipped(files: Mapping[str, bytes]) -> bytes:
    """An archive of some files, by their paths in it: in their order, without a time, and of nobody."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name)
            info.external_attr, info.compress_type, info.create_system = _READABLE, zipfile.ZIP_DEFLATED, 3
            archive.writestr(info, files[name])
    return packed.getvalue()
