"""Handlers are tried in order; the first that fits takes the error, and outer handlers take what inner ones leave.

Prints:
    inner finally
    missing | outer NotFound | StorageError
    inner finally
    exists | inner AlreadyExists | StorageError
    inner finally
    key | outer LookupError | KeyError
    inner finally
    value | inner ValueError | anything else
    no error
    inner finally
    no error
    none | outer else | nothing

Leaves:
    one  a  1 bytes  application/octet-stream  {}  b'a'
"""

from infrar import storage

BUCKET = "conformance-one"
storage.write(BUCKET, "a", b"a")


def fail(kind: str) -> None:
    if kind == "missing":
        storage.read(BUCKET, "missing")
    elif kind == "exists":
        storage.write(BUCKET, "a", b"b", if_not_exists=True)
    elif kind == "key":
        raise KeyError(kind)
    elif kind == "value":
        raise ValueError(kind)
    print("no error")


def handled(kind: str) -> str:
    try:
        try:
            fail(kind)
        except storage.AlreadyExists:
            return "inner AlreadyExists"
        except (ValueError, storage.PermissionDenied):
            return "inner ValueError"
        finally:
            print("inner finally")
    except storage.NotFound:
        return "outer NotFound"
    except LookupError:
        return "outer LookupError"
    else:
        return "outer else"
    return "never"


def general_first(kind: str) -> str:
    try:
        fail(kind)
    except storage.StorageError:
        return "StorageError"
    except (storage.NotFound, KeyError):
        return "KeyError"
    except:
        return "anything else"
    return "nothing"


for kind in ("missing", "exists", "key", "value", "none"):
    print(kind, "|", handled(kind), "|", general_first(kind))
