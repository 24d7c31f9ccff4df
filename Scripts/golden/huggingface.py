"""Exchanges small networks with Hugging Face's transformers and with timm.

    python huggingface.py make  KIND FOLDER        a random network of theirs, a batch and its logits
    python huggingface.py check bert|vit FOLDER    the logits of the network in FOLDER
    python huggingface.py names                    what the tensors of the other kinds are called

`make` writes config.json (bert), model.safetensors and batch.safetensors; `check` reads those,
fails if a tensor is missing, unexpected or of another shape, and writes logits.safetensors. `names`
writes Tests/ModelsTests/Golden/foreign-names.json, with the shape of each tensor. KIND is bert, vit
or one of foreign_networks.py.

Run by the tests where PDP_TRANSFORMERS_PYTHON names a Python with these packages:
pip install safetensors==0.8.0 transformers==5.23.0 timm==1.0.31 (which bring torch)
"""

import os
import sys
from pathlib import Path

import foreign_networks
import torch
import torchvision_operators
from safetensors.torch import load_file, save_file

os.environ |= {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1"}
SEED = 3


def bert_config():
    from transformers import BertConfig

    return BertConfig(
        vocab_size=60, hidden_size=32, num_hidden_layers=3, num_attention_heads=4,
        intermediate_size=64, max_position_embeddings=24, num_labels=3, initializer_range=0.2)


def make_bert(folder: Path):
    from transformers import BertForSequenceClassification

    network = BertForSequenceClassification(bert_config()).eval()
    network.save_pretrained(folder)
    mask = (torch.arange(16) < torch.tensor([16, 3, 9, 12])[:, None]).long()
    tokens = torch.randint(1, 60, mask.shape) * mask
    types = (torch.arange(16) >= 2).long() * mask
    return network, {"input_ids": tokens, "token_type_ids": types, "attention_mask": mask}


def load_bert(folder: Path):
    from transformers import BertForSequenceClassification

    network, report = BertForSequenceClassification.from_pretrained(
        folder, output_loading_info=True)
    problems = {key: value for key, value in report.items() if value}
    if problems:
        sys.exit(f"the network of {folder} does not fit: {problems}")
    return network.eval()


def make_vit(folder: Path):
    network = vit().eval()
    for parameter in network.parameters():
        parameter.data += 0.1 * torch.randn_like(parameter)
    save_file(network.state_dict(), folder / "model.safetensors")
    return network, {"x": torch.randn(3, 3, 32, 32)}


def vit():
    from timm.models.vision_transformer import VisionTransformer

    return VisionTransformer(
        img_size=32, patch_size=4, embed_dim=48, depth=3, num_heads=4, num_classes=7)


def load_vit(folder: Path):
    network = vit()
    network.load_state_dict(load_file(folder / "model.safetensors"), strict=True)
    return network.eval()


@torch.no_grad()
def logits(network, batch: dict) -> torch.Tensor:
    output = network(**batch)
    return getattr(output, "logits", output)


if __name__ == "__main__":
    torchvision_operators.make_importable()
    torch.manual_seed(SEED)
    if sys.argv[1] == "names":
        foreign_networks.write_names()
        sys.exit()
    action, kind, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    if kind == "bert":
        import transformers

        transformers.logging.disable_progress_bar()
    if action == "make":
        makers = {"bert": make_bert, "vit": make_vit}
        make = makers.get(kind) or (lambda folder: foreign_networks.make(kind, folder))
        network, batch = make(folder)
        save_file(batch | {"logits": logits(network, batch)}, folder / "batch.safetensors")
    else:
        network = {"bert": load_bert, "vit": load_vit}[kind](folder)
        batch = load_file(folder / "batch.safetensors")
        del batch["logits"]
        save_file({"logits": logits(network, batch)}, folder / "logits.safetensors")
