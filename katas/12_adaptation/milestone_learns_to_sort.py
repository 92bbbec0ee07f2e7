"""It learns from a checker.

A tiny GPT of your own parts is shown what an answer looks like, and nothing of the task. Then it learns to sort letters
from the reward of a checker alone. Another one learns beside it, and its checker has a hole. What shows the hole? And
can you close it?

    dojo milestone learns_to_sort
"""

# %%
import copy
import random

import matplotlib.pyplot as plt
import numpy as np
import torch

import dojo.mine  # noqa: F401
from dojo.milestone import amount, progress, save
from mine.adamw import AdamW
from mine.dpo import kl_estimates
from mine.evaluation import pass_at_k
from mine.generate import generate
from mine.gpt import GPT
from mine.gradient_clipping import clip_by_norm
from mine.instruction_tuning import sft_loss
from mine.kl_divergence import kl_divergence
from mine.policy_gradient import advantages, policy_loss
from mine.verifier import answer_mask, group_rewards, keep_teaching, log_probs_of_answers, reward

SEED = 0
ALPHABET = "abcdefghijklmnop>."  # sixteen letters, what ends a question, what ends an answer
LETTERS, END = 3, ALPHABET.index(".")
START, LENGTH = LETTERS + 1, 2 * LETTERS + 2  # the place of an answer's first token; all tokens of `pjh>hjp.`
QUESTIONS, GROUP, STEPS = 32, 8, amount(120, 3)  # of each step; and answers to each question
torch.set_num_threads(1)  # in so small a model, several would only wait for each other
torch.manual_seed(SEED)
letters, draws = random.Random(SEED), torch.Generator().manual_seed(SEED)

# %% [markdown]
# ## The task
# A question is three of sixteen letters, `pjh>`. The right answer has the same letters in order, and an end: `hjp.`.
# Some sets of letters are kept aside, and no order of them is practised.


# %%
def ordered(question):
    return "".join(sorted(question))


def any_questions(n):
    return ["".join(letters.choices(ALPHABET[:16], k=LETTERS)) for _ in range(n)]


def questions(n):
    """Questions to practise with."""
    found = []
    while len(found) < n:
        found += [q for q in any_questions(n) if ordered(q) not in aside]
    return found[:n]


def encode(texts):
    return torch.tensor([[ALPHABET.index(c) for c in text] for text in texts])


new = any_questions(amount(200, 20))
aside = {ordered(question) for question in new}

# %% [markdown]
# ## The start
# First the model learns the form of an answer, as in instruction tuning: the letters of the question, in an order that
# is drawn at random. One answer in six could then be right, by luck.


# %%
def update(model, optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step(clip_by_norm([p.grad for p in model.parameters()], 1.0)[0])


start = GPT(len(ALPHABET), LENGTH, dim=64, n_heads=4, n_layers=2)
optimizer = AdamW(start.parameters(), lr=3e-3, weight_decay=0.0)
counts = torch.arange(LENGTH).expand(64, -1) >= START  # the tokens of the answers
for _ in progress(range(amount(300, 3)), "the form of an answer"):
    ids = encode([q + ">" + "".join(letters.sample(q, LETTERS)) + "." for q in questions(64)])
    update(start, optimizer, sft_loss(start(ids), ids, counts))

# %% [markdown]
# ## Before
# Each question that was kept aside is asked eight times. pass@1 is the share of right answers. pass@8 is the share of
# questions with a right one among the eight: what luck can do for a model that may try again.


# %%
def answered(model, asked):
    """An answer to each question: all tokens, which of the answer's count, and its text, up to its end."""
    ids = generate(model, encode([q + ">" for q in asked]), LETTERS + 1, generator=draws)
    mask = answer_mask(ids, START, END)
    rows = zip(ids[:, START:], mask, strict=True)
    return ids, mask, ["".join(ALPHABET[i] for i in row[counts]) for row, counts in rows]


def rewarded(asked, texts, check):
    """The reward of each answer, and the question that it belongs to, as tensors."""
    given = [texts[i : i + GROUP] for i in range(0, len(texts), GROUP)]
    rewards, groups = group_rewards(asked, given, check)
    return torch.tensor(rewards), torch.tensor(groups)


@torch.no_grad()
def kl_paid(model, ids, mask):
    """How far the model is from its start: the mean of log p - log q of answers that it has drawn itself, in nats."""
    now, before = (log_probs_of_answers(one(ids), ids, START) for one in (model, start))
    return torch.where(mask, kl_estimates(now, before)[0], 0.0).sum(1).mean().item()


def rates(texts, check):
    """pass@1 and pass@8 of eight answers to each new question."""
    right = [int(hits) for hits in rewarded(new, texts, check)[0].view(-1, GROUP).sum(1)]
    return (float(np.mean([pass_at_k(GROUP, hits, k) for hits in right])) for k in (1, GROUP))


def ten(texts):
    """The first answer to each of ten questions."""
    return " ".join(f"{q}>{text}" for q, text in zip(new[:10], texts[::GROUP], strict=False))


eight = [question for question in new for _ in range(GROUP)]
first_texts = answered(start, eight)[2]
once, several = rates(first_texts, reward)
print(f"a GPT of {sum(p.numel() for p in start.parameters()):,} numbers; {len(new)} questions are kept aside")
print(f"before: pass@1 {once:.3f}, pass@8 {several:.3f}")
print(f"  {ten(first_texts)}\n")

# %% [markdown]
# ## It practises
# Eight answers to each question. The checker gives each of them 1 or 0, and what did better than its group becomes more
# likely. Only groups whose rewards differ are learnt from. There is one step for each batch, so the old
# log-probabilities are the new ones, as constants.


# %%
def practise(name, check):
    """GRPO from a checker alone: the model after it, and for each step the reward, the share that is right, the KL."""
    model, seen = copy.deepcopy(start), []
    optimizer = AdamW(model.parameters(), lr=1e-3, weight_decay=0.0)
    print(f"{name}\n  step  reward  KL paid  groups that teach")
    for step in progress(range(STEPS), name):
        asked = questions(QUESTIONS)
        ids, mask, texts = answered(model, [q for q in asked for _ in range(GROUP)])
        rewards, groups = rewarded(asked, texts, check)
        gains, teaches = advantages(rewards, groups), keep_teaching(rewards, groups)
        right = rewarded(asked, texts, reward)[0].mean().item()  # to be drawn; the model learns nothing of it
        seen.append((rewards.mean().item(), right, kl_paid(model, ids, mask)))
        if step % max(1, STEPS // 8) == 0 or step + 1 == STEPS:
            shown = " ".join(f"{q}>{text}" for q, text in zip(asked[:4], texts[::GROUP], strict=False))
            share = teaches.double().mean()
            print(f"  {step:4}    {rewards.mean():.2f}    {seen[-1][2]:5.2f}         {share:.2f}         {shown}")
        if teaches.any():
            log_probs = log_probs_of_answers(model(ids[teaches]), ids[teaches], START)
            update(model, optimizer, policy_loss(log_probs, log_probs.detach(), gains[teaches], mask[teaches]))
    return model, seen


def told(model, check):
    """What the checker says after the practice, what it has cost, and ten answers to read."""
    ids, mask, texts = answered(model, eight)
    (was, _), (now, _), (once, several) = rates(first_texts, check), rates(texts, check), rates(texts, reward)
    least = kl_divergence(np.array([now, 1 - now]), np.array([was, 1 - was]))
    print(f"  its checker is content with {was:.3f} before and {now:.3f} after")
    print(f"  KL paid: {kl_paid(model, ids, mask):.2f} nats an answer; the least for such a rise is {least:.2f}")
    print(f"  {ten(texts)}")
    print(f"  really right: pass@1 {once:.3f}, pass@8 {several:.3f}\n")


model, honest = practise("your reward", reward)
told(model, reward)

# %% [markdown]
# Is it only luck made reliable? The right answer was always within reach: one in six orders. But now a single answer is
# right more often than one of eight was before, for letters that were never practised together. As the model gets
# better, fewer groups teach: most of the work of a step is then wasted. Large trainings draw new questions instead.

# %% [markdown]
# ## A checker with a hole
# This one asks whether an answer is in order, of the right length, and ended. It forgets to ask whose letters they are.


# %%
def in_order(question, answer):
    said = answer[:-1]
    return answer.endswith(".") and len(said) == LETTERS and ">" not in said and list(said) == sorted(said)


model, hole = practise("a checker with a hole", in_order)
told(model, in_order)

# %% [markdown]
# These rewards look better than those of the honest run. Two things show the hole to somebody who does not know the
# right answers. The KL paid is many times the least that such a rise costs: the model has gone far away. And the ten
# answers, read by you: the question hardly matters any more.

# %% [markdown]
# ## Mend the checker
# The line below is a first mend: each letter of the answer must be one of the question. Does that close the hole? Read
# the ten answers, and look at the price. Then change the line and run the milestone again, until the model sorts.


# %%
def mended(question, answer):
    return in_order(question, answer) and set(answer[:-1]) <= set(question)


model, mend = practise("the mended checker", mended)
told(model, mended)

# %%
figure, (rewards, prices) = plt.subplots(1, 2, figsize=(10, 3.8), layout="constrained")
for seen, name, colour in ((honest, "your reward", "C0"), (hole, "a hole", "C3"), (mend, "mended", "C2")):
    by_checker, right, paid = zip(*seen, strict=True)
    rewards.plot(by_checker, color=colour, label=name)
    rewards.plot(right, color=colour, linestyle=":")
    prices.plot(paid, color=colour, label=name)
rewards.set(xlabel="step", ylabel="share of the answers", title="the reward; dotted: what is right")
prices.set(xlabel="step", ylabel="nats an answer", title="the KL paid")
prices.legend()
save(figure, "learns_to_sort")

# %% [markdown]
# Notice: the three rewards look alike, and the three prices do not. With seeds 0, 1 and 2 we saw this:
#
# | checker | its rate, before and after | really right | KL paid | the least |
# | --- | --- | --- | --- | --- |
# | your reward | 0.13 to 0.14, 0.90 to 0.92 | the same | 2.1 to 2.3 | 1.5 to 1.6 |
# | a hole | 0.18 to 0.20, 1.00 | 0.00 | 17 to 18 | 1.6 to 1.7 |
# | the first mend | 0.17, 0.98 | 0.03 to 0.08 | 8 to 10 | 1.6 |
#
# Try another SEED, and a checker of your own with a hole that nobody would see. Try four LETTERS and 200 steps: about
# one answer in thirty is right at the start, and after it 0.92 to 0.95 are.
