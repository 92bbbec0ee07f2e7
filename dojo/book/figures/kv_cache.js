"use strict";
// The cache that fills: which rows of attention a step computes, without a cache and with one, and what that costs.

{
  const { moving, show, whole, write, box } = figures;
  const [LAYERS, D, V] = [2, 16, 11], SIDE = 150;

  /** Operations of the matrix products for some rows of a text. */
  const cost = (rows, length) => rows * (LAYERS * (24 * D * D + 4 * D * length) + 2 * D * V);
  const listed = (words) => words.length < 3 ? words.join(" and ") : `${words[0]} … ${words.at(-1)}`;

  moving("kv_cache", {
    size: [360, 205],
    about: "Two triangles of rows, one for each token: without a cache all rows are computed, with a cache only the new ones.",
    controls: {
      kept: { label: "tokens in the cache", min: 0, max: 63, step: 1, value: 3 },
      come: { label: "new tokens", min: 1, max: 4, step: 1, value: 2 },
    },
    plays: "kept",
    draw({ kept, come }) {
      const all = kept + come, unit = SIDE / Math.max(all, 5), rows = Array.from({ length: all }, (_, i) => i);
      const triangle = (left, from) => rows.map((i) => box(left, 40 + unit * i, unit * (i + 1), unit, i < from ? "kept" : "computed")).join("");
      const positions = rows.slice(kept), masks = positions.map((i) => `(${rows.map((j) => Number(j <= i)).join(", ")})`);
      const mask = all > 8 ? "" : ` The mask has the ${come > 1 ? "rows" : "row"} ${masks.join(" and ")}.`;
      return {
        shapes: write(15, 16, "without a cache", "start strong") + write(195, 16, "with a cache", "start strong")
          + write(15, 32, `${whole(cost(all, all))} operations`, "start quiet") + write(195, 32, `${whole(cost(come, all))} operations`, "start quiet")
          + triangle(15, 0) + triangle(195, kept),
        says: `${kept} in the cache, ${come} new: ${come > 1 ? "their positions are" : "its position is"} ${listed(positions)}.${mask} With 2 blocks, D = 16 and V = 11 `
          + `the step costs ${whole(cost(come, all))} operations; without a cache ${whole(cost(all, all))}, ${show(all / come)} times as much.`,
      };
    },
  });
}
