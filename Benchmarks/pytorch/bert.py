"""BERT-base as it is fine-tuned: the reference of Scripts/golden/attention.py with dropout and
PyTorch's own operator for attention."""

import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

sys.path.insert(0, str(Path(__file__).parents[2] / "Scripts/golden"))
import attention as reference  # noqa: E402

DROPOUT = 0.1


class SelfAttention(reference.SelfAttention):
    def forward(self, x, mask):
        layers = self.query, self.key, self.value
        q, k, v = (layer(x).unflatten(2, (self.heads, -1)).transpose(1, 2) for layer in layers)
        dropout = DROPOUT if self.training else 0
        attended = F.scaled_dot_product_attention(q, k, v, mask, dropout_p=dropout)
        return attended.transpose(1, 2).flatten(2)


class Residual(reference.Residual):
    def forward(self, x, residual):
        return self.LayerNorm(F.dropout(self.dense(x), DROPOUT, self.training) + residual)


class Block(reference.BERTBlock):
    def __init__(self, width: int, heads: int, intermediate: int) -> None:
        super().__init__(width, heads, intermediate)
        self.attention.self = SelfAttention(width, heads)
        self.attention.output = Residual(width, width)
        self.output = Residual(intermediate, width)


class BERTBase(reference.BERT):
    """Takes tokens, types and mask as [batch, 3, length]."""

    def __init__(self, classes: int) -> None:
        super().__init__(vocabulary=30_522, positions=512, width=768, heads=12, intermediate=3_072)
        self.bert.encoder.layer = nn.ModuleList(Block(768, 12, 3_072) for _ in range(12))
        self.classifier = nn.Linear(768, classes)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        tokens, types, mask = inputs.unbind(1)
        x = F.dropout(self.bert.embeddings(tokens, types), DROPOUT, self.training)
        for block in self.bert.encoder.layer:
            x = block(x, mask[:, None, None, :] > 0)
        pooled = self.bert.pooler(x[:, 0])
        return self.classifier(F.dropout(pooled, DROPOUT, self.training))
