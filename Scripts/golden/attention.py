"""BERT and the vision transformer in plain PyTorch, and golden files of their training.

Writes Tests/ModelsTests/Golden/bert.safetensors and vit.safetensors, which hold what networks.py
says, for networks of small sizes without dropout. The attention is the formula itself, softmax of
scaled products, not PyTorch's operator. Names are those of Hugging Face's transformers and of timm.

A bias of keys adds the same number to all scores of a query, which the softmax does not see: its
gradient is zero, and what is computed is rounding. The file has zeros there, and the metadata
`rounding.zero` the largest magnitude in PyTorch's float32.

Needs: pip install torch==2.13.* numpy safetensors==0.8.0 (seeds and threads are set below).
Run from the package's root: python Scripts/golden/attention.py
"""

import copy

import torch
from networks import FOLDER, PERTURBATIONS, compute, distances, perturbed, sample, stored
from safetensors.torch import save_file
from torch import nn


def attention(q, k, v, heads: int, mask=None):
    """Maps [batch, length, width] to the same shape; mask is false where none may look."""
    split = [x.unflatten(2, (heads, -1)).transpose(1, 2) for x in (q, k, v)]
    scores = split[0] @ split[1].transpose(2, 3) / split[0].shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    return (scores.softmax(-1) @ split[2]).transpose(1, 2).flatten(2)


class Residual(nn.Module):
    def __init__(self, inputs: int, width: int):
        super().__init__()
        self.dense, self.LayerNorm = nn.Linear(inputs, width), nn.LayerNorm(width, 1e-12)

    def forward(self, x, residual):
        return self.LayerNorm(self.dense(x) + residual)


class SelfAttention(nn.Module):
    def __init__(self, width: int, heads: int):
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.heads = heads

    def forward(self, x, mask):
        return attention(self.query(x), self.key(x), self.value(x), self.heads, mask)


class Dense(nn.Module):
    def __init__(self, inputs: int, outputs: int, activation):
        super().__init__()
        self.dense, self.activation = nn.Linear(inputs, outputs), activation

    def forward(self, x):
        return self.activation(self.dense(x))


class BERTBlock(nn.Module):
    def __init__(self, width: int, heads: int, intermediate: int):
        super().__init__()
        self.attention = nn.Module()
        self.attention.self = SelfAttention(width, heads)
        self.attention.output = Residual(width, width)
        self.intermediate = Dense(width, intermediate, nn.GELU())
        self.output = Residual(intermediate, width)

    def forward(self, x, mask):
        x = self.attention.output(self.attention.self(x, mask), x)
        return self.output(self.intermediate(x), x)


class BERTEmbeddings(nn.Module):
    def __init__(self, vocabulary: int, positions: int, width: int):
        super().__init__()
        self.word_embeddings = nn.Embedding(vocabulary, width, padding_idx=0)
        self.position_embeddings = nn.Embedding(positions, width)
        self.token_type_embeddings = nn.Embedding(2, width)
        self.LayerNorm = nn.LayerNorm(width, 1e-12)

    def forward(self, tokens, types):
        positions = self.position_embeddings(torch.arange(tokens.shape[1]))
        total = self.word_embeddings(tokens) + self.token_type_embeddings(types) + positions
        return self.LayerNorm(total)


class BERT(nn.Module):
    """Takes tokens, types and mask as [batch, 3, length]."""

    def __init__(self, vocabulary=40, positions=12, width=24, heads=3, intermediate=48):
        super().__init__()
        self.bert = nn.Module()
        self.bert.embeddings = BERTEmbeddings(vocabulary, positions, width)
        self.bert.encoder = nn.Module()
        blocks = (BERTBlock(width, heads, intermediate) for _ in range(2))
        self.bert.encoder.layer = nn.ModuleList(blocks)
        self.bert.pooler = Dense(width, width, nn.Tanh())
        self.classifier = nn.Linear(width, 3)

    def forward(self, inputs):
        tokens, types, mask = inputs.unbind(1)
        x = self.bert.embeddings(tokens, types)
        for block in self.bert.encoder.layer:
            x = block(x, mask[:, None, None, :] > 0)
        return self.classifier(self.bert.pooler(x[:, 0]))


class ViTAttention(nn.Module):
    def __init__(self, width: int, heads: int):
        super().__init__()
        self.qkv, self.proj, self.heads = nn.Linear(width, 3 * width), nn.Linear(width, width), heads

    def forward(self, x):
        return self.proj(attention(*self.qkv(x).chunk(3, dim=2), self.heads))


class ViTBlock(nn.Module):
    def __init__(self, width: int, heads: int):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width, 1e-6), nn.LayerNorm(width, 1e-6)
        self.attn, self.mlp = ViTAttention(width, heads), nn.Module()
        self.mlp.fc1, self.mlp.fc2 = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp.fc2(nn.functional.gelu(self.mlp.fc1(self.norm2(x))))


class ViT(nn.Module):
    def __init__(self, size=16, patch=4, width=24, heads=3):
        super().__init__()
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = nn.Parameter(torch.zeros(1, 1 + (size // patch) ** 2, width))
        self.patch_embed = nn.Module()
        self.patch_embed.proj = nn.Conv2d(3, width, patch, patch)
        self.blocks = nn.Sequential(*(ViTBlock(width, heads) for _ in range(2)))
        self.norm, self.head = nn.LayerNorm(width, 1e-6), nn.Linear(width, 10)

    def forward(self, x):
        x = self.patch_embed.proj(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls_token.expand(len(x), -1, -1), x], dim=1) + self.pos_embed
        return self.head(self.norm(self.blocks(x))[:, 0])


def is_zero(name: str) -> bool:
    return name.startswith("gradient.") and name.endswith("key.bias")


def run(network: nn.Module, inputs: torch.Tensor, labels: torch.Tensor) -> tuple[dict, float]:
    """Returns what compute does, without gradients that are zero, and their largest magnitude."""
    results = compute(network, inputs, labels)
    zeros = [results[name].abs().max().item() for name in results if is_zero(name)]
    return {k: v for k, v in results.items() if not is_zero(k)}, max(zeros, default=0)


def rounding(exact: dict, network: nn.Module, inputs: torch.Tensor, labels: torch.Tensor) -> dict:
    """Returns how far results in float32 may be from the exact ones, by kind."""
    single, zero = run(copy.deepcopy(network).float(), inputs, labels)
    found = [distances(exact, single)]
    for _ in range(PERTURBATIONS):
        changed = copy.deepcopy(network).double()
        for parameter in changed.parameters():
            parameter.data = perturbed(parameter.data)
        is_image = inputs.is_floating_point()
        other = perturbed(inputs.double()) if is_image else inputs
        found.append(distances(exact, run(changed, other, labels)[0]))
    bounds = {kind: max(distance[kind] for distance in found) for kind in found[0]}
    return bounds | {"zero": zero} if zero else bounds


def write(name: str, seed: int, network: nn.Module, kind: str, inputs, labels) -> None:
    for parameter in network.parameters():
        # Large enough for every part to matter; scales stay near 1.
        parameter.data = 0.2 * torch.randn_like(parameter)
    for module in network.modules():
        if isinstance(module, nn.LayerNorm):
            module.weight.data += 1
    is_image = inputs.is_floating_point()
    network = network.double()
    exact, _ = run(network, inputs.double() if is_image else inputs, labels)
    bounds = rounding(exact, network, inputs, labels)
    tensors = {kind: inputs, "labels": labels}
    tensors |= {f"initial.{key}": value for key, value in network.float().state_dict().items()}
    tensors |= {key: stored(sample(value)).contiguous() for key, value in exact.items()}
    for key, value in network.named_parameters():
        if is_zero(f"gradient.{key}"):
            tensors[f"gradient.{key}"] = torch.zeros_like(value)
    metadata = {f"rounding.{key}": repr(bound) for key, bound in bounds.items()}
    metadata |= {"torch": torch.__version__, "seed": str(seed)}
    save_file(tensors, FOLDER / f"{name}.safetensors", metadata)
    print(name, metadata)


def sentences() -> torch.Tensor:
    """Rows of several lengths; one has the token of padding in its middle."""
    lengths = torch.tensor([10, 7, 4, 9])
    mask = (torch.arange(10) < lengths[:, None]).long()
    tokens = torch.randint(1, 40, mask.shape) * mask
    tokens[0, 4] = 0
    types = (torch.arange(10) >= lengths[:, None] // 2).long() * mask
    return torch.stack([tokens, types, mask], dim=1)


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.manual_seed(1)
    write("bert", 1, BERT(), "tokens", sentences(), torch.arange(4) % 3)
    torch.manual_seed(2)
    write("vit", 2, ViT(), "images", torch.randn(3, 3, 16, 16), torch.arange(3) * 3 % 10)
