"""A mail of seven megabytes.

Prints:
    sent
"""

from infrar.email import Attachment, send

content = b"\x00" * (7 * 1024 * 1024 - 4)
send("conformance-one", "ada@example.com", "Large", text="four", attachments=[Attachment("a.zip", "application/zip", content)])
print("sent")
