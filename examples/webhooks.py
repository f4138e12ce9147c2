"""Signatures of webhooks, with a key that nobody sees and that can be changed at any time.

python webhooks.py rotate                   make a new key
python webhooks.py sign < BODY              print the signature of a body
python webhooks.py verify SIGNATURE < BODY  tell whether it fits; signatures by earlier keys don't
python webhooks.py revoke                   take the key away: nothing is signed until the next rotation
"""

import hmac
import sys
from secrets import token_hex

from infrar import secrets

KEY = "webhook-key"


def signature(body: bytes) -> str:
    """The signature of a body under the key of now; NotFound when there is none."""
    return hmac.new(bytes.fromhex(secrets.get(KEY)), body, "sha256").hexdigest()


def main(arguments: list[str]) -> int | str | None:
    match arguments:
        case ["rotate"]:
            secrets.put(KEY, token_hex(32))
        case ["revoke"]:
            secrets.delete(KEY)
        case ["sign"]:
            print(signature(sys.stdin.buffer.read()))
        case ["verify", given]:
            genuine = hmac.compare_digest(signature(sys.stdin.buffer.read()), given)
            print("genuine" if genuine else "forged")
            return 0 if genuine else 1
        case _:
            return __doc__
    return None


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except secrets.NotFound:
        sys.exit("there is no key: python webhooks.py rotate")
