"""A shop that uses a little of everything: orders, the work on them, and a report."""

import functools
import json
import os
import re
import smtplib
import ssl
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from email.utils import localtime, make_msgid
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urlsplit
from uuid import uuid4

import psycopg
import redis
import requests
from google import auth
from google.api_core.exceptions import (
    Aborted,
    AlreadyExists as _AlreadyExists,
    DeadlineExceeded,
    FailedPrecondition as _FailedPrecondition,
    GoogleAPIError,
    NotFound as _NotFound,
    RetryError,
)
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import Request
from google.cloud import firestore, secretmanager, storage
from google.pubsub_v1 import PublisherClient, PubsubMessage, SubscriberClient

CACHES = {
    "recent": os.environ["RECENT_CACHE_URL"],
}

SENDERS = {
    "alerts": os.environ["ALERTS_EMAIL_ADDRESS"],
}

QUEUES = {
    "work": "work-queue",
}

DATABASES = {
    "shop": os.environ["SHOP_DATABASE_URL"],
}


class _GoogleLogin(redis.CredentialProvider):
    """The program's Google identity: an access token takes the place of a password."""

    def __init__(self, user: str) -> None:
        self._user = user
        self._credentials, _ = auth.default(scopes=["https://www.googleapis.com/auth/cloud-platform"])

    def get_credentials(self) -> tuple[str, str]:
        if not self._credentials.valid:
            self._credentials.refresh(Request())
        return self._user, self._credentials.token


@functools.cache
def _redis(cache: str) -> Any:
    """The client of a cache. Where its address has a user and no password, the program's own identity logs in."""
    scheme, _, rest = cache.partition("://")
    user, at, place = rest.rpartition("@")
    if not at or ":" in user:
        return redis.Redis.from_url(cache, socket_timeout=5)
    return redis.Redis.from_url(f"{scheme}://{place}", credential_provider=_GoogleLogin(user), socket_timeout=5)


class CloudError(Exception):
    """Any portable error, of any capability."""


class PortableNotFound(CloudError):
    """The thing named isn't there."""


@contextmanager
def _cache_errors() -> Iterator[None]:
    """Raise this application's error classes in place of the service's own."""
    try:
        yield
    except (redis.RedisError, GoogleAuthError) as error:
        raise CloudError(str(error)) from error


class EmailError(CloudError):
    """Any portable error of this capability."""


class NotFound(EmailError, PortableNotFound):
    """There is no such sender."""


@contextmanager
def _email_errors() -> Iterator[None]:
    """Raise this application's error classes in place of the service's own."""
    try:
        yield
    except smtplib.SMTPException as error:
        raise EmailError(str(error)) from error


class AlreadyExists(CloudError):
    """There is a document under this key already."""


class FailedPrecondition(CloudError):
    """A document's revision isn't the one that was asked for, or a field isn't what the operation needs."""


@contextmanager
def _kv_errors() -> Iterator[None]:
    """Raise this application's error classes in place of the service's own."""
    try:
        yield
    except _NotFound as error:
        raise PortableNotFound(str(error)) from error
    except _AlreadyExists as error:
        raise AlreadyExists(str(error)) from error
    except _firestore_error(_FailedPrecondition) as error:
        raise FailedPrecondition(str(error)) from error
    except (GoogleAPIError, GoogleAuthError) as error:
        raise CloudError(str(error)) from error


@contextmanager
def _params_errors() -> Iterator[None]:
    """Raise this application's error classes in place of the service's own."""
    try:
        yield
    except _parameters_error(_NotFound) as error:
        raise PortableNotFound(str(error)) from error
    except (GoogleAPIError, GoogleAuthError) as error:
        raise CloudError(str(error)) from error


@contextmanager
def _queue_errors() -> Iterator[None]:
    """Raise this application's error classes in place of the service's own."""
    try:
        yield
    except _NotFound as error:
        raise PortableNotFound(str(error)) from error
    except (GoogleAPIError, GoogleAuthError) as error:
        raise CloudError(str(error)) from error


class SecretsNotFound(PortableNotFound):
    """The secret has no value, no version of this name, or isn't there at all."""


@contextmanager
def _secrets_errors() -> Iterator[None]:
    """Raise this application's error classes in place of the service's own."""
    try:
        yield
    except _secret_manager_error(_NotFound) as error:
        raise SecretsNotFound(str(error)) from error
    except (GoogleAPIError, GoogleAuthError) as error:
        raise CloudError(str(error)) from error


@contextmanager
def _sql_errors() -> Iterator[None]:
    """Raise this application's error classes in place of the service's own."""
    try:
        yield
    except _connect_error("database") as error:
        raise PortableNotFound(str(error)) from error
    except (GoogleAuthError, *_connect_error()) as error:
        raise CloudError(str(error)) from error


class StorageError(CloudError):
    """Any portable error of this capability."""


class StorageNotFound(StorageError, PortableNotFound):
    """There is no such object, or no such bucket."""


@contextmanager
def _storage_errors() -> Iterator[None]:
    """Raise this application's error classes in place of the service's own."""
    try:
        yield
    except _NotFound as error:
        raise StorageNotFound(str(error)) from error
    except (GoogleAPIError, GoogleAuthError, requests.RequestException) as error:
        raise StorageError(str(error)) from error


@contextmanager
def _topic_errors() -> Iterator[None]:
    """Raise this application's error classes in place of the service's own."""
    try:
        yield
    except _NotFound as error:
        raise PortableNotFound(str(error)) from error
    except (GoogleAPIError, GoogleAuthError) as error:
        raise CloudError(str(error)) from error


@_cache_errors()
def _set(
    cache: str, key: str, value: str | bytes | bytearray | memoryview, *, ttl: int | None = None
) -> None:
    """Keep a value under a key, for some seconds or as long as there is room."""
    _redis(cache).set(key, bytes(value) if isinstance(value, memoryview) else value, ex=ttl)


@_cache_errors()
def _incr(cache: str, key: str, by: int = 1) -> int:
    """Add to the integer under a key, which counts as 0 when it isn't there, and return the sum."""
    return _redis(cache).incr(key, by)


class Attachment(NamedTuple):
    """A file that goes with a mail: the name that the reader sees, its content type, and its bytes."""

    filename: str
    content_type: str
    content: bytes


def _smtp_server() -> smtplib.SMTP:
    """Connect to the server that EMAIL_SMTP_URL names: smtps:// is TLS at once, smtp:// after STARTTLS."""
    url = urlsplit(os.environ["EMAIL_SMTP_URL"])
    if url.scheme not in ("smtps", "smtp", "smtp+plain"):
        raise ValueError("EMAIL_SMTP_URL begins with smtps://, smtp:// or, without encryption, smtp+plain://")
    host, tls = url.hostname or "", ssl.create_default_context()
    try:
        if url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, url.port or 465, timeout=60, context=tls)
        else:
            server = smtplib.SMTP(host, url.port or 587, timeout=60)
        try:
            if url.scheme == "smtp":
                server.starttls(context=tls)
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
        except BaseException:
            server.close()
            raise
    except smtplib.SMTPException:
        raise
    except OSError as error:
        raise smtplib.SMTPConnectError(421, str(error)) from error
    return server


def _mail(
    sender: str,
    to: str | Sequence[str],
    subject: str,
    text: str | None,
    html: str | None,
    reply_to: str | None,
    attachments: Sequence[Attachment],
) -> EmailMessage:
    """A mail with its headers and parts."""
    mail = EmailMessage()
    mail["Date"] = localtime()
    mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    mail["From"] = sender
    mail["To"] = to if isinstance(to, str) else ", ".join(to)
    mail["Subject"] = subject
    if reply_to is not None:
        mail["Reply-To"] = reply_to
    if text is not None:
        mail.set_content(text)
    if html is not None:
        add_html = mail.set_content if text is None else mail.add_alternative
        add_html(html, subtype="html")
    for each in attachments:
        maintype, subtype = each.content_type.split("/")
        mail.add_attachment(each.content, maintype, subtype, filename=each.filename)
    return mail


def _deliver(mail: EmailMessage) -> None:
    """Hand a mail over to the server, for all recipients: one that is refused is an error, though others may get it."""
    with _smtp_server() as server:
        refused = server.send_message(mail)
    if refused:
        raise smtplib.SMTPRecipientsRefused(refused)


@_email_errors()
def _send(
    sender: str,
    to: str | Sequence[str],
    subject: str,
    *,
    text: str | None = None,
    html: str | None = None,
    reply_to: str | None = None,
    attachments: Sequence[Attachment] = (),
) -> None:
    """Send one mail through the server that EMAIL_SMTP_URL names."""
    _deliver(_mail(sender, to, subject, text, html, reply_to, attachments))


database = firestore.Client(database=os.environ.get("FIRESTORE_DATABASE"))


class Document(NamedTuple):
    """A document as it was at one moment."""

    key: str
    value: dict[str, Any]
    revision: str


def _firestore_error(*kinds: type[Exception]) -> tuple[type[BaseException], ...]:
    """What to catch when the active error, or the last failure of retries, is of one of these kinds, else nothing."""
    error = sys.exc_info()[1]
    last = error.cause if isinstance(error, RetryError) else error
    kind = _FailedPrecondition if "Invalid base version" in str(last) else type(last)
    return (type(error),) if error and issubclass(kind, kinds) else ()


def _id(key: str) -> str:
    """The id of a document: its key, with stand-ins for what no id has that keep the order of keys."""
    name = key.replace(".", ".-").replace("/", ".~")
    return f"_-{name[1:]}" if name.startswith("_") else name


def _key(name: str) -> str:
    """The key of a document with this id."""
    name = f"_{name[2:]}" if name.startswith("_-") else name
    return name.replace(".~", "/").replace(".-", ".")


def _native(value: Any) -> Any:
    """A value as Firestore has it: with a map around each list in a list, and around what looks like such a map."""
    if isinstance(value, dict):
        return {name: _native(each) for name, each in value.items()}
    if isinstance(value, list):
        items = [_native(each) for each in value]
        return [{"[]": each} if isinstance(each, list) or _boxed(each) else each for each in items]
    return value


def _plain(value: Any) -> Any:
    """A value that Firestore had, without the maps around lists in lists."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each["[]"] if _boxed(each) else each) for each in value]
    if isinstance(value, datetime):  # of a class of Firestore's own
        return datetime.combine(value.date(), value.time(), timezone.utc)
    return value


def _boxed(value: Any) -> bool:
    """Whether this is a map that only stands around a list in a list, since Firestore has none, or looks like one."""
    return isinstance(value, dict) and value.keys() == {"[]"}


def _stored(value: dict[str, Any], ttl: int | None = None) -> dict[str, Any]:
    """What is stored for a document: its indexed `fields`, and beside them `data` that isn't searched for."""
    fields = {
        name: each
        for name, each in value.items()
        if isinstance(each, int) or (isinstance(each, str) and len(each.encode()) <= 1024)
    }
    return {
        "fields": fields,
        "data": {name: _native(each) for name, each in value.items() if name not in fields},
        "expires": None if ttl is None else datetime.now(timezone.utc) + timedelta(seconds=ttl),
        "nonce": uuid4().hex,  # without it, the same value once more would not be a write
    }


def _document(snapshot: firestore.DocumentSnapshot) -> Document | None:
    """A document that was read, or None when there was none. Firestore removes those that expire within a day."""
    stored = snapshot.to_dict()
    if stored is None or _over(stored["expires"]):
        return None
    value = {**stored["fields"], **_plain(stored["data"])}
    return Document(_key(snapshot.id), value, _revision(snapshot.update_time, stored["expires"]))


def _over(expires: datetime | None) -> bool:
    """Whether a document's time has ended."""
    return expires is not None and expires <= datetime.now(timezone.utc)


def _revision(written: Any, expires: datetime | None) -> str:
    """The revision of a document: when it was written, and when its time ends."""
    return f"{written.isoformat()}/{expires.isoformat() if expires else ''}"


def _still(revision: str) -> Any:
    """The condition that a document is of this revision."""
    written, _, expires = revision.partition("/")
    try:
        over = bool(expires) and _over(datetime.fromisoformat(expires))
        condition = firestore.Client.write_option(last_update_time=datetime.fromisoformat(written))
    except ValueError as error:
        raise _FailedPrecondition("no document has this revision") from error
    if over:
        raise _FailedPrecondition("the document of this revision has expired")
    return condition


def _removed(document: firestore.DocumentReference) -> bool:
    """Whether there was an expired document, which is removed then."""
    snapshot = document.get()
    if not snapshot.exists or not _over(snapshot.get("expires")):
        return False
    try:
        document.delete(option=firestore.Client.write_option(last_update_time=snapshot.update_time))
    except _FailedPrecondition:
        pass  # somebody has written it meanwhile
    return True


@_kv_errors()
def _get(table: str, key: str) -> Document | None:
    """Return the document under this key, or None when there is none."""
    return _document(database.collection(table).document(_id(key)).get())


@_kv_errors()
def _put(
    table: str, key: str, value: dict[str, Any], *, if_revision: str | None = None, ttl: int | None = None
) -> str:
    """Store a document, replacing what is there, and return its new revision."""
    document, stored = database.collection(table).document(_id(key)), _stored(value, ttl)
    if if_revision is None:
        result = document.set(stored)
    else:
        result = document.update(stored, option=_still(if_revision))
    return _revision(result.update_time, stored["expires"])


@_kv_errors()
def _create(table: str, key: str, value: dict[str, Any], *, ttl: int | None = None) -> str:
    """Store a document where none is, and return its revision."""
    document, stored = database.collection(table).document(_id(key)), _stored(value, ttl)
    while True:
        try:
            return _revision(document.create(stored).update_time, stored["expires"])
        except _AlreadyExists:
            if not _removed(document):
                raise


@_kv_errors()
def _increment(table: str, key: str, field: str, by: int = 1) -> int:
    """Add to a field of a document, and return what it comes to."""
    document = database.collection(table).document(_id(key))
    while True:
        snapshot = document.get()
        found = _document(snapshot)
        number = found.value.get(field, 0) if found else 0
        if type(number) is not int or not -(2**63) <= number + by < 2**63:
            raise _FailedPrecondition(f"{field} is {number!r}: it can't become an int of 64 bits that is {by} more")
        unchanged = firestore.Client.write_option(last_update_time=snapshot.update_time)
        try:
            if found:
                document.update({f"fields.{field}": number + by, "nonce": uuid4().hex}, option=unchanged)
            elif snapshot.exists:
                document.update(_stored({field: by}), option=unchanged)
            else:
                document.create(_stored({field: by}))
            return number + by
        except (Aborted, _AlreadyExists, _FailedPrecondition):
            pass  # somebody else has written it meanwhile


parameters = secretmanager.SecretManagerServiceClient()


_PARAMETERS = f"projects/{os.environ['GOOGLE_CLOUD_PROJECT']}/secrets/{os.environ['PARAMETER_PREFIX']}"


def _parameters_error(*signs: type[Exception]) -> tuple[type[BaseException], ...]:
    """What to catch when the active error, or the last failure of retries, is of one of these types, else nothing."""
    error = sys.exc_info()[1]
    last = error.cause if isinstance(error, RetryError) else error
    gone = isinstance(last, _FailedPrecondition) and ("DESTROYED" in str(last) or "DISABLED" in str(last))
    return (type(error),) if error and (_NotFound if gone else type(last)) in signs else ()


@_params_errors()
def _params_get(name: str, default: str | None = None) -> str:
    """Return the value of a parameter, or the default when there is none."""
    path = f"{_PARAMETERS}{name.replace('/', '_')}/versions/latest"
    try:
        return parameters.access_secret_version(name=path).payload.data.decode()
    except (_FailedPrecondition, _NotFound):  # destroyed, or never there
        if default is None:
            raise
        return default


@_params_errors()
def _list(prefix: str = "") -> dict[str, str]:
    """Return the parameters whose names begin with a prefix; each value takes a request."""
    start = f"{_PARAMETERS}{prefix.replace('/', '_')}"
    project, _, searched = start.partition("/secrets/")
    found = {}
    for secret in parameters.list_secrets(request={"parent": project, "filter": f"name:{searched}"}):
        identifier = secret.name.rpartition("/")[2]
        if identifier.startswith(searched):  # the filter finds what holds the text anywhere
            name = identifier.removeprefix(os.environ["PARAMETER_PREFIX"]).replace("_", "/")
            with suppress(_FailedPrecondition, _NotFound):  # without a value
                version = parameters.access_secret_version(name=f"{secret.name}/versions/latest")
                found[name] = version.payload.data.decode()
    return {name: found[name] for name in sorted(found)}


publisher = PublisherClient()
subscriber = SubscriberClient()
project = os.environ.get("GOOGLE_CLOUD_PROJECT") or str(auth.default()[1])


class Message(NamedTuple):
    """A message that was received, and is leased to who received it."""

    id: str
    body: bytes
    attributes: dict[str, str]
    group: str | None
    receipt: tuple[str, ...]


@_queue_errors()
def _queue_send(
    queue: str,
    body: str | bytes | bytearray | memoryview,
    *,
    attributes: dict[str, str] | None = None,
    delay: int = 0,
    group: str | None = None,
    dedup_id: str | None = None,
) -> str:
    """Publish a message to the queue's topic, and return its id."""
    data = body.encode() if isinstance(body, str) else bytes(body)
    message = PubsubMessage(data=data, attributes=attributes, ordering_key=group or "")
    topic = publisher.topic_path(project, queue)
    return publisher.publish(topic=topic, messages=[message]).message_ids[0]


@_queue_errors()
def _receive(queue: str, *, max_messages: int = 1, wait: int = 0, lease: int = 30) -> list[Message]:
    """Lease messages of the queue's subscription for `lease` seconds, and wait `wait` seconds for the first."""
    subscription = subscriber.subscription_path(project, queue)
    try:
        # Pub/Sub answers within the time that a call has, and needs a moment of it to look.
        pulled = subscriber.pull(subscription=subscription, max_messages=max_messages, timeout=wait + 1)
    except DeadlineExceeded:
        return []
    found = [
        Message(
            each.message.message_id,
            each.message.data,
            dict(sorted(each.message.attributes.items())),
            each.message.ordering_key or None,
            (subscription, each.ack_id),
        )
        for each in pulled.received_messages
    ]
    if found and lease != 30:  # the subscription's own
        subscriber.modify_ack_deadline(
            subscription=subscription,
            ack_ids=[message.receipt[1] for message in found],
            ack_deadline_seconds=lease,
        )
    return found


@_queue_errors()
def _ack(message: Message) -> None:
    """Acknowledge a message: it isn't delivered again."""
    subscription, ack_id = message.receipt
    subscriber.acknowledge(subscription=subscription, ack_ids=[ack_id])


@_queue_errors()
def _nack(message: Message, *, delay: int = 0) -> None:
    """End the lease of a message after `delay` seconds."""
    subscription, ack_id = message.receipt
    subscriber.modify_ack_deadline(subscription=subscription, ack_ids=[ack_id], ack_deadline_seconds=delay)


secret_manager = secretmanager.SecretManagerServiceClient()


_PROJECT = os.environ["GOOGLE_CLOUD_PROJECT"]


def _secret_manager_error(*signs: type[Exception]) -> tuple[type[BaseException], ...]:
    """What to catch when the active error, or the last failure of retries, is of one of these types, else nothing."""
    error = sys.exc_info()[1]
    last = error.cause if isinstance(error, RetryError) else error
    gone = isinstance(last, _FailedPrecondition) and ("DESTROYED" in str(last) or "DISABLED" in str(last))
    return (type(error),) if error and (_NotFound if gone else type(last)) in signs else ()


@_secrets_errors()
def _secrets_get(name: str, *, version: str | None = None) -> str:
    """Return the value of a secret."""
    path = secret_manager.secret_version_path(_PROJECT, name, version or "latest")
    return secret_manager.access_secret_version(name=path).payload.data.decode()


@functools.cache
def _identity() -> Any:
    """The program's Google identity, for logging in to databases."""
    credentials, _ = auth.default(scopes=["https://www.googleapis.com/auth/sqlservice.login"])
    return credentials


def _with_login(database: str) -> str:
    """The address with, where it has a user and no password, an access token of the program's Google identity."""
    address = urlsplit(database)
    if not address.username or address.password:
        return database
    if not _identity().valid:
        _identity().refresh(Request())
    return database.replace("@", f":{quote(_identity().token, safe='')}@", 1)


_REFUSALS = {  # what PostgreSQL and its client library say when connecting fails
    "login": "authentication failed|no password supplied|no pg_hba.conf entry|role .* (does not exist|is not permitted)",
    "permission": "permission denied",
    "database": "database .* does not exist",
    "connections": "too many (clients|connections)|connection slots",
    "time": "timeout expired|timed out",
}


def _connect_error(reason: str = "") -> tuple[type[BaseException], ...]:
    """The class of the active error when connecting to PostgreSQL failed, for this reason if there is one, else none."""
    error = sys.exc_info()[1]
    said = str(error)
    if not isinstance(error, psycopg.OperationalError):
        return ()
    if error.pgconn is None and not re.match("failed to resolve|connection timeout", said):
        return ()
    found = next((name for name, texts in _REFUSALS.items() if re.search(texts, said)), "other")
    return (type(error),) if reason in ("", found) else ()


@_sql_errors()
def _connect(database: str) -> psycopg.Connection:
    """Connect to a database."""
    return psycopg.connect(_with_login(database))


gcs = storage.Client()


class ObjectInfo(NamedTuple):
    """What is known about an object, or a common prefix of objects in a listing with a delimiter."""

    key: str
    size: int
    last_modified: datetime | None
    etag: str
    content_type: str | None
    metadata: dict[str, str] | None
    is_prefix: bool = False


@_storage_errors()
def _write(
    bucket: str,
    path: str,
    data: str | bytes | bytearray | memoryview,
    *,
    content_type: str | None = None,
    metadata: dict[str, str] | None = None,
    if_not_exists: bool = False,
) -> None:
    """Store bytes, or a text as UTF-8, as an object."""
    blob = gcs.bucket(bucket).blob(path)
    if metadata:
        blob.metadata = metadata
    blob.upload_from_string(
        data if isinstance(data, str) else bytes(data),
        content_type=content_type or "application/octet-stream",
        if_generation_match=0 if if_not_exists else None,
    )


@_storage_errors()
def _list_objects(
    bucket: str, prefix: str = "", *, delimiter: str | None = None, limit: int | None = None
) -> list[ObjectInfo]:
    """Return the objects whose names begin with a prefix, in the order of their names."""
    return list(_iter_objects(bucket, prefix, delimiter=delimiter, limit=limit))


def _iter_objects(
    bucket: str, prefix: str = "", *, delimiter: str | None = None, limit: int | None = None
) -> Iterator[ObjectInfo]:
    """Yield the objects whose names begin with a prefix, in the order of their names, page by page."""
    page_size = None if limit is None else min(limit, 1000)  # prefixes count for a page, too
    blobs = gcs.list_blobs(bucket, prefix=prefix, delimiter=delimiter, page_size=page_size)

    def page_items(page: Any) -> list[ObjectInfo]:
        found = [ObjectInfo(blob.name, blob.size, blob.updated, blob.etag, None, None) for blob in page]
        folded = [ObjectInfo(name, 0, None, "", None, None, is_prefix=True) for name in page.prefixes]
        return sorted(found + folded, key=lambda item: item.key)

    yield from islice((item for page in blobs.pages for item in page_items(page)), limit)


topic_publisher = PublisherClient()
topic_project = os.environ.get("GOOGLE_CLOUD_PROJECT") or str(auth.default()[1])


@_topic_errors()
def _publish(
    topic: str,
    body: str | bytes | bytearray | memoryview,
    *,
    attributes: dict[str, str] | None = None,
    ordering_key: str | None = None,
) -> str:
    """Publish an event, and return its message ID."""
    data = body.encode() if isinstance(body, str) else bytes(body)
    message = PubsubMessage(data=data, attributes=attributes, ordering_key=ordering_key or "")
    return topic_publisher.publish(topic=topic_publisher.topic_path(topic_project, topic), messages=[message]).message_ids[0]


def place(order: str) -> str:
    try:
        _create("orders", order, {"state": "new", "lines": 3})
    except AlreadyExists:
        return "known"
    _queue_send(QUEUES["work"], json.dumps({"order": order}), attributes={"kind": "order"})
    _publish("events", f"placed {order}")
    _write("invoices", f"{order}.txt", b"...", content_type="text/plain")
    _set(CACHES["recent"], order, "1", ttl=60)
    return "placed"


def work() -> int:
    done = 0
    for message in _receive(QUEUES["work"], max_messages=5, lease=60):
        order = json.loads(message.body)["order"]
        document = _get("orders", order)
        if document is None:
            _nack(message)
            continue
        try:
            _put("orders", order, {**document.value, "state": "done"}, if_revision=document.revision)
        except FailedPrecondition:
            _nack(message, delay=5)
            continue
        except PortableNotFound as error:
            print(error)
        _ack(message)
        done += 1
    _increment("counters", "done", "count", done)
    _incr(CACHES["recent"], "done", done)
    return done


def report() -> None:
    token = _secrets_get("mail-token")
    level = _params_get("log-level", "info")
    print(token, level, _list("log"))
    with _connect(DATABASES["shop"]) as connection:
        connection.execute("select 1")
    try:
        _send(SENDERS["alerts"], "ops@example.com", "report", text=f"{len(_list_objects('invoices'))} invoices")
    except (EmailError, StorageError, SecretsNotFound) as error:
        print(error)
    except CloudError:
        raise
