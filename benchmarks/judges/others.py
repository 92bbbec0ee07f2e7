"""The bank before the judge of another project: ``python -m benchmarks.judges.others CHECKOUT``, one of TorchCode.

A solution counts where TorchCode asks for the same function and the solution is wrong by TorchCode's contract, too: for
finite float32 tensors, by torch's own function, on the input beside it. What comes of it is added to ``run.json``.
"""

from __future__ import annotations

import json
import subprocess
import sys

import torch
import torch.nn.functional as F

from benchmarks.judges.__main__ import RUN
from benchmarks.judges.bank import Solution, page_of

_ONE, _TWO, _VALUES = torch.ones(1, 2, 2), torch.tensor([[[1.0, 0.0], [0.0, 3.0]]]), torch.tensor([[[10.0], [20.0]]])
TASKS = {
    "softmax": ("softmax", lambda own: lambda x, dim=-1: own(x, axis=dim), torch.softmax),
    "attention": ("attention", lambda own: own, F.scaled_dot_product_attention),
    "causal_attention": (
        "attention",
        lambda own: lambda q, k, v: own(q, k, v, causal=True),
        lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True),
    ),
    "layernorm": ("layer_norm", lambda own: own, lambda x, w, b: F.layer_norm(x, w.shape, w, b)),
    "rmsnorm": ("rms_norm", lambda own: own, lambda x, w: F.rms_norm(x, w.shape, w, 1e-6)),
}
"""A task of TorchCode: our kata, what makes its function of ours, and torch's."""
_PLAIN = torch.ones(2), torch.zeros(2)
WRONG = {
    ("softmax", "shifts_by_the_largest_magnitude"): (torch.tensor([-1000.0, -1001.0]), -1),
    ("softmax", "finds_the_maximum_of_rows_for_any_axis"): (torch.tensor([[0.0, 3.0], [900.0, 5.0]]), 0),
    ("attention", "the_root_of_the_width_of_values"): (_ONE, _TWO, _VALUES),
    ("causal_attention", "weights_cut_and_not_shared_out"): (_ONE, _TWO, _VALUES),
    ("causal_attention", "hides_after_the_softmax"): (_ONE, 3000 * _TWO, _VALUES),
    ("causal_attention", "a_hidden_score_is_zero"): (_ONE, _TWO, _VALUES),
    ("layernorm", "eps_beside_the_root"): (torch.tensor([0.001, 0.003]), *_PLAIN),
    ("layernorm", "one_mean_for_each_text"): (torch.tensor([[[0.0, 1.0], [4.0, 9.0]]]), *_PLAIN),
    ("layernorm", "nothing_left_is_zero"): (torch.tensor([7.0, 7.0]), torch.ones(2), torch.tensor([1.0, 2.0])),
    ("rmsnorm", "eps_added_to_the_sum"): (torch.tensor([0.001, 0.001]), torch.ones(2)),
    ("rmsnorm", "the_gain_is_one_more"): (torch.tensor([3.0, 4.0]), torch.ones(2)),
    ("rmsnorm", "eps_as_a_lower_limit"): (torch.tensor([0.001, 0.001]), torch.ones(2)),
}
"""The wrong solutions that count, each with an input."""


def _function(task: str, solution: Solution):
    kata, adapted, _ = TASKS[task]
    names: dict = {}
    exec(compile(solution.code, solution.name, "exec"), names)
    return adapted(names[kata])


def judged(task: dict, function) -> bool:
    """Whether a function passes all tests of a task, each run as TorchCode's engine runs it."""
    name = task["function_name"]
    try:
        for test in task["tests"]:
            torch.manual_seed(0)
            exec(compile(test["code"].replace("{fn}", name), test["name"], "exec"), {name: function})
    except Exception:
        return False
    return True


def run(tasks: dict) -> list[dict]:
    """Judge the wrong solutions that count, each shown to be wrong first, and the right ones of their katas."""
    rows = []
    for name, (kata, _, truth) in TASKS.items():
        for solution in page_of(kata).solutions:
            function = _function(name, solution)
            if solution.kind == "wrong" and (call := WRONG.get((name, solution.name))):
                if torch.allclose(function(*call), truth(*call), rtol=1e-3):
                    sys.exit(f"{name}, {solution.name}: not wrong on its input")
            elif solution.kind != "right":
                continue
            verdict = "green" if judged(tasks[name], function) else "red"
            rows.append({"kata": kata, "task": name, "kind": solution.kind, "name": solution.name, "verdict": verdict})
    return rows


def main(checkout: str) -> None:
    """Judge, and add what comes of it to the run's file."""
    sys.path.insert(0, checkout)
    from torch_judge.tasks import TASKS as tasks

    commit = subprocess.run(["git", "-C", checkout, "rev-parse", "HEAD"], capture_output=True, text=True, check=True)
    record = json.loads(RUN.read_text(encoding="utf-8"))
    record["others"] = {"duoan/TorchCode": {"commit": commit.stdout.strip(), "solutions": run(tasks)}}
    RUN.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(record["others"], indent=1))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
