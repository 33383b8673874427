"""TrOCR's decoder as the two modules that ONNX Runtime wants: the first token, and each later one with its cache.

They compute what HuggingFace's TrOCRForCausalLM does with the parameters that it holds, one token at a time. Keys and
values of cross-attention are made once, with the first token, and handed on. Tensors are named as HuggingFace's exporter
names them. Needs: pip install torch transformers. Writes: nothing.
"""

import torch
from torch import nn


def names(kind, layers, parts=("decoder", "encoder")):
    """Of all keys and values, layer by layer: past_key_values.0.decoder.key and so on."""
    return [f"{kind}.{i}.{part}.{what}" for part in parts for i in range(layers) for what in ("key", "value")]


class Decoder(nn.Module):
    """One token [B, 1] after `past` others. Cross keys and values of encoder states, or those of the first token."""

    def __init__(self, model, classes):
        super().__init__()
        self.inner = model.decoder.model.decoder
        # The row of zeros that HuggingFace needs for the start token is left out again.
        self.projection = nn.Parameter(model.decoder.output_projection.weight[:classes].detach().clone())

    def heads(self, attention, states):
        return states.unflatten(-1, (attention.num_heads, attention.head_dim)).transpose(1, 2)

    def attend(self, attention, states, key, value):
        query = self.heads(attention, attention.q_proj(states) * attention.scaling)
        weights = (query @ key.transpose(2, 3)).softmax(-1)
        return attention.out_proj((weights @ value).transpose(1, 2).flatten(2))

    def key_value(self, attention, states):
        return self.heads(attention, attention.k_proj(states)), self.heads(attention, attention.v_proj(states))

    def step(self, input_ids, position, own_past, cross):
        inner = self.inner
        states = inner.embed_tokens(input_ids) + inner.embed_positions.weight[position + inner.embed_positions.offset]
        if inner.layernorm_embedding is not None:
            states = inner.layernorm_embedding(states)
        present = []
        for i, layer in enumerate(inner.layers):
            key, value = self.key_value(layer.self_attn, states)
            if own_past:
                key = torch.cat((own_past[2 * i], key), dim=2)
                value = torch.cat((own_past[2 * i + 1], value), dim=2)
            present += [key, value]
            states = layer.self_attn_layer_norm(states + self.attend(layer.self_attn, states, key, value))
            attended = self.attend(layer.encoder_attn, states, cross[2 * i], cross[2 * i + 1])
            states = layer.encoder_attn_layer_norm(states + attended)
            states = layer.final_layer_norm(states + layer.fc2(layer.activation_fn(layer.fc1(states))))
        return states[:, -1] @ self.projection.t(), present


class FirstToken(Decoder):
    """input_ids [B, 1], encoder_hidden_states [B, T, d] -> logits [B, classes], own and cross keys and values."""

    def forward(self, input_ids, encoder_hidden_states):
        cross = []
        for layer in self.inner.layers:
            cross += self.key_value(layer.encoder_attn, encoder_hidden_states)
        logits, present = self.step(input_ids, 0, (), cross)
        return logits, *present, *cross


class NextToken(Decoder):
    """input_ids [B, 1], own keys and values [B, heads, past, d], cross ones -> logits [B, classes], own ones."""

    def forward(self, input_ids, *past):
        half = len(past) // 2
        logits, present = self.step(input_ids, past[0].shape[2], past[:half], past[half:])
        return logits, *present
