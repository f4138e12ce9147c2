r"""Operations and types as imported names, as values, with arguments from anywhere.

Prints:
    -two
    .com
    ject
    text
    .com
    ject
    html
    .com
    Attachment(filename='sales.csv', content_type='text/csv', content=b'a,b\r\n') True sales.csv 5
    Attachment(filename='sales.csv', content_type='text/csv', content=b'') True
    None
"""

from functools import partial

from infrar import email
from infrar.email import Attachment, send as mail

ADA = "ada@example.com"


def evaluated(value: str) -> str:
    print(value[-4:])
    return value


def report(recipients: list[str], name: str, content: bytes) -> Attachment:
    attached = Attachment(f"{name}.csv", "text/csv", content)
    mail("conformance-one", recipients, name, text="See the file.", attachments=[attached])
    return attached


mail(evaluated("conformance-two"), evaluated(ADA), evaluated("subject"), text=evaluated("text"))
mail("conformance-two", evaluated(ADA), evaluated("subject"), html=evaluated("html"), reply_to=evaluated("bob@example.com"))
attached = report([ADA, "bob@example.com"], "sales", b"a,b\r\n")
print(attached, attached == ("sales.csv", "text/csv", b"a,b\r\n"), attached.filename, len(attached.content))
print(attached._replace(content=b""), isinstance(attached, email.Attachment))
alert = partial(email.send, "conformance-one", ADA)
print(alert("Alert", text="x"))
for send in (mail, email.send):
    send("conformance-one", ADA, "Twice", text=str(send is mail))
