import torch


@torch.no_grad()
def generate(model, prompts, max_gen_len, temperature=0.6, top_k=None, top_p=None, generator=None):
    rows, prompt_len = prompts.shape
    tokens = torch.full((rows, prompt_len + max_gen_len), -1, dtype=torch.long, device=prompts.device)
    tokens[:, :prompt_len] = prompts
    for cur_pos in range(prompt_len, prompt_len + max_gen_len):
        logits = model(tokens[:, max(0, cur_pos - model.context) : cur_pos])
        if temperature > 0:
            probs = torch.softmax(logits[:, -1] / temperature, dim=-1)
            next_token = sample(probs, top_k, top_p, generator)
        else:
            next_token = torch.argmax(logits[:, -1], dim=-1)
        tokens[:, cur_pos] = next_token.reshape(-1)
    return tokens


def sample(probs, k, p, generator):
    ranked, index = torch.sort(probs, dim=-1, descending=True)
    if k is not None:
        ranked[:, k:] = 0.0
        ranked.div_(ranked.sum(dim=-1, keepdim=True))
    if p is not None:
        ranked[torch.cumsum(ranked, dim=-1) - ranked > p] = 0.0
        ranked.div_(ranked.sum(dim=-1, keepdim=True))
    return torch.gather(index, -1, torch.multinomial(ranked, num_samples=1, generator=generator))
