"""Mail a report to its readers.

python mailing.py REPORT.csv READER…
"""

import csv
import html
import sys
from pathlib import Path

from infrar import email
from infrar.email import Attachment

SENDER = "reports"


def as_html(rows: list[list[str]]) -> str:
    lines = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in rows)
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def send(report: Path, readers: list[str]) -> None:
    content = report.read_bytes()
    rows = list(csv.reader(content.decode("utf-8").splitlines()))
    email.send(
        SENDER,
        readers,
        f"Report {report.stem}",
        text="\n".join(", ".join(row) for row in rows),
        html=as_html(rows),
        attachments=[Attachment(report.name, "text/csv", content)],
    )


def main(arguments: list[str]) -> int:
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    report, *readers = arguments
    try:
        send(Path(report), readers)
    except email.InvalidArgument as error:
        print(f"not sent: {error}", file=sys.stderr)
        return 1
    print(f"sent to {len(readers)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
