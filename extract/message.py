"""What workers say, as one line of JSON: written from dataclasses, taken only where each field has its type.

Nothing but data can come of it: no code is named in it, unlike in a pickle. Whoever wrote the line, what is decoded
has exactly the fields of its class, with values of their types that can be published.
"""

import json
import math
from collections.abc import Callable
from dataclasses import asdict, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")

# Numbers beyond these fit no column of the dataset.
LEAST, MOST = -(2**31), 2**31 - 1

_Decode = Callable[[object], Any]


class Garbled(ValueError):
    """The bytes are not what the type says; the message says where they differ first."""


def encode(said: "DataclassInstance") -> bytes:
    """A dataclass as one line of ASCII, without its line end."""
    return json.dumps(asdict(said), allow_nan=False, separators=(",", ":")).encode("ascii")


def decode(kind: type[T], line: bytes) -> T:
    """The dataclass `kind` that the line says. Raises Garbled."""
    decode_line: Callable[[object], T] = _decoder(kind)  # type: ignore[arg-type]
    try:
        found = decode_line(json.loads(line))
    except RecursionError as error:
        raise Garbled("nested too deeply") from error
    except (ValueError, TypeError) as error:
        raise Garbled(str(error)) from error
    return found


@cache
def _decoder(kind: Any) -> _Decode:
    """The function that takes a JSON value for what `kind` says, or raises ValueError."""
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if is_dataclass(kind):
        return _object(kind)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is UnionType and len(arguments) == 2 and arguments[1] is NoneType:
        decode_some = _decoder(arguments[0])
        return lambda value: None if value is None else decode_some(value)
    if origin is tuple:
        return _many(arguments[0]) if arguments[-1] is Ellipsis else _some(arguments)
    raise TypeError(f"no message holds a {kind}")


def _object(kind: Any) -> _Decode:
    hints = get_type_hints(kind)
    decoders = {field.name: _decoder(hints[field.name]) for field in fields(kind)}

    def decode_object(value: object) -> object:
        if not isinstance(value, dict) or value.keys() != decoders.keys():
            raise ValueError(f"not the fields of {kind.__name__}")
        return kind(**{name: decode_field(value[name]) for name, decode_field in decoders.items()})

    return decode_object


def _many(kind: Any) -> _Decode:
    decode_item = _decoder(kind)
    return lambda value: tuple(map(decode_item, _list(value)))


def _some(kinds: tuple[Any, ...]) -> _Decode:
    decoders = tuple(map(_decoder, kinds))
    return lambda value: tuple(d(item) for d, item in zip(decoders, _list(value), strict=True))


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise ValueError(f"a {type(value).__name__} where a list belongs")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"a {type(value).__name__} where text belongs")
    value.encode("utf-8")  # half a surrogate pair is no text
    return value


def _whole(value: object) -> int:
    if type(value) is not int or not LEAST <= value <= MOST:
        raise ValueError(f"a {type(value).__name__} where a whole number of 32 bits belongs")
    return value


def _number(value: object) -> float:
    if type(value) not in (int, float) or not math.isfinite(value) or abs(value) > MOST:  # type: ignore[arg-type]
        raise ValueError(f"a {type(value).__name__} where a finite number belongs")
    return float(value)  # type: ignore[arg-type]


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"a {type(value).__name__} where true or false belongs")
    return value


_SIMPLE: dict[Any, _Decode] = {str: _text, int: _whole, float: _number, bool: _truth}
