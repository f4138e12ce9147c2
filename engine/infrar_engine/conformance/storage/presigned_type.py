"""PresignedRequest is a named tuple as well.

Prints:
    PresignedRequest(url='http://example.org', method='GET', headers={}) http://example.org ('url', 'method', 'headers') True
    True True GET 3
    True True
"""

from infrar import storage
from infrar.storage import PresignedRequest

made = PresignedRequest("http://example.org", "GET", {})
print(made, made.url, PresignedRequest._fields, made == ("http://example.org", "GET", {}))
signed = storage.presign("conformance-one", "a")
print(isinstance(signed, PresignedRequest), isinstance(signed.url, str), signed[1], len(signed))


def link(key: str) -> PresignedRequest:
    return storage.presign("conformance-one", key, expires=5)


print(isinstance(link("a"), storage.PresignedRequest), link("b")._replace(url="").url == "")
