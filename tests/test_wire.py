"""Questions go down whole, answers come up as data alone."""

from __future__ import annotations

import pickle
import socket
import struct
import sys
import threading
import time
import tracemalloc
import types
from dataclasses import dataclass

import msgpack
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dojo.engine.base.lines import Line
from dojo.engine.base.nested import BFloat16Array, NotAResult
from dojo.engine.base.questions import Answer, Ended, Question, Raised
from dojo.engine.base.targets import TARGETS
from dojo.engine.explain.display import layouts, literal
from dojo.engine.process import wire
from dojo.engine.process.channel import LARGEST, Channel, Closed
from dojo.engine.process.child.main import _reply

GRID = np.arange(24.0).reshape(2, 3, 4)
LAYOUTS = {
    "C": GRID,
    "Fortran": np.asfortranarray(GRID),
    "transposed": GRID.T,
    "axes moved": np.moveaxis(GRID, 0, 1),
    "gaps": GRID[..., ::2],
    "gaps in front": GRID[:, ::2],
    "reversed": GRID[..., ::-1],
    "all reversed": GRID[::-1, ::-1, ::-1],
    "broadcast": np.broadcast_to(GRID[0], (5, 3, 4)),
    "one entry, repeated": np.broadcast_to(np.float32(2), (3, 2)),
    "empty": np.empty((0, 3)),
    "empty, transposed": np.empty((0, 3)).T,
    "0-d": np.array(3.0),
    "a column": GRID[:, :1, 1],
    "float16": GRID.astype(np.float16).T,
    "complex": (GRID + 1j).T,
    "truth values": GRID[..., ::2] > 3,
    "texts": np.array([["a", "bb"], ["c", "d"]]).T,
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_array_goes_down_with_its_memory_layout(layout):
    array = LAYOUTS[layout]
    (back,) = wire.unpack(wire.pack((array,)))
    np.testing.assert_array_equal(back, array, strict=True)
    assert back.strides == array.strides or not array.size
    assert back.flags.writeable == array.flags.writeable
    assert back.flags.writeable is False or not np.shares_memory(back, array)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_array_comes_up_with_its_values(layout):
    (back,) = wire.decode(wire.encode([LAYOUTS[layout]]))
    np.testing.assert_array_equal(back, LAYOUTS[layout], strict=True)
    assert back.flags.f_contiguous or not LAYOUTS[layout].flags.f_contiguous


PLAIN = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
    | st.complex_numbers(allow_nan=False)
)
KEYS = st.recursive(PLAIN, lambda inner: st.tuples(inner, inner) | st.frozensets(PLAIN, max_size=2), max_leaves=3)


@given(st.recursive(PLAIN | st.sets(PLAIN, max_size=3), lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner)))
def test_every_plain_result_comes_up_as_it_is(result):
    back = wire.decode(wire.encode(result))
    assert back == result
    assert type(back) is type(result)


def test_a_whole_answer_comes_up():
    line = Line("/x/softmax.py", 3, "softmax")
    sent = Answer([np.ones(2), {"a": NotAResult("a generator")}], Raised(("builtins.ValueError",), "no", (line,), True))
    back = wire.decode(wire.encode(sent))
    assert back.raised == sent.raised
    assert back.value[1] == sent.value[1]
    assert wire.decode(wire.encode(Ended("hung", "it", (("at", "x"),), ("why",)))).rows == (("at", "x"),)
    assert isinstance(wire.decode(wire.encode(np.ones(2, np.float32).view(BFloat16Array))), BFloat16Array)


class Evil:
    def __reduce__(self):
        return exec, ("raise SystemExit('code ran')",)


RECORD, ARRAY = 7, 0


def _framed(told: bytes, arrays: bytes = b"") -> bytes:
    return struct.pack("!Q", len(told)) + told + arrays


def _extension(code, value, arrays: bytes = b""):
    return _framed(msgpack.packb(msgpack.ExtType(code, msgpack.packb(value))), arrays)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff" * 64,
        _framed(b"\xc1"),
        _framed(pickle.dumps(Evil())),
        _extension(99, 1),
        _extension(ARRAY, ["O", [1], "C"], pickle.dumps(Evil())),
        _extension(ARRAY, ["<f8", [9], "C"], b"12345678"),
        _extension(ARRAY, ["<f8", [-1], "C"], b"12345678"),
        _extension(ARRAY, ["<f8", [2**40], "C"], b"12345678"),
        _extension(RECORD, ["Answer", [1, 2, 3]]),
        _extension(RECORD, ["Evil", []]),
        _extension(RECORD, ["Line", ["x", "not a number", "f"]]),
    ],
)
def test_what_is_no_answer_is_an_error_and_nothing_else(data):
    with pytest.raises(ValueError, match="no answer"):
        wire.decode(data)


@dataclass(frozen=True)
class Program:
    """A class of a judge."""

    text: str


def test_a_judges_functions_and_classes_go_whole():
    import tests.test_wire as here

    wire.send_by_value(here)
    packed = wire.pack([here.Program("x"), here.test_a_whole_answer_comes_up])
    assert b"test_wire" not in packed.split(b"Program")[0] or b"cloudpickle" in packed
    assert wire.unpack(packed)[0].text == "x"


def test_a_question_about_arrays_needs_plain_pickle_alone(monkeypatch):
    monkeypatch.setattr(wire, "_CloudPickler", None)
    asked = Question("softmax", (GRID,), {"axis": -1}, TARGETS["numpy"])
    told = wire.unpack(wire.pack(asked, {}), [])
    np.testing.assert_array_equal(told.args[0], GRID)
    assert (told.scenario, told.kwargs, told.target) == (asked.scenario, asked.kwargs, asked.target)


def test_what_a_judge_defines_takes_a_number_in_each_question(monkeypatch):
    judge = types.ModuleType("a_judge_with_functions")
    monkeypatch.setitem(sys.modules, judge.__name__, judge)
    exec(
        "import dataclasses\n"
        "def scenario(solution, f, x): return f(x)\n"
        "def double(x): return 2 * x\n"
        "@dataclasses.dataclass(frozen=True)\n"
        "class Program: text: str\n",
        vars(judge),
    )
    wire.send_by_value(judge)
    numbered: dict = {}
    asked = Question(judge.scenario, (judge.double, judge.Program("c = a"), GRID), {}, TARGETS["numpy"])
    data = [wire.pack(asked, numbered) for _ in range(2)]
    assert list(numbered) == [judge.scenario, judge.double, judge.Program]
    definitions = [wire.unpack(wire.pack(defined)) for defined in numbered]
    told = wire.unpack(data[1], definitions)
    assert (told.scenario, told.args[0], type(told.args[1])) == tuple(definitions)
    assert told.args[1].text == "c = a"
    assert b"scenario" not in data[0]


def test_a_channel_keeps_messages_apart_and_waits():
    near, far = (Channel(end) for end in socket.socketpair())
    near.send(b"one")
    near.send(b"x" * 100_000)
    assert far.receive(1) == b"one"
    assert far.receive(1) == b"x" * 100_000
    assert far.receive(0.01) is None
    near.close()
    with pytest.raises(Closed):
        far.receive(1)


def test_a_channel_refuses_what_is_no_message():
    near, far = socket.socketpair()
    near.sendall(b"\xff" * 16)
    with pytest.raises(Closed, match="no message"):
        Channel(far).receive(1)


def test_a_message_that_comes_by_the_byte_holds_nobody_up():
    near, far = socket.socketpair()
    near.sendall(b"\0\0\0\0\0\0\x10\0")
    ends = threading.Event()

    def trickle():
        while not ends.wait(0.02):
            near.sendall(b"x")

    thread = threading.Thread(target=trickle)
    thread.start()
    began = time.monotonic()
    received = Channel(far).receive(0.2)
    ends.set()
    thread.join()
    assert received is None
    assert time.monotonic() - began < 30  # all of it would take more than a minute


def test_an_answer_that_is_too_large_is_no_result():
    reply = wire.decode(_reply(7, Answer(np.zeros(LARGEST // 8))))
    assert isinstance(reply[2].value, NotAResult)
    assert "bytes" in reply[2].value.description


def test_the_judge_does_not_grow_with_what_it_is_told():
    """An empty list is a byte on the way, and fifty-six where it has come."""
    lists = msgpack.packb([[]] * (wire.LARGEST_BODY - 16))
    tracemalloc.start()
    wire.decode(_framed(lists))
    assert tracemalloc.get_traced_memory()[1] < 2**28
    tracemalloc.stop()
    with pytest.raises(ValueError, match="no answer"):
        wire.decode(_framed(msgpack.packb([[]] * wire.LARGEST_BODY)))


def test_no_two_arrays_share_their_bytes():
    array = msgpack.ExtType(ARRAY, msgpack.packb(["|u1", [8], "C"]))
    with pytest.raises(ValueError, match="no answer"):
        wire.decode(_framed(msgpack.packb([array, array]), b"12345678"))
    one, other = wire.decode(_framed(msgpack.packb([array, array]), b"1234567887654321"))
    assert (bytes(one), bytes(other)) == (b"12345678", b"87654321")


def test_what_is_nested_without_end_is_no_answer():
    nested = msgpack.packb(1)
    for _ in range(3000):
        nested = msgpack.packb(msgpack.ExtType(wire._TUPLE, nested))
    with pytest.raises(ValueError, match="nested too deep"):
        wire.decode(_framed(nested))
    for depth in (50, 200):
        value = ()
        for _ in range(depth):
            value = (value,)
        answer = wire.decode(_reply(7, Answer(value)))[2].value
        assert isinstance(answer, NotAResult) == (depth == 200)


@pytest.mark.parametrize("code", [wire._DICT, wire._SET, wire._FROZENSET])
def test_keys_that_were_chosen_to_share_a_hash_are_refused(code):
    keys = [wire._extension(wire._INTEGER, f"{k * (2**61 - 1):x}") for k in range(3000)]
    data = _framed(msgpack.packb(wire._extension(code, [[k, 0] for k in keys] if code == wire._DICT else keys)))
    with pytest.raises(ValueError, match="share their hash"):
        wire.decode(data)
    assert wire.decode(wire.encode(dict.fromkeys(range(-3000, 3000), 0)))[-2] == 0


@pytest.mark.parametrize("module", ["np", "torch"])
@pytest.mark.parametrize("array", [np.asfortranarray(GRID[0]), GRID[0][:, ::2], GRID[0]], ids=["F", "gaps", "C"])
def test_the_call_to_paste_has_the_layout(array, module):
    import torch

    made = eval(literal(array, module), {"np": np, "torch": torch})
    assert np.array_equal(np.asarray(made), array)
    assert tuple(s * made.itemsize for s in made.stride()) == array.strides if module == "torch" else True
    assert made.strides == array.strides if module == "np" else True
    assert bool(layouts([array])) == (not array.flags.c_contiguous)
