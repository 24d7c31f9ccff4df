"""The networks of the zoo: small ones of each family, with random weights."""

import torch
from torch import nn

import detector
import torchvision_operators

torchvision_operators.declare()

SIDE = 64
"""Pixels along a side of an image: enough for every family, and soon computed."""


class Logits(nn.Module):
    """A network of transformers that returns its logits alone."""

    def __init__(self, network, names):
        super().__init__()
        self.network, self.names = network, names

    def forward(self, *inputs):
        return self.network(**dict(zip(self.names, inputs)), return_dict=False)[0]


def randomized(network):
    """Gives the norms and scales of a new network numbers as trained ones have.

    New norms do nothing, and the scales of ConvNeXt's blocks are so small that errors in the blocks
    would not be seen.
    """
    for module in network.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            nn.init.normal_(module.running_mean, std=0.1)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, std=0.1)
    for name, parameter in network.named_parameters():
        if name.endswith(("layer_scale", ".gamma", "ls1", "ls2")):
            nn.init.uniform_(parameter, 0.2, 0.8)
    return network.eval()


def image():
    return {"image": torch.randn(2, 3, SIDE, SIDE)}


def tokens(*names):
    inputs = {
        "input_ids": torch.randint(1, 100, (2, 16)),
        "attention_mask": torch.ones(2, 16, dtype=torch.int64),
        "token_type_ids": torch.zeros(2, 16, dtype=torch.int64),
    }
    inputs["attention_mask"][1, 12:] = 0
    return {name: inputs[name] for name in names}


def torchvision_network(name, **options):
    import torchvision

    return torchvision.models.get_model(name, weights=None, num_classes=10, **options), image()


def timm_network(name, **options):
    import timm

    return timm.create_model(name, pretrained=False, num_classes=10, **options), image()


def text_network(family, **sizes):
    import transformers

    configuration = getattr(transformers, family + "Config")(
        vocab_size=100, num_labels=3, attn_implementation="eager", **sizes
    )
    network = getattr(transformers, family + "ForSequenceClassification")(configuration)
    inputs = tokens(
        "input_ids", "attention_mask", *([] if family == "DistilBert" else ["token_type_ids"])
    )
    return Logits(network, list(inputs)), inputs


def vision_network(family, **sizes):
    import transformers

    configuration = getattr(transformers, family + "Config")(num_labels=10, **sizes)
    network = getattr(transformers, family + "ForImageClassification")(configuration)
    return Logits(network, ["pixel_values"]), {"pixel_values": image()["image"]}


BERT = dict(
    hidden_size=64, num_hidden_layers=2, num_attention_heads=4, intermediate_size=256,
    max_position_embeddings=64,
)
DISTILBERT = dict(dim=64, n_layers=2, n_heads=4, hidden_dim=256, max_position_embeddings=64)

NETWORKS = {
    "resnet18": lambda: torchvision_network("resnet18"),
    "mobilenet_v2": lambda: torchvision_network("mobilenet_v2"),
    "mobilenet_v3_small": lambda: torchvision_network("mobilenet_v3_small"),
    "efficientnet_b0": lambda: torchvision_network("efficientnet_b0"),
    "convnext_tiny": lambda: torchvision_network("convnext_tiny"),
    "densenet121": lambda: torchvision_network("densenet121"),
    "regnet_y_400mf": lambda: torchvision_network("regnet_y_400mf"),
    "swin_t": lambda: torchvision_network("swin_t"),
    "shufflenet_v2_x0_5": lambda: torchvision_network("shufflenet_v2_x0_5"),
    "squeezenet1_1": lambda: torchvision_network("squeezenet1_1"),
    "deit_tiny": lambda: timm_network("deit_tiny_patch16_224", img_size=SIDE),
    "convnextv2_atto": lambda: timm_network("convnextv2_atto"),
    "mobilenetv4_small": lambda: timm_network("mobilenetv4_conv_small"),
    "ghostnet_100": lambda: timm_network("ghostnet_100"),
    "resnet26d": lambda: timm_network("resnet26d"),
    "maxvit_pico": lambda: timm_network("maxvit_rmlp_pico_rw_256", img_size=SIDE),
    "bert": lambda: text_network("Bert", **BERT),
    "distilbert": lambda: text_network("DistilBert", **DISTILBERT),
    "electra": lambda: text_network("Electra", embedding_size=64, **BERT),
    "mobilevit": lambda: vision_network(
        "MobileViT", image_size=SIDE, hidden_sizes=[48, 64, 80], neck_hidden_sizes=[8, 16, 24, 32, 48, 64, 160]
    ),
    "detector": lambda: (detector.Detector(), image()),
}


def make(name):
    """Makes a network with random weights, and two examples for it."""
    torch.manual_seed(0)
    network, inputs = NETWORKS[name]()
    return randomized(network), inputs
