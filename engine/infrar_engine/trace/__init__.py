"""A build record and the output of a deployed program → the same output with places in the source beside its frames.

Nothing here reads or writes files. The entries are `read_record` and `Annotator`.
"""

from infrar_engine.trace.annotator import Annotator, Files
from infrar_engine.trace.frames import Frame
from infrar_engine.trace.record import Record, RecordError, read_record

__all__ = ["Annotator", "Files", "Frame", "Record", "RecordError", "read_record"]
