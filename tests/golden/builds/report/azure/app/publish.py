import os

from azure.core.exceptions import ResourceNotFoundError
from azure.identity import DefaultAzureCredential
from azure.storage.blob import BlobServiceClient, ContentSettings

blobs = (
    BlobServiceClient.from_connection_string(os.environ["AZURE_STORAGE_CONNECTION_STRING"])
    if os.environ.get("AZURE_STORAGE_CONNECTION_STRING")
    else BlobServiceClient(os.environ["AZURE_STORAGE_ACCOUNT_URL"], credential=DefaultAzureCredential())
)

BUCKET = "reports"


def publish(day: str) -> list[str]:
    with open(f"out/{day}.csv", "rb") as data:
        blobs.get_blob_client(BUCKET, f"daily/{day}.csv").upload_blob(
            data, overwrite=True, content_settings=ContentSettings(content_type="text/csv")
        )
    return [o.name for o in blobs.get_container_client(BUCKET).list_blobs(name_starts_with="daily/") if o.size]


def latest(day: str) -> bytes:
    try:
        return blobs.get_blob_client(BUCKET, f"daily/{day}.csv").download_blob().readall()
    except ResourceNotFoundError:
        return b""
