"""IPython's magics, and well-known ones of other packages, by what they do to the program's names.

A magic that is in none of these sets reads and binds every name that its text mentions.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Cells whose body is part of the program.
PASSING = frozenset({"time", "capture", "prun"})

# Cells whose body is no part of the program, and not in its language or its process.
FOREIGN = _words(
    "bash sh script cmd system sx ! html HTML javascript js latex markdown svg SVG mermaid perl ruby R sql bigquery"
    " python python2 python3 pypy writefile file"
)

# Lines that read nothing but what stands in braces or behind a dollar sign, and bind nothing.
HARMLESS = _words(
    "cd ls ll lf lk lx ldir pwd mkdir rmdir rm cp mv cat less more man clear pushd popd dirs dhist bookmark rehashx"
    " pip conda mamba micromamba uv env set_env load_ext reload_ext unload_ext autoreload config matplotlib gui"
    " who who_ls whos history hist pdb debug tb xmode precision colors lsmagic magic quickref page automagic autoawait autocall"
    " alias unalias logstart logstop logon logoff logstate killbgscripts doctest_mode notebook pastebin"
    " load loadpy recall rep save"  # these write text into a cell to come, or out of one
    " sql"
)

# Lines that may bind any name, or unbind it.
FORGETTING = frozenset({"reset", "reset_selective"})
ANYTHING = FORGETTING | frozenset({"run", "pylab", "rerun", "ed", "edit"})

# Lines that IPython knows without the percent sign, where they are all that is in a cell.
AUTOMATIC = HARMLESS | ANYTHING | frozenset({"store", "time", "timeit", "prun", "macro", "xdel", "aimport"})
