"""The choice of the default signature of a SavedModel, for programs that run no other; needs no TensorFlow."""

from __future__ import annotations

from functools import cache
from typing import Any

DEFAULT = "serving_default"


def with_default_signature(saved_model: bytes, signature: str) -> bytes:
    """The content of a `saved_model.pb` whose default signature is another one of it. Raises KeyError without it."""
    model = _saved_model_class().FromString(saved_model)
    for graph in model.meta_graphs:
        entries = {entry.key: entry for entry in graph.signature_def}
        chosen = entries[signature]
        entries[DEFAULT].key, chosen.key = signature, DEFAULT
    return model.SerializeToString()


@cache
def _saved_model_class() -> Any:
    """The message SavedModel with nothing but the names of its signatures; all else is kept as fields unknown.

    https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/meta_graph.proto has the numbers.
    """
    from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto
    from google.protobuf.descriptor_pool import DescriptorPool
    from google.protobuf.message_factory import GetMessageClass

    file = FileDescriptorProto(name="signatures.proto", package="signatures", syntax="proto3")
    for message, field in (
        ("Signature", {"name": "key", "number": 1, "type": "TYPE_STRING"}),
        ("MetaGraphDef", {"name": "signature_def", "number": 5, "type_name": ".signatures.Signature"}),
        ("SavedModel", {"name": "meta_graphs", "number": 2, "type_name": ".signatures.MetaGraphDef"}),
    ):
        many = "LABEL_REPEATED" if "type_name" in field else "LABEL_OPTIONAL"
        file.message_type.add(name=message, field=[FieldDescriptorProto(**field, label=many)])
    pool = DescriptorPool()
    pool.Add(file)
    return GetMessageClass(pool.FindMessageTypeByName("signatures.SavedModel"))
