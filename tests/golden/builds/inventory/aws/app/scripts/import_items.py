#!/usr/bin/env python3
"""Import items from a file with one JSON document a line."""

import json
import sys
from pathlib import Path

from inventory import Item, save

for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
    save(Item(**json.loads(line)), new=True)
