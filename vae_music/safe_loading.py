"""Checks that the files of a model hold only what models of this package hold, made before anything is loaded.

A model from elsewhere should be mere data, but both file formats can carry code: a `.keras` file may name any layer,
Lambda among them, and a SavedModel any operation of TensorFlow, such as writing a file. Whatever is not known to be
harmless is refused.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from vae_music.errors import ModelError

if TYPE_CHECKING:
    from vae_music.config import Config

MAX_CONFIG_BYTES = 50_000_000
MAX_MODEL_BYTES = 2_000_000_000
MAX_UNITS, MAX_ROLLS = 65_536, 255
"""The largest layer, and the longest side of a roll."""

_MOST_OF_ROLLS = {"ticks_per_step": 8, "pitch_high": 127}  # the number of patterns is 2 to the power of ticks
_MAY_BE_ZERO = ("drum_lanes", "pitch_low")

KERAS_PARTS = {"metadata.json", "config.json", "model.weights.h5"}
KERAS_MODULES = {"keras", "keras.layers", "keras.initializers", "keras.src.models.functional"}
KERAS_OPERATIONS = "keras.src.ops."
OWN_LAYERS = "vae_music>"
KERAS_VALUES = {"__keras_tensor__", "__numpy__", "__tensor__", "__slice__", "__ellipsis__"}
CODE_OR_FILES = {
    "Lambda", "TFSMLayer", "TorchModuleWrapper", "JaxLayer", "FlaxLayer", "function",
    "StringLookup", "IntegerLookup", "TextVectorization",
}  # fmt: skip
"""Classes of the modules above that can run code or read files."""

_HARMLESS = """
    Const Placeholder Identity IdentityN NoOp StopGradient PreventGradient VarHandleOp ReadVariableOp AssignVariableOp
    VarIsInitializedOp DisableCopyOnRead EnsureShape Shape ShapeN Size Rank Cast Bitcast Fill ZerosLike OnesLike
    Reshape Squeeze ExpandDims Pack Unpack Concat ConcatV2 Split SplitV Slice StridedSlice Transpose Tile Gather
    GatherV2 GatherNd ScatterNd TensorScatterUpdate TensorScatterAdd TensorScatterMax ResourceGather ReverseV2
    ReverseSequence Roll Pad PadV2 MirrorPad Where Select SelectV2 OneHot Range LinSpace BroadcastTo BroadcastArgs
    BroadcastGradientArgs InvertPermutation MatrixBandPart MatrixDiagV3 MatrixDiagPartV3 DiagPart Diag Unique UniqueV2
    TopKV2 SearchSorted UpperBound LowerBound
    Add AddV2 AddN AccumulateNV2 Sub Mul MulNoNan Div DivNoNan RealDiv FloorDiv TruncateDiv FloorMod Mod TruncateMod Neg
    Abs Sign Square Sqrt Rsqrt Reciprocal Inv Pow Exp Expm1 Log Log1p Sin Cos Tan Asin Acos Atan Atan2 Sinh Cosh Tanh
    Erf Erfc Erfinv Ndtri Lgamma Digamma Sigmoid Relu Relu6 LeakyRelu Elu Selu Softplus Softsign Softmax LogSoftmax
    Floor Ceil Round Rint Maximum Minimum ClipByValue Xlogy Xlog1py Xdivy SquaredDifference Equal NotEqual Less
    LessEqual Greater GreaterEqual ApproximateEqual LogicalAnd LogicalOr LogicalNot IsFinite IsNan IsInf BitwiseAnd
    BitwiseOr BitwiseXor Invert LeftShift RightShift PopulationCount Sum Prod Mean Max Min Any All ArgMax ArgMin Cumsum
    Cumprod CumulativeLogsumexp SegmentSum UnsortedSegmentSum UnsortedSegmentMax L2Loss Bincount DenseBincount
    MatMul BatchMatMul BatchMatMulV2 BatchMatMulV3 Einsum BiasAdd BiasAddV1 Conv2D FusedBatchNormV3 MaxPool AvgPool LRN
    BlockLSTM BlockLSTMV2 LSTMBlockCell GRUBlockCell _FusedMatMul _FusedConv2D
    StatelessRandomUniform StatelessRandomUniformV2 StatelessRandomUniformInt StatelessRandomUniformIntV2
    StatelessRandomUniformFullInt StatelessRandomUniformFullIntV2 StatelessRandomNormal StatelessRandomNormalV2
    StatelessTruncatedNormal StatelessTruncatedNormalV2 StatelessMultinomial StatelessRandomGetKeyCounter
    StatelessRandomGetAlg StatelessRandomGetKeyCounterAlg
    PartitionedCall StatefulPartitionedCall If StatelessIf Case StatelessCase While StatelessWhile Switch Merge Enter
    Exit NextIteration LoopCond Assert EmptyTensorList TensorListReserve TensorListGetItem TensorListSetItem
    TensorListStack TensorListFromTensor TensorListLength TensorListResize TensorListElementShape TensorListPushBack
    TensorListPopBack TensorListConcatV2 TensorListGather TensorListSplit TensorListScatterIntoExistingList
    StringJoin StringLength StringLower StringFormat StaticRegexFullMatch AsString
"""
HARMLESS_OPERATIONS = frozenset(_HARMLESS.split())
"""Operations for arithmetic, control flow and calls, and for random numbers from a seed that is an input."""
SAVER_OPERATIONS = frozenset({"SaveV2", "RestoreV2", "MergeV2Checkpoints", "ShardedFilename"})
"""Operations of the saver, which every SavedModel has; no other part of its graph may call them."""


def check_sizes(config: Config) -> None:
    """Check the sizes in a configuration. Raises ModelError where one has the wrong type or is out of range."""
    for name, value in asdict(config.spec).items():
        _check_size(name, value, 0 if name in _MAY_BE_ZERO else 1, _MOST_OF_ROLLS.get(name, MAX_ROLLS))
    for name, value in asdict(config.model).items():
        for units in value if isinstance(value, tuple) else (value,):
            _check_size(name, units, 1 if name == "latent" else 0, MAX_UNITS)


def _check_size(name: str, size: object, least: int, most: int) -> None:
    if not isinstance(size, int) or not least <= size <= most:
        raise ModelError(f"its configuration has {name} {str(size)[:40]}")


def check_keras_file(path: Path) -> None:
    """Check that a `.keras` file holds only weights and layers of Keras and of this package. Raises ModelError."""
    try:
        with zipfile.ZipFile(path) as parts:
            _check_parts(path, parts)
            classes = _classes(json.loads(parts.read("config.json")))
            if strange := sorted({str(name) for module, name, own in classes if not _is_layer(module, name, own)}):
                raise ModelError(f"{path}: refused, since it may run code: {', '.join(strange)[:200]}")
            check_weights(path, io.BytesIO(parts.read("model.weights.h5")))
    except (OSError, ValueError, KeyError, RecursionError, zipfile.BadZipFile) as error:
        raise ModelError(f"{path}: not a model of vae-music: {str(error).strip() or 'damaged'}") from error


def check_weights(path: Path, file: Path | io.BytesIO) -> None:
    """Check a file of weights (HDF5). Raises ModelError where it is damaged or refers to other files."""
    import h5py

    def visit(group) -> Iterator[str]:
        for name in group:
            link = group.get(name, getlink=True)
            if not isinstance(link, h5py.HardLink):
                yield name
            elif isinstance(item := group[name], h5py.Group):
                yield from visit(item)
            elif item.external or item.is_virtual:
                yield name

    try:
        with h5py.File(file, "r") as weights:
            strange = next(visit(weights), None)
    except (OSError, KeyError, RuntimeError) as error:
        raise ModelError(f"{path}: not a model of vae-music: damaged weights") from error
    if strange:
        raise ModelError(f"{path}: refused, since its weights {strange!r} lie in another file")


def check_saved_model(folder: Path) -> None:
    """Check a SavedModel. Raises ModelError where it can do more than compute or names files outside its folder."""
    from tensorflow.core.protobuf import saved_model_pb2

    path, model = folder / "saved_model.pb", saved_model_pb2.SavedModel()
    try:
        if path.stat().st_size > MAX_MODEL_BYTES:
            raise ModelError(f"{path}: larger than {MAX_MODEL_BYTES / 1e9:.0f} GB")
        model.ParseFromString(path.read_bytes())
    except OSError as error:
        raise ModelError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    except Exception as error:  # protobuf's exception class, which is not public
        raise ModelError(f"{path}: damaged, so it cannot be loaded") from error
    for graph in model.meta_graphs:
        if strange := sorted(_strange_operations(graph)):
            raise ModelError(f"{path}: refused, since it may do more than calculate: {', '.join(strange)[:200]}")
        for asset in graph.asset_file_def:
            if PurePosixPath(asset.filename.replace("\\", "/")).name != asset.filename:
                raise ModelError(f"{path}: refused, since it names a file outside its folder: {asset.filename!r}")


def _check_parts(path: Path, parts: zipfile.ZipFile) -> None:
    sizes = {part.filename: part.file_size for part in parts.infolist()}
    if set(sizes) != KERAS_PARTS or len(sizes) != len(parts.infolist()):
        raise ModelError(f"{path}: not a model of vae-music: holds {', '.join(sorted(sizes))[:200] or 'nothing'}")
    if sizes["config.json"] > MAX_CONFIG_BYTES or sum(sizes.values()) > MAX_MODEL_BYTES:
        raise ModelError(f"{path}: larger than {MAX_MODEL_BYTES / 1e9:.0f} GB when unpacked")


def _classes(config: Any) -> Iterator[tuple[Any, Any, Any]]:
    """The module, class and registered name of every object that Keras would create from a configuration."""
    if isinstance(config, Mapping):
        if "class_name" in config:
            yield config.get("module"), config["class_name"], config.get("registered_name")
        yield from (found for value in config.values() for found in _classes(value))
    elif isinstance(config, list):
        yield from (found for value in config for found in _classes(value))


def _is_layer(module: Any, name: Any, registered: Any) -> bool:
    if not isinstance(name, str) or name in CODE_OR_FILES:
        return False
    if module is None:
        return name in KERAS_VALUES
    if isinstance(registered, str) and ">" in registered:
        return registered == OWN_LAYERS + name
    return isinstance(module, str) and (module in KERAS_MODULES or module.startswith(KERAS_OPERATIONS))


def _strange_operations(graph: Any) -> set[str]:
    """The operations of a MetaGraphDef that are not known to be harmless, except those that only its saver calls."""
    functions = {function.signature.name: function.node_def for function in graph.graph_def.library.function}
    saver = {name.split(":")[0] for name in (graph.saver_def.save_tensor_name, graph.saver_def.restore_op_name)}
    answers = {
        tensor.name.split(":")[0] for signature in graph.signature_def.values() for tensor in signature.outputs.values()
    }
    nodes = graph.graph_def.node
    begun = _called(node for node in nodes if node.name not in saver - answers)
    called = _reached([*begun, *graph.object_graph_def.concrete_functions], functions)
    strange = {node.op for node in nodes} | {node.op for name in called for node in functions.get(name, ())}
    kept_for_the_saver = {node.op for name in functions.keys() - called for node in functions[name]}
    return (strange | (kept_for_the_saver - SAVER_OPERATIONS)) - HARMLESS_OPERATIONS - functions.keys()


def _reached(roots: Iterable[str], functions: Mapping[str, Any]) -> set[str]:
    """The names in `roots` and those of everything that these functions call, directly or indirectly."""
    reached: set[str] = set()
    pending = list(roots)
    while pending:
        name = pending.pop()
        if name not in reached:
            reached.add(name)
            pending.extend(_called(functions.get(name, ())))
    return reached


def _called(nodes: Iterable[Any]) -> Iterator[str]:
    for node in nodes:
        yield node.op  # a function may be called by its name
        for attribute in node.attr.values():
            yield from filter(None, (attribute.func.name, *(function.name for function in attribute.list.func)))
