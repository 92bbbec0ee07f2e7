"""The frame of a page that stands alone: its style is in it, and nothing is fetched from anywhere."""

from __future__ import annotations

from dojo.classes.out.text import in_html

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_STYLE = """
:root { --ink: #1c2330; --soft: #5b6577; --line: #dde2ea; --ground: #ffffff; --panel: #f5f7fa; --accent: #2f5fb3;
  --passed: #2e7d4f; --green: #8cc2a0; --wrong: #c8553d; --hung: #8a5fb0; --open: #b8bfca; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --soft: #9aa5b8; --line: #333b4a; --ground: #161a22;
  --panel: #1f2530; --accent: #8fb2f0; --passed: #4fae78; --green: #35684a; --wrong: #e0795f; --hung: #b08ad6;
  --open: #4b5464; } }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; color: var(--ink);
  background: var(--ground); margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 68rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .3rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.4rem 0 .6rem; border-top: 1px solid var(--line); padding-top: 1.4rem; }
h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; }
p { margin: .4rem 0; } .lead { font-size: 1.1rem; color: var(--soft); margin-bottom: 1.4rem; }
img { max-width: 100%; background: #fff; border-radius: 6px; margin-top: .6rem; }
.note, small { color: var(--soft); }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th { text-align: left; color: var(--soft); font-weight: 500; }
th, td { padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: .8rem 1rem;
  overflow-x: auto;
  font: .82rem/1.45 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; white-space: pre; }
.state { font-weight: 600; color: var(--wrong); } .state.passed { color: var(--passed); }
.state.missing, .state.not-started { color: var(--soft); } .state.hung, .state.crashed { color: var(--hung); }
.wrong { font-weight: 600; }
summary { cursor: pointer; color: var(--accent); } ul { margin: .3rem 0; padding-left: 1.2rem; }
.tiles { display: flex; flex-wrap: wrap; gap: .8rem; margin: 1.2rem 0 1.6rem; }
.tile { background: var(--panel); border: 1px solid var(--line); border-radius: 8px;
  padding: .7rem 1.1rem; min-width: 8rem; }
.tile b { display: block; font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.tile span { color: var(--soft); font-size: .85rem; }
.bar { display: flex; height: 1.05rem; border-radius: 4px; overflow: hidden;
  background: var(--panel); min-width: 14rem; }
.bar i { display: block; height: 100%; }
.passed-bg { background: var(--passed); } .green-bg { background: var(--green); }
.wrong-bg { background: var(--wrong); } .hung-bg { background: var(--hung); } .open-bg { background: var(--open); }
.unjudged-bg { border: 1px dashed var(--soft); min-height: 1.2rem; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; color: var(--soft); font-size: .85rem; margin: .6rem 0; }
.legend i { display: inline-block; width: .8rem; height: .8rem; border-radius: 2px; margin-right: .4rem; }
.scroll { overflow-x: auto; } .grid { width: auto; font-size: .8rem; } .grid td, .grid th { padding: .1rem; border: 0; }
.grid th.turned { height: 9.5rem; vertical-align: bottom; } .grid th.turned div { writing-mode: vertical-rl;
  transform: rotate(180deg); white-space: nowrap; padding: .2rem 0; }
.grid td.who { padding-right: .8rem; white-space: nowrap; max-width: 18rem; overflow: hidden; text-overflow: ellipsis; }
.cell { min-width: 2.6rem; padding: .05rem .3rem; border-radius: 3px; color: var(--ground); text-align: right;
  font-variant-numeric: tabular-nums; }
.cell.green-bg, .cell.open-bg, .cell.unjudged-bg { color: var(--ink); }
.count { font-weight: 600; font-variant-numeric: tabular-nums; }
.misread { margin: .7rem 0; }
.misread .meter { height: .45rem; border-radius: 3px; background: var(--wrong); margin: .2rem 0; }
"""


def page(title: str, body: str) -> str:
    """A whole page.

    Parameters
    ----------
    title : str
        Plain text.
    body : str
        HTML.
    """
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>{in_html(title)}</title><style>{_STYLE}</style></head>"
        f"<body><h1>{in_html(title)}</h1>{body}</body></html>\n"
    )
