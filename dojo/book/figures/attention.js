"use strict";
// Attention of one sentence: the weights of one query, with and without √E and the mask. The first two tokens are those
// of the worked example.

{
  const { moving, show, sum, softmax, write, box } = figures;
  const TOKENS = ["the", "cat", "sat", "because", "it", "was", "tired"];
  const Q = [[2, 0, 0, 0], [0, 2, 2, 0], [0, 3, 1, 0], [0, 0, 2, 2], [0, 3, 3, 0], [0, 1, 1, 2], [0, 2, 2, 1]];
  const K = [[1, 0, 0, 0], [0, 1, 1, 0], [0, 0, 0, 2], [1, 0, 0, 1], [0, 0.5, 0.5, 0], [0, 0, 0, 1], [0, 0, 1, 1]];
  const VALUES = [10, 20, 30, 40, 50, 60, 70];
  Object.assign(figures, { Q, K, VALUES });
  const match = (q, k) => sum(q.map((x, i) => x * k[i]));

  moving("attention", {
    size: [360, 218],
    about: "A row for each key: its score, its weight as a bar, and its value.",
    controls: {
      query: { label: "The query of", options: TOKENS, value: 4 },
      count: { label: "tokens", min: 2, max: 7, step: 1, value: 7 },
      rooted: { label: "divide by √E", value: true },
      causal: { label: "causal mask", value: true },
    },
    draw({ query, count, rooted, causal }, { query: { rows } }) {
      rows.forEach((row, i) => { row.hidden = i >= count; });
      const asks = Math.min(query, count - 1), sees = causal ? asks + 1 : count;
      const scores = K.slice(0, count).map((k) => match(Q[asks], k) / (rooted ? 2 : 1)), weights = softmax(scores.slice(0, sees));
      const result = sum(weights.map((weight, j) => weight * VALUES[j])), top = weights.indexOf(Math.max(...weights));
      const row = (j) => write(66, 36 + 26 * j, TOKENS[j], j === asks ? "end strong" : "end") + (j < sees
        ? write(104, 36 + 26 * j, show(scores[j])) + box(136, 23 + 26 * j, 110 * weights[j], 18, "bar class0")
          + write(142 + 110 * weights[j], 36 + 26 * j, show(weights[j]), "start") + write(335, 36 + 26 * j, VALUES[j], "two")
        : write(136, 36 + 26 * j, "hidden: weight 0", "start quiet"));
      return {
        shapes: write(66, 12, "key", "end quiet") + write(104, 12, "score", "quiet") + write(136, 12, "weight", "start quiet") + write(335, 12, "value", "quiet")
          + TOKENS.slice(0, count).map((_, j) => row(j)).join(""),
        says: `The query of “${TOKENS[asks]}” sees ${sees} of ${count} keys. It gives “${TOKENS[top]}” the largest weight, ${show(weights[top])}. `
          + `The weights times the values sum to ${show(Math.round(result * 100) / 100)}.`,
      };
    },
  });
}
