"""Asked like a solution: which GPU of this machine computes, and why none does."""

from dojo.engine.base.targets import has_gpu_driver

NONE = "no CUDA GPU on this machine"
UNUSABLE = "your GPU can't be used: {}; the stage cuda is left out"
_APPLE = f"{NONE}: Apple's has no float64, and katas are judged with it; milestones run on it"
_BUILT_FOR_CPU = "this torch, {}, is built for the CPU alone"


def look() -> tuple[str, str]:
    """Return the name of a GPU that computes; where there is none, an empty one and why."""
    import torch

    if not (fault := fault_of("cuda")):
        return torch.cuda.get_device_name(), ""
    if not has_gpu_driver():
        return "", _APPLE if torch.backends.mps.is_available() else NONE
    is_for_cpu = torch.version.cuda is None and torch.version.hip is None
    return "", UNUSABLE.format(_BUILT_FOR_CPU.format(torch.__version__) if is_for_cpu else fault)


def fault_of(device: str) -> str:
    """Add two numbers on a device, and return what goes wrong; empty where nothing does."""
    import torch

    try:
        one = torch.ones(1).to(device)
        return "" if (one + one).cpu().item() == 2 else "1 + 1 is not 2 there"
    except Exception as error:  # of a driver, a build, a card: any
        return first_sentence(error)


def first_sentence(error: BaseException | str) -> str:
    """Return how the text of an error begins: drivers go on with addresses and settings."""
    return str(error).partition("\n")[0].partition(". ")[0].removesuffix(".")
