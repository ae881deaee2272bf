# SPDX-License-Identifier: Apache-2.0
"""The files of the project, as the checks beside this file see them."""

import os
import pathlib
import sys

# Tools look at the project that they are in, or at the one given as argument.
ROOT = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2])


def project_files():
    """Names relative to ROOT, without build folders and hidden ones; needs no git."""
    names = []
    for folder, subfolders, files in os.walk(ROOT):
        subfolders[:] = [name for name in subfolders if not name.startswith((".", "build", "__pycache__"))]
        names += [pathlib.PurePath(folder, name).relative_to(ROOT).as_posix() for name in files]
    return sorted(names)
