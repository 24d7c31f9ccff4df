"""Networks of timm and transformers whose weights load here under other names.

Where a library has several variants, the one is made that computes what the network here computes:
ReLU in MobileNet-v1, PyTorch's padding, and 1e-5 (1e-6 in vision transformers) added to variances.
"""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file

NAMES = Path(__file__).parents[2] / "Tests/ModelsTests/Golden/foreign-names.json"
CLASSES = 7


def timm_mobilenet(name: str, **options):
    import timm

    return timm.create_model(name, num_classes=CLASSES, **options)


def transformers_vit():
    from transformers import ViTConfig, ViTForImageClassification

    return ViTForImageClassification(ViTConfig(
        hidden_size=48, num_hidden_layers=3, num_attention_heads=4, intermediate_size=192,
        image_size=32, patch_size=4, layer_norm_eps=1e-6, initializer_range=0.2,
        num_labels=CLASSES))


def transformers_resnet(blocks: list[int], sizes: list[int], layer: str):
    from transformers import ResNetConfig, ResNetForImageClassification

    return ResNetForImageClassification(ResNetConfig(
        depths=blocks, hidden_sizes=sizes, layer_type=layer, num_labels=CLASSES))


def transformers_mobilenet(version: int):
    import transformers

    options = {"tf_padding": False, "layer_norm_eps": 1e-5, "num_labels": CLASSES}
    if version == 1:
        options["hidden_act"] = "relu"
    config = getattr(transformers, f"MobileNetV{version}Config")(**options)
    return getattr(transformers, f"MobileNetV{version}ForImageClassification")(config)


KINDS = {
    "timm-mobilenet-v1": lambda: timm_mobilenet("mobilenetv1_100", act_layer=torch.nn.ReLU),
    "timm-mobilenet-v2": lambda: timm_mobilenet("mobilenetv2_100"),
    "transformers-mobilenet-v1": lambda: transformers_mobilenet(1),
    "transformers-mobilenet-v2": lambda: transformers_mobilenet(2),
    "transformers-resnet18": lambda: transformers_resnet([2] * 4, [64, 128, 256, 512], "basic"),
    "transformers-resnet50": lambda: transformers_resnet(
        [3, 4, 6, 3], [256, 512, 1024, 2048], "bottleneck"),
    "transformers-vit": transformers_vit,
}


@torch.no_grad()
def make(kind: str, folder: Path):
    """Returns a network and a batch, and saves its weights as its library does."""
    network = KINDS[kind]()
    images = torch.randn(3, 3, 32, 32)
    network.train()
    for _ in range(3):
        network(torch.randn(8, 3, 32, 32))
    if kind.startswith("timm"):
        save_file(network.state_dict(), folder / "model.safetensors")
        return network.eval(), {"x": images}
    network.save_pretrained(folder)
    return network.eval(), {"pixel_values": images}


def write_names() -> None:
    names = {
        kind: {name: list(tensor.shape) for name, tensor in make_network().state_dict().items()}
        for kind, make_network in KINDS.items()
    }
    old = {"vit.layers.": "vit.encoder.layer.", "attention.q_proj": "attention.attention.query",
           "attention.k_proj": "attention.attention.key", "mlp.fc2": "output.dense",
           "attention.v_proj": "attention.attention.value", "mlp.fc1": "intermediate.dense",
           "attention.o_proj": "attention.output.dense"}
    names["transformers-vit-4"] = {}
    for name, shape in names["transformers-vit"].items():
        for new, former in old.items():
            name = name.replace(new, former)
        names["transformers-vit-4"][name] = shape
    kinds = (f"{json.dumps(kind)}: {json.dumps(tensors)}" for kind, tensors in names.items())
    NAMES.write_text("{" + ",\n".join(kinds) + "}\n")
