"""Mails of all kinds are sent.

Prints:
    None
    sent
"""

from infrar import email

SENDER, ADA = "conformance-one", "ada@example.com"
ODD = "o'brien+a/b!#$%&*=?^_`{|}~-@mail.sub-domain.example.org"
PDF = email.Attachment("Übersicht 1.pdf", "application/pdf", bytes(range(256)))
EMPTY = email.Attachment(filename="empty.txt", content_type="text/plain", content=b"")

print(email.send(SENDER, ADA, "Text", text="Hello.\nWorld\n"))
email.send(SENDER, ADA, "HTML", html="<p>Hello.</p>")
email.send(SENDER, [ADA], "Grüße ✓ 😀", text="Grüße ✓ 😀", html="<p>Grüße ✓ 😀</p>")
email.send(SENDER, (ADA, ODD), "x" * 255, text=".\n..\nFrom here\n" + "long " * 400)
email.send(SENDER, [f"reader{number}@example.com" for number in range(50)], "Fifty", text="x")
email.send(SENDER, ODD, "Reply", text="x", reply_to=ODD)
email.send(SENDER, ADA, "None", text="x", html=None, reply_to=None, attachments=())
email.send(SENDER, ADA, "One file", text="x", attachments=[PDF])
email.send(SENDER, ADA, "Two files", text="x", html="<p>x</p>", reply_to=ADA, attachments=(PDF, EMPTY))
email.send("conformance-two", to=ADA, subject="By name", text="x")
print("sent")
