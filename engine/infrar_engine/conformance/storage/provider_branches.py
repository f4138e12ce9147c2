"""infrar.provider says where the program runs, and the native client is there in branches for a provider.

Prints:
    elsewhere laptop or cloud False
    True

Leaves:
    one  a  1 bytes  application/octet-stream  {}  b'a'
"""

import infrar
from infrar import storage

if infrar.provider == "no-such-provider":
    where = "never"
else:
    where = "elsewhere"
local = "laptop or cloud" if infrar.provider != "no-such-provider" else "never"
print(where, local, infrar.provider in ("no-such-provider", "nor-this"))
if infrar.provider == "local":
    client: object = "no client here"
else:
    client = infrar.native("storage")
print(client is not None)
storage.write("conformance-one", "a", b"a")
