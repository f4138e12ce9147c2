"""Tell whoever wants to know which goods run out.

python stock.py STOCK.csv

The file has the columns item, left and minimum. Each item of which there is less than the minimum is an event.
"""

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from infrar import topic

TOPIC = "stock"


def running_out(file: Path) -> Iterator[tuple[str, int]]:
    """Items and what is left of them."""
    with file.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if int(row["left"]) < int(row["minimum"]):
                yield row["item"], int(row["left"])


def announce(item: str, left: int) -> bool:
    urgency = "high" if left == 0 else "normal"
    try:
        topic.publish(TOPIC, json.dumps({"item": item, "left": left}), attributes={"urgency": urgency})
    except topic.TopicError as error:
        print(f"{item}: {error}", file=sys.stderr)
        return False
    return True


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    announced = [announce(item, left) for item, left in running_out(Path(arguments[0]))]
    print(f"announced {sum(announced)} of {len(announced)}")
    return 0 if all(announced) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
