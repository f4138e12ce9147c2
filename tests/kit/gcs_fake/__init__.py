"""A Google Cloud Storage that checks what it is asked.

The emulator that Google's users run accepts nearly everything: preconditions, page sizes, offsets and misspelled
query parameters pass without effect. This one answers as the documented JSON, upload, download and XML (signed URL)
APIs do, and refuses with 400 whatever it doesn't know, so that a wrong request fails in a test instead of in a cloud.

`store` holds buckets and objects and knows their semantics; `signed_urls` judges V4 signatures; `requests` turns HTTP
into calls of the store; `server` listens. The source of each behaviour is Google's reference
(https://cloud.google.com/storage/docs/json_api/v1 and https://cloud.google.com/storage/docs/xml-api).

It is meaner than the cloud on purpose, always within what the reference allows: pages are short, the last page of a
listing may be empty, a rewrite of a larger object takes several calls.
"""

from tests.kit.gcs_fake.server import LOST, FakeGcs, start_gcs_fake

__all__ = ["LOST", "FakeGcs", "start_gcs_fake"]
