"""A shop that uses a little of everything: orders, the work on them, and a report."""

import base64
import functools
import json
import os
import re
import sys
import threading
import time
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta, timezone
from functools import cache
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit
from uuid import uuid4

import psycopg
import redis
from azure.appconfiguration import AzureAppConfigurationClient
from azure.communication.email import EmailClient
from azure.core import MatchConditions
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    HttpResponseError,
    ResourceExistsError,
    ResourceModifiedError,
    ResourceNotFoundError,
)
from azure.data.tables import EntityProperty, TableClient, TableEntity, TableServiceClient, UpdateMode
from azure.identity import DefaultAzureCredential
from azure.keyvault.secrets import SecretClient
from azure.servicebus import ServiceBusClient, ServiceBusMessage, ServiceBusSender
from azure.servicebus.exceptions import MessagingEntityNotFoundError, ServiceBusAuthenticationError
from azure.storage.blob import BlobPrefix, BlobServiceClient, ContentSettings
from azure.storage.queue import QueueMessage, QueueServiceClient

CACHES = {
    "recent": os.environ["RECENT_CACHE_URL"],
}

SENDERS = {
    "alerts": os.environ["ALERTS_EMAIL_ADDRESS"],
}

DATABASES = {
    "shop": os.environ["SHOP_DATABASE_URL"],
}


class _EntraLogin(redis.CredentialProvider):
    """The program's Entra ID identity: a token takes the place of a password."""

    def __init__(self, user: str) -> None:
        self._user = user  # the identity's object ID
        self._credential = DefaultAzureCredential()

    def get_credentials(self) -> tuple[str, str]:
        return self._user, self._credential.get_token("https://redis.azure.com/.default").token


@functools.cache
def _redis(cache: str) -> Any:
    """The client of a cache. Where its address has a user and no password, the program's own identity logs in."""
    scheme, _, rest = cache.partition("://")
    user, at, place = rest.rpartition("@")
    if not at or ":" in user:
        return redis.Redis.from_url(cache, socket_timeout=5)
    return redis.Redis.from_url(f"{scheme}://{place}", credential_provider=_EntraLogin(user), socket_timeout=5)


class CloudError(Exception):
    """Any portable error, of any capability."""


class PortableNotFound(CloudError):
    """The thing named isn't there."""


@contextmanager
def _cache_errors() -> Iterator[None]:
    """Raise this application's error classes in place of the service's own."""
    try:
        yield
    except (redis.RedisError, ClientAuthenticationError) as error:
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
    except _mail_error(404) as error:
        raise NotFound(str(error)) from error
    except AzureError as error:
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
    except _table_error("TableNotFound") as error:
        raise PortableNotFound(str(error)) from error
    except ResourceExistsError as error:
        raise AlreadyExists(str(error)) from error
    except _table_error(412, ResourceModifiedError, "ResourceNotFound", "EntityNotFound") as error:
        raise FailedPrecondition(str(error)) from error
    except AzureError as error:
        raise CloudError(str(error)) from error


@contextmanager
def _params_errors() -> Iterator[None]:
    """Raise this application's error classes in place of the service's own."""
    try:
        yield
    except ResourceNotFoundError as error:
        raise PortableNotFound(str(error)) from error
    except AzureError as error:
        raise CloudError(str(error)) from error


@contextmanager
def _queue_errors() -> Iterator[None]:
    """Raise this application's error classes in place of the service's own."""
    try:
        yield
    except ResourceNotFoundError as error:
        raise PortableNotFound(str(error)) from error
    except AzureError as error:
        raise CloudError(str(error)) from error


class SecretsNotFound(PortableNotFound):
    """The secret has no value, no version of this name, or isn't there at all."""


@contextmanager
def _secrets_errors() -> Iterator[None]:
    """Raise this application's error classes in place of the service's own."""
    try:
        yield
    except _vault_error(404) as error:
        raise SecretsNotFound(str(error)) from error
    except AzureError as error:
        raise CloudError(str(error)) from error


@contextmanager
def _sql_errors() -> Iterator[None]:
    """Raise this application's error classes in place of the service's own."""
    try:
        yield
    except _connect_error("database") as error:
        raise PortableNotFound(str(error)) from error
    except (ClientAuthenticationError, *_connect_error()) as error:
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
    except ResourceNotFoundError as error:
        raise StorageNotFound(str(error)) from error
    except AzureError as error:
        raise StorageError(str(error)) from error


@contextmanager
def _topic_errors() -> Iterator[None]:
    """Raise this application's error classes in place of the service's own."""
    try:
        yield
    except _bus_error(404, MessagingEntityNotFoundError) as error:
        raise PortableNotFound(str(error)) from error
    except AzureError as error:
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


mail = EmailClient(
    os.environ["AZURE_COMMUNICATION_ENDPOINT"],
    AzureKeyCredential(os.environ["AZURE_COMMUNICATION_KEY"])
    if os.environ.get("AZURE_COMMUNICATION_KEY")
    else DefaultAzureCredential(),
)


class Attachment(NamedTuple):
    """A file that goes with a mail: the name that the reader sees, its content type, and its bytes."""

    filename: str
    content_type: str
    content: bytes


def _mail(
    sender: str,
    to: str | Sequence[str],
    subject: str,
    text: str | None,
    html: str | None,
    reply_to: str | None,
    attachments: Sequence[Attachment],
) -> dict[str, Any]:
    """A mail as the service wants it."""
    content = {"subject": subject, "plainText": text, "html": html}
    message: dict[str, Any] = {
        "senderAddress": sender,
        "recipients": {"to": [{"address": each} for each in ([to] if isinstance(to, str) else to)]},
        "content": {name: value for name, value in content.items() if value is not None},
        "attachments": [
            {
                "name": each.filename,
                "contentType": each.content_type,
                "contentInBase64": base64.b64encode(each.content).decode(),
            }
            for each in attachments
        ],
    }
    if reply_to is not None:
        message["replyTo"] = [{"address": reply_to}]
    return message


def _mail_error(*signs: int | str | type[AzureError]) -> tuple[type[AzureError], ...]:
    """What to catch when the active error has one of these codes, or else statuses or exact types, else nothing."""
    error = sys.exc_info()[1]
    if not isinstance(error, AzureError) or isinstance(error, ClientAuthenticationError):
        return ()
    code = error.error.code if isinstance(error, HttpResponseError) and error.error else None
    if code in ("DomainNotLinked", "InvalidSenderUserName"):
        return (AzureError,) if code in signs else ()
    return (AzureError,) if {type(error), getattr(error, "status_code", None)} & {*signs} else ()


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
    """Send one mail, and wait until the service has passed it on."""
    mail.begin_send(_mail(sender, to, subject, text, html, reply_to, attachments)).result()


tables = (
    TableServiceClient.from_connection_string(os.environ["AZURE_STORAGE_CONNECTION_STRING"])
    if os.environ.get("AZURE_STORAGE_CONNECTION_STRING")
    else TableServiceClient(os.environ["AZURE_STORAGE_TABLE_URL"], credential=DefaultAzureCredential())
)


class Document(NamedTuple):
    """A document as it was at one moment."""

    key: str
    value: dict[str, Any]
    revision: str


def _code(error: AzureError) -> str:
    """The service's code of an error, such as TableNotFound; empty when it has none."""
    said = re.search(r'"code": ?"(\w+)"', str(error))
    return getattr(error, "error_code", None) or (said[1] if said else "")


def _table_error(*signs: int | str | type[AzureError]) -> tuple[type[AzureError], ...]:
    """What to catch when the active error has one of these statuses, error codes or exact types, else nothing."""
    error = sys.exc_info()[1]
    if not isinstance(error, AzureError) or isinstance(error, ClientAuthenticationError):
        return ()
    found = (type(error), getattr(error, "status_code", None), _code(error))
    return (AzureError,) if any(sign in signs for sign in found) else ()


_stand_ins = {'"': '"-', "#": '"~', ".": ".-", "/": ".~", ">": ">-", "?": ">~", "[": "[-", "\\": "[~"}


def _row(key: str) -> str:
    """The row key of a document: its key, with stand-ins for / \\ # ? that keep the order of keys."""
    return "".join(_stand_ins.get(character, character) for character in key)


def _key(row: str) -> str:
    """The key of a document with this row key."""
    characters = {text: character for character, text in _stand_ins.items()}
    return re.sub(r'[".>\[].', lambda found: characters.get(found[0], found[0]), row)


def _property(field: str) -> str:
    """The name of a field's property."""
    words = ("and", "or", "not", "eq", "ne", "gt", "ge", "lt", "le", "true", "false", "null")
    return f"_{field}" if field in ("PartitionKey", "RowKey", "Timestamp", *words) else field


def _plain(value: Any) -> Any:
    """A value as JSON has it: bytes and times are objects with a $ name; names that begin so have another $ before."""
    if isinstance(value, bytes):
        return {"$bytes": b64encode(value).decode()}
    if isinstance(value, datetime):
        return {"$time": value.astimezone(timezone.utc).isoformat()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {f"${name}" if name.startswith("$") else name: _plain(each) for name, each in value.items()}
    return value


def _restored(value: dict[str, Any]) -> Any:
    """What `_plain` has made an object of."""
    if "$bytes" in value:
        return b64decode(value["$bytes"])
    if "$time" in value:
        return datetime.fromisoformat(value["$time"])
    return {name[1:] if name.startswith("$") else name: each for name, each in value.items()}


def _entity(key: str, value: dict[str, Any], expires: datetime | None = None) -> dict[str, Any]:
    """The entity of a document."""
    entity: dict[str, Any] = {"PartitionKey": "documents", "RowKey": _row(key)}
    others = {}
    for name, each in value.items():
        if type(each) is int:
            entity[_property(name)] = EntityProperty(each, "Edm.Int64")
        elif isinstance(each, bool) or (isinstance(each, str) and len(each.encode()) <= 1024):
            entity[_property(name)] = each
        else:
            others[name] = _plain(each)
    text = json.dumps(others, ensure_ascii=False) if others else ""
    data = text if len(text) <= 100_000 else zlib.compress(text.encode())
    for number, start in enumerate(range(0, len(data), 16384)):
        entity[f"_json{number}"] = data[start : start + 16384]
    return entity if expires is None else {**entity, "_expires": expires}


def _document(entity: TableEntity | None) -> Document | None:
    """The document of an entity, or None when there is none. Nothing removes those that expire."""
    if entity is None or _over(entity.get("_expires")):
        return None
    value: dict[str, Any] = {}
    pieces: list[Any] = []
    for name, each in entity.items():
        if name not in ("PartitionKey", "RowKey", "_expires", "_revision") and not name.startswith("_json"):
            value[name.removeprefix("_")] = each.value if isinstance(each, EntityProperty) else each
    while f"_json{len(pieces)}" in entity:
        pieces.append(entity[f"_json{len(pieces)}"])
    if pieces:
        text = "".join(pieces) if isinstance(pieces[0], str) else zlib.decompress(b"".join(pieces))
        value |= json.loads(text, object_hook=_restored)
    return Document(_key(entity["RowKey"]), value, _revision(entity))


def _over(expires: datetime | None) -> bool:
    """Whether a document's time has ended."""
    return expires is not None and expires <= datetime.now(timezone.utc)


def _end(ttl: int | None) -> datetime | None:
    """When a document's time ends that begins now."""
    return None if ttl is None else datetime.now(timezone.utc) + timedelta(seconds=ttl)


def _token(etag: str, expires: datetime | None) -> str:
    """The revision of a document: its ETag, and when its time ends."""
    return f"{etag} {expires.isoformat()}" if expires else etag


def _revision(entity: TableEntity) -> str:
    """The revision of a document that was read."""
    return _token(entity.get("_revision") or str(entity.metadata["etag"]), entity.get("_expires"))


def _etag(revision: str) -> str:
    """The ETag in a revision, if the document's time hasn't ended."""
    etag, _, expires = revision.partition(" ")
    try:
        over = bool(expires) and _over(datetime.fromisoformat(expires))
    except ValueError:
        etag, over = "", False
    if not re.fullmatch(r"""W/"datetime'[^']+'\"""", etag):
        raise ResourceModifiedError("no document has this revision")
    if over:
        raise ResourceModifiedError("the document of this revision has expired")
    return etag


@cache
def _table(table: str) -> TableClient:
    """The client of one table."""
    return tables.get_table_client(table)


def _found(table: str, key: str) -> TableEntity | None:
    """The entity of a document, which may have expired, or None when there is none."""
    try:
        return _table(table).get_entity("documents", _row(key))
    except ResourceNotFoundError as error:
        if _code(error) == "TableNotFound":
            raise
        return None


def _unchanged(etag: Any) -> dict[str, Any]:
    """The options of a write that needs an entity to be as it was."""
    return {"etag": etag, "match_condition": MatchConditions.IfNotModified}


def _current_etag(table: str, key: str, revision: str) -> Any:
    """The ETag of a document of this revision; it is not the revision's any more when a transaction has checked it."""
    entity = _found(table, key)
    if entity is None or _revision(entity) != revision:
        raise ResourceModifiedError(f"{key} is not of the revision that is asked for")
    return entity.metadata["etag"]


@_kv_errors()
def _get(table: str, key: str) -> Document | None:
    """Return the document under this key, or None when there is none."""
    return _document(_found(table, key))


@_kv_errors()
def _put(
    table: str, key: str, value: dict[str, Any], *, if_revision: str | None = None, ttl: int | None = None
) -> str:
    """Store a document, replacing what is there, and return its new revision."""
    client, expires = _table(table), _end(ttl)
    entity = _entity(key, value, expires)
    if if_revision is None:
        written = client.upsert_entity(entity, mode=UpdateMode.REPLACE)
        return _token(written["etag"], expires)
    etag = _etag(if_revision)
    while True:
        try:
            written = client.update_entity(entity, mode=UpdateMode.REPLACE, **_unchanged(etag))
            return _token(written["etag"], expires)
        except ResourceModifiedError:
            etag = _current_etag(table, key, if_revision)


@_kv_errors()
def _create(table: str, key: str, value: dict[str, Any], *, ttl: int | None = None) -> str:
    """Store a document where none is, and return its revision."""
    client, expires = _table(table), _end(ttl)
    entity = _entity(key, value, expires)
    while True:
        try:
            written = client.create_entity(entity)
            return _token(written["etag"], expires)
        except ResourceExistsError:
            found = _found(table, key)
            if found and not _over(found.get("_expires")):
                raise
        with suppress(ResourceModifiedError):
            if found:
                client.delete_entity(found, **_unchanged(found.metadata["etag"]))


@_kv_errors()
def _increment(table: str, key: str, field: str, by: int = 1) -> int:
    """Add to a field of a document, and return what it comes to."""
    client = _table(table)
    while True:
        entity = _found(table, key)
        document = _document(entity)
        number = document.value.get(field, 0) if document else 0
        if type(number) is not int or not -(2**63) <= number + by < 2**63:
            raise ResourceModifiedError(f"{field} is {number!r}: it can't become an int of 64 bits that is {by} more")
        written = _entity(key, {field: number + by})
        try:
            if entity is None:
                client.create_entity(written)
            elif document is None:
                client.update_entity(written, mode=UpdateMode.REPLACE, **_unchanged(entity.metadata["etag"]))
            else:
                written |= {"_revision": ""} if "_revision" in entity else {}
                client.update_entity(written, mode=UpdateMode.MERGE, **_unchanged(entity.metadata["etag"]))
            return number + by
        except (ResourceExistsError, ResourceModifiedError, ResourceNotFoundError):
            pass  # somebody else has written it meanwhile


settings = AzureAppConfigurationClient(os.environ["AZURE_APP_CONFIGURATION_URL"], DefaultAzureCredential())


@_params_errors()
def _params_get(name: str, default: str | None = None) -> str:
    """Return the value of a parameter, or the default when there is none."""
    try:
        setting = settings.get_configuration_setting(name)
    except ResourceNotFoundError:
        if default is None:
            raise
        return default
    return str(setting.value) if setting else ""  # only conditions, of which there is none, can fail


@_params_errors()
def _list(prefix: str = "") -> dict[str, str]:
    """Return the parameters whose names begin with a prefix."""
    found = {}
    for setting in settings.list_configuration_settings(key_filter=f"{prefix}*", label_filter="\0"):
        found[setting.key] = str(setting.value)
    return {name: found[name] for name in sorted(found)}


queues = (
    QueueServiceClient.from_connection_string(os.environ["AZURE_STORAGE_CONNECTION_STRING"])
    if os.environ.get("AZURE_STORAGE_CONNECTION_STRING")
    else QueueServiceClient(os.environ["AZURE_STORAGE_QUEUE_URL"], credential=DefaultAzureCredential())
)


class Message(NamedTuple):
    """A message that was received, and is leased to who received it."""

    id: str
    body: bytes
    attributes: dict[str, str]
    group: str | None
    receipt: tuple[str, ...]


def _text(body: str | bytes | bytearray | memoryview, attributes: dict[str, str] | None = None) -> str:
    """A message as text: its body in base64, after its attributes, if there are any."""
    parts = [body.encode() if isinstance(body, str) else bytes(body)]
    if attributes:
        parts.insert(0, "\n".join(f"{key}={value}" for key, value in attributes.items()).encode())
    return ".".join(b64encode(part).decode() for part in parts)


def _message(queue: str, item: QueueMessage) -> Message:
    """What a message that was received says."""
    *head, body = (b64decode(part) for part in item.content.split("."))
    attributes = dict(line.split("=", 1) for line in head[0].decode().split("\n")) if head else {}
    return Message(item.id, body, attributes, None, (queue, item.id, item.pop_receipt or ""))


@contextmanager
def _unless_lost() -> Iterator[None]:
    """Do nothing to a message that was delivered again, or is gone, after its lease ended."""
    try:
        yield
    except HttpResponseError as error:
        if getattr(error, "error_code", None) not in ("MessageNotFound", "PopReceiptMismatch"):
            raise


_renewals: dict[tuple[str, ...], tuple[str, float]] = {}


def _pop_receipt(message: Message) -> str:
    """The newest receipt for a message."""
    return _renewals.get(message.receipt, (message.receipt[2], 0.0))[0]


def _is_dead(queue: str, item: QueueMessage) -> bool:
    """Whether a message was received five times before, and is now moved to the queue of dead letters."""
    if (item.dequeue_count or 0) <= 5:
        return False
    queues.get_queue_client(f"{queue}-dead").send_message(item.content, time_to_live=-1)
    with _unless_lost():
        queues.get_queue_client(queue).delete_message(item)
    return True


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
    """Send a message, and return its id."""
    return queues.get_queue_client(queue).send_message(_text(body, attributes), visibility_timeout=delay).id


@_queue_errors()
def _receive(queue: str, *, max_messages: int = 1, wait: int = 0, lease: int = 30) -> list[Message]:
    """Lease messages for `lease` seconds, and ask again for `wait` seconds as long as there are none."""
    source = queues.get_queue_client(queue)
    until, pause = time.monotonic() + wait, 0.1
    while True:
        pages = source.receive_messages(messages_per_page=max_messages, visibility_timeout=lease).by_page()
        found = [_message(queue, item) for item in next(pages, ()) if not _is_dead(queue, item)]
        left = until - time.monotonic()
        if found or left <= 0:
            return found
        time.sleep(min(pause, left))
        pause = min(pause * 2, 1)


@_queue_errors()
def _ack(message: Message) -> None:
    """Delete a message."""
    queue, identifier, _ = message.receipt
    with _unless_lost():
        queues.get_queue_client(queue).delete_message(identifier, _pop_receipt(message))
    _renewals.pop(message.receipt, None)


@_queue_errors()
def _nack(message: Message, *, delay: int = 0) -> None:
    """End the lease of a message after `delay` seconds."""
    queue, identifier, _ = message.receipt
    with _unless_lost():
        queues.get_queue_client(queue).update_message(identifier, _pop_receipt(message), visibility_timeout=delay)
    _renewals.pop(message.receipt, None)


vault = SecretClient(os.environ["AZURE_KEY_VAULT_URL"], credential=DefaultAzureCredential())


def _vault_error(*signs: int | type[AzureError]) -> tuple[type[AzureError], ...]:
    """What to catch when the active error has one of these statuses or exact types, else nothing."""
    error = sys.exc_info()[1]
    if not isinstance(error, AzureError) or isinstance(error, ClientAuthenticationError):
        return ()
    status = getattr(error, "status_code", None)
    if status == 403 and "SecretDisabled" in str(error):
        status = 404
    return (AzureError,) if status in signs or type(error) in signs else ()


@_secrets_errors()
def _secrets_get(name: str, *, version: str | None = None) -> str:
    """Return the value of a secret."""
    return str(vault.get_secret(name, version).value)


azure_identity = DefaultAzureCredential()


def _with_login(database: str) -> str:
    """The address with, where it has a user and no password, a token of the program's Entra ID identity."""
    address = urlsplit(database)
    if not address.username or address.password:
        return database
    token = azure_identity.get_token("https://ossrdbms-aad.database.windows.net/.default").token
    return database.replace("@", f":{quote(token, safe='')}@", 1)


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


blobs = (
    BlobServiceClient.from_connection_string(os.environ["AZURE_STORAGE_CONNECTION_STRING"])
    if os.environ.get("AZURE_STORAGE_CONNECTION_STRING")
    else BlobServiceClient(os.environ["AZURE_STORAGE_ACCOUNT_URL"], credential=DefaultAzureCredential())
)


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
    """Store bytes, or a text as UTF-8, as a blob."""
    blobs.get_blob_client(bucket, path).upload_blob(
        data if isinstance(data, str) else bytes(data),
        overwrite=not if_not_exists,
        content_settings=ContentSettings(content_type=content_type),
        metadata=metadata,
    )


@_storage_errors()
def _list_objects(
    bucket: str, prefix: str = "", *, delimiter: str | None = None, limit: int | None = None
) -> list[ObjectInfo]:
    """Return the blobs whose names begin with a prefix, in the order of their names."""
    return list(_iter_objects(bucket, prefix, delimiter=delimiter, limit=limit))


def _iter_objects(
    bucket: str, prefix: str = "", *, delimiter: str | None = None, limit: int | None = None
) -> Iterator[ObjectInfo]:
    """Yield the blobs whose names begin with a prefix, in the order of their names, page by page."""
    container = blobs.get_container_client(bucket)
    if delimiter is None:
        pages = container.list_blobs(prefix, results_per_page=limit).by_page()
    else:
        pages = container.walk_blobs(prefix, delimiter=delimiter, results_per_page=limit).by_page()
    # The client puts the prefixes of a page before its blobs.
    items = (item for page in pages for item in sorted(page, key=lambda item: item.name))
    for item in islice(items, limit):
        if isinstance(item, BlobPrefix):
            yield ObjectInfo(item.name, 0, None, "", None, None, is_prefix=True)
        else:
            yield ObjectInfo(item.name, item.size, item.last_modified, item.etag.strip('"'), None, None)


bus = (
    ServiceBusClient.from_connection_string(os.environ["AZURE_SERVICE_BUS_CONNECTION_STRING"])
    if os.environ.get("AZURE_SERVICE_BUS_CONNECTION_STRING")
    else ServiceBusClient(os.environ["AZURE_SERVICE_BUS_NAMESPACE"], DefaultAzureCredential())
)


_senders = threading.local()


def _topic_sender(topic: str) -> ServiceBusSender:
    """This thread's sender of a topic, which stays connected; senders aren't made for several threads."""
    senders: dict[str, ServiceBusSender] = vars(_senders)
    if topic not in senders:
        senders[topic] = bus.get_topic_sender(topic)
    return senders[topic]


def _event(
    body: str | bytes | bytearray | memoryview, attributes: dict[str, str] | None, ordering_key: str | None
) -> ServiceBusMessage:
    """An event with an identifier of its own; subscriptions with sessions keep the order of an ordering key."""
    properties: Any = attributes  # the client says that it wants keys of either kind
    return ServiceBusMessage(
        body if isinstance(body, str) else bytes(body),
        application_properties=properties,
        session_id=ordering_key,
        message_id=uuid4().hex,
    )


def _bus_error(*signs: int | type[AzureError]) -> tuple[type[BaseException], ...]:
    """The class of the active error when it has one of these types, or its token was answered so, else no class."""
    error = sys.exc_info()[1]
    sign: object = type(error)
    if isinstance(error, ServiceBusAuthenticationError):
        sign = getattr(error.inner_exception, "status_code", 401)
    return (type(error),) if error is not None and sign in signs else ()


@_topic_errors()
def _publish(
    topic: str,
    body: str | bytes | bytearray | memoryview,
    *,
    attributes: dict[str, str] | None = None,
    ordering_key: str | None = None,
) -> str:
    """Publish an event, and return its message ID."""
    message = _event(body, attributes, ordering_key)
    _topic_sender(topic).send_messages(message)
    return str(message.message_id)


def place(order: str) -> str:
    try:
        _create("orders", order, {"state": "new", "lines": 3})
    except AlreadyExists:
        return "known"
    _queue_send("work", json.dumps({"order": order}), attributes={"kind": "order"})
    _publish("events", f"placed {order}")
    _write("invoices", f"{order}.txt", b"...", content_type="text/plain")
    _set(CACHES["recent"], order, "1", ttl=60)
    return "placed"


def work() -> int:
    done = 0
    for message in _receive("work", max_messages=5, lease=60):
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
