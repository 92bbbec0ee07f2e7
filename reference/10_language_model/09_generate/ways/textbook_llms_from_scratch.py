import torch


def generate(model, idx, max_new_tokens, temperature=0.0, top_k=None, top_p=None, generator=None):
    context_size = model.context
    for _ in range(max_new_tokens):
        idx_cond = idx[:, -context_size:]
        with torch.no_grad():
            logits = model(idx_cond)
        logits = logits[:, -1, :]
        if temperature > 0.0:
            logits = logits / temperature
            if top_k is not None:
                top_logits, _ = torch.topk(logits, top_k)
                min_val = top_logits[:, -1:]
                logits = torch.where(logits < min_val, torch.tensor(float("-inf")).to(logits.device), logits)
            if top_p is not None:
                ranked, order = torch.sort(logits, descending=True, dim=-1)
                cumulative = torch.softmax(ranked, dim=-1).cumsum(dim=-1)
                drop = cumulative > top_p
                drop[:, 1:] = drop[:, :-1].clone()
                drop[:, 0] = False
                ranked[drop] = float("-inf")
                logits = torch.full_like(logits, float("-inf")).scatter(1, order, ranked)
            probs = torch.softmax(logits, dim=-1)
            idx_next = torch.multinomial(probs, num_samples=1, generator=generator)
        else:
            idx_next = torch.argmax(logits, dim=-1, keepdim=True)
        idx = torch.cat((idx, idx_next), dim=1)
    return idx
