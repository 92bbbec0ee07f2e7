import torch
import torch.nn.functional as F


def route(logits, k, normalise=True):
    routing_weights = F.softmax(logits, dim=1)
    routing_weights, selected_experts = torch.topk(routing_weights, k, dim=-1)
    if normalise:
        routing_weights = routing_weights / routing_weights.sum(dim=-1, keepdim=True)
    return selected_experts, routing_weights


def mixture(x, router, experts, k):
    selected_experts, routing_weights = route(x @ router, k)
    final = torch.zeros_like(x)
    expert_mask = F.one_hot(selected_experts, num_classes=len(experts)).permute(2, 1, 0)
    for expert_idx in range(len(experts)):
        idx, top_x = torch.where(expert_mask[expert_idx])
        current = experts[expert_idx](x[None, top_x].reshape(-1, x.shape[-1])) * routing_weights[top_x, idx, None]
        final.index_add_(0, top_x, current.to(x.dtype))
    return final


def load_balance_loss(logits, indices):
    num_experts = logits.shape[-1]
    routing_weights = F.softmax(logits, dim=-1)
    expert_mask = F.one_hot(indices, num_experts)
    tokens_per_expert = torch.mean(expert_mask.to(logits.dtype), dim=0)
    router_prob_per_expert = torch.mean(routing_weights, dim=0)
    overall_loss = torch.sum(tokens_per_expert * router_prob_per_expert.unsqueeze(0))
    return overall_loss * num_experts / indices.shape[-1]
