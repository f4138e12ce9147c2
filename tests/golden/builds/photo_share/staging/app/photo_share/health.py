"""Whether the store can be reached: write a mark, read it back."""

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from s3transfer.exceptions import S3CopyFailedError, S3DownloadFailedError

from photo_share.config import PHOTOS

from .cloud_support import BUCKETS, s3

MARK = "health/mark"


def healthy() -> bool:
    try:
        s3.put_object(Bucket=BUCKETS[PHOTOS], Key=MARK, Body="ok")
        return s3.get_object(Bucket=BUCKETS[PHOTOS], Key=MARK)["Body"].read() == b"ok"
    except (ClientError, BotoCoreError, Boto3Error, S3CopyFailedError, S3DownloadFailedError):
        return False
