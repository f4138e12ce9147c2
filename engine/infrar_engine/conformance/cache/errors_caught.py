"""What can't be counted with is FailedPrecondition, in whatever way a program catches it, and stays as it was.

Prints:
    '' FailedPrecondition
    'one' FailedPrecondition
    '1.5' FailedPrecondition
    ' 1' FailedPrecondition
    '+1' FailedPrecondition
    '01' FailedPrecondition
    '9223372036854775808' FailedPrecondition
    over
    CacheError finally
    InfrarError
    tuple
    passes by
    again FailedPrecondition
    else 1

Leaves:
    one  a  b'9223372036854775807'
    one  b  b'one'
    one  m  b'1'
    one  n  b'9223372036854775808'
"""

from infrar import cache, errors
from infrar.cache import FailedPrecondition, incr

ONE = "conformance-one"
for text in ("", "one", "1.5", " 1", "+1", "01", str(2**63)):
    cache.set(ONE, "n", text)
    try:
        print(incr(ONE, "n"))
    except cache.FailedPrecondition:
        print(repr(text), "FailedPrecondition")

cache.set(ONE, "a", str(2**63 - 1))
try:
    incr(ONE, "a")
except cache.NotFound:
    print("never")
except FailedPrecondition:
    print("over")

cache.set(ONE, "b", "one")
try:
    incr(ONE, "b")
except cache.Unavailable:
    print("never")
except cache.CacheError:
    print("CacheError", end=" ")
finally:
    print("finally")

try:
    incr(ONE, "b", by=2)
except errors.InfrarError:
    print("InfrarError")

try:
    incr(ONE, "b", -1)
except (KeyError, cache.PermissionDenied, cache.FailedPrecondition):
    print("tuple")

try:
    try:
        incr(ONE, "b")
    except (cache.Unauthenticated, cache.DeadlineExceeded, cache.ResourceExhausted, cache.InvalidArgument):
        print("never")
except Exception:
    print("passes by")

try:
    try:
        incr(ONE, "b")
    except cache.FailedPrecondition:
        print("again", end=" ")
        raise
except errors.FailedPrecondition:
    print("FailedPrecondition")

try:
    counted = incr(ONE, "m")
except cache.CacheError:
    print("never")
else:
    print("else", counted)
