"""What HuggingFace's model makes of a formula checkpoint and formula inputs; used by make_goldens.py.

All is computed in double precision and kept as float32: of what another PyTorch or processor makes, the last bit may differ,
and no more. Needs: pip install torch transformers safetensors. Writes: nothing.
"""

import torch
from safetensors.torch import load_file
from torch.nn.functional import cross_entropy
from transformers import VisionEncoderDecoderConfig, VisionEncoderDecoderModel

import formula_checkpoint
import huggingface_model

IGNORED = -100
# Of a large tensor each 37th value is kept, which meets all rows and columns since 37 divides no width, and the root mean square
# of each row: a fault of the model shows in far more than one value, and where no value is off by more than a tolerance, no root
# mean square is.
LARGE, STRIDE = 4096, 37
OF_A_GRADIENT = 16


def pixels(size, name="input.pixel_values"):
    return torch.from_numpy(formula_checkpoint.values(name, (2, 3, *size), 1)).double()


def pixels_of(size):
    return pixels(size, f"input.pixel_values_{size[0]}x{size[1]}")


def rms(tensor):
    return tensor.square().mean(-1).sqrt()


def kept(name, tensor):
    """A tensor as it is, or what is kept of a large one."""
    if tensor.numel() <= LARGE:
        return {name: tensor}
    return {f"{name}.each_{STRIDE}th": tensor.flatten()[::STRIDE], f"{name}.rms": rms(tensor)}


class Reference:
    """The model, and two rows of labels with what the decoder is fed for them."""

    def __init__(self, folder, weights, labels, inputs):
        self.model = huggingface_model.load(folder).double()
        self.labels, self.inputs = torch.tensor(labels), torch.tensor(inputs)
        # Which parameter a key of the checkpoint is, its values tell, whatever HuggingFace calls it inside.
        by_values = {tuple(p.detach().flatten()[:8].tolist()): p for p in self.model.parameters()}
        self.parameters = {key: by_values[tuple(value.ravel()[:8].tolist())] for key, value in weights.items()}
        # HuggingFace wants a row for the start token of digits, which is never read.
        self.classes = len(weights[huggingface_model.PROJECTION])

    def rows(self, key, tensor):
        return tensor[: self.classes] if key == huggingface_model.PROJECTION else tensor

    @torch.no_grad()
    def encode(self, at):
        """At any size: what becomes of the positions is HuggingFace's own code."""
        return self.model.encoder(at, interpolate_pos_encoding=True)

    @torch.no_grad()
    def logits(self, encoder):
        return self.model(encoder_outputs=encoder, decoder_input_ids=self.inputs).logits[..., : self.classes]

    def generate(self, encoder, length, **settings):
        """Ids without the start token, and all that HuggingFace gives besides."""
        found = self.model.generate(encoder_outputs=encoder, max_new_tokens=length, do_sample=False, use_cache=True,
                                    return_dict_in_generate=True, output_logits=True, **settings)
        return found.sequences[:, 1:], found

    def loss(self, at):
        logits = self.model(pixel_values=at, decoder_input_ids=self.inputs).logits[..., : self.classes]
        return cross_entropy(logits.flatten(0, 1), self.labels.flatten(), ignore_index=IGNORED)

    def gradients(self, at):
        """The loss, and the gradients by the keys of the checkpoint."""
        self.model.zero_grad()
        loss = self.loss(at)
        loss.backward()
        return loss.detach(), {key: self.rows(key, p.grad).clone() for key, p in self.parameters.items()}

    def stages(self, at):
        """Hidden states and attention of all layers."""
        # The fused attention has no probabilities to show.
        self.model.encoder.set_attn_implementation("eager")
        with torch.no_grad():
            found = self.model(pixel_values=at, decoder_input_ids=self.inputs, output_hidden_states=True,
                               output_attentions=True)
        self.model.encoder.set_attn_implementation("sdpa")
        layers = {"encoder_hidden": found.encoder_hidden_states, "decoder_hidden": found.decoder_hidden_states,
                  "encoder_attention": found.encoder_attentions, "decoder_attention": found.decoder_attentions,
                  "cross_attention": found.cross_attentions}
        return {f"inter.{name}.{i}": layer for name, tensors in layers.items() for i, layer in enumerate(tensors)}

    def adamw(self, at):
        """The losses of three steps and the one after, and what the parameters are then."""
        optimiser = torch.optim.AdamW(self.model.parameters(), lr=1e-3, weight_decay=0.01)
        losses = []
        for _ in range(3):
            optimiser.zero_grad()
            losses.append(self.loss(at))
            losses[-1].backward()
            optimiser.step()
        losses.append(self.loss(at))
        # The true gradient of a key's bias is 0, and Adam makes steps of the noise around it: these are left out.
        after = {f"adamw.param_after_3.{key}": self.rows(key, p) for key, p in self.parameters.items()
                 if not key.endswith(("key.bias", "k_proj.bias"))}
        return {"adamw.losses": torch.stack(losses)} | after


def line_labels(step, rows=2, length=8, first=3, last=59):
    """Ids of lines of different lengths, each with the end token; the rest of a row counts for nothing."""
    labels = torch.full((rows, length), IGNORED)
    for row in range(rows):
        count = 1 + (3 * step + 5 * row) % (length - 1)
        for at in range(count):
            labels[row, at] = first + (7 * step + 11 * row + 13 * at) % (last - first + 1)
        labels[row, count] = 2
    return labels


def of_lines(reference, size, steps=20):
    """Losses of a training on lines: HuggingFace shifts the labels itself, pictures and labels differ in each step."""
    model = reference.model
    model.config.pad_token_id = model.config.decoder.pad_token_id
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.01)
    losses, labels = [], [line_labels(step) for step in range(steps)]
    for step in range(steps):
        optimiser.zero_grad()
        loss = model(pixel_values=pixels(size, f"lines.pixel_values_{step}"), labels=labels[step]).loss
        loss.backward()
        optimiser.step()
        losses.append(loss.detach())
    return {"labels": torch.stack(labels), "losses": torch.stack(losses)}


# One of each length, with accents, figures, signs of several bytes and white space at both ends; all are tokens of XLM-R, too.
TEXTS = ("a", "Twelve", " and the rest ", "of the 19th century", "It was, he said, \u00e9l\u00e8ve no. 47", "(1,250.00)",
         "the quick brown fox", "ni\u00f1o", "To be, or not to be", "no")


def text_model(folder, vocabulary, spread=0.25):
    """The model of a folder's config.json with another vocabulary and formula weights, in double precision."""
    config = VisionEncoderDecoderConfig.from_pretrained(folder)
    config.decoder.vocab_size = vocabulary
    rows = ("embed_tokens.weight", "output_projection.weight")
    shapes = {key: (vocabulary, *tensor.shape[1:]) if key.endswith(rows) else tuple(tensor.shape)
              for key, tensor in load_file(folder / "model.safetensors").items()}
    state = {key: torch.from_numpy(formula_checkpoint.values(key, shape, spread)) for key, shape in shapes.items()}
    model = VisionEncoderDecoderModel.from_pretrained(None, config=config, state_dict=state, dtype=torch.float32)
    positions = model.decoder.model.decoder.embed_positions
    if type(positions).__name__ == "TrOCRSinusoidalPositionalEmbedding":  # from_pretrained leaves the table empty
        d = config.decoder
        positions.weights = positions.get_embedding(d.max_position_embeddings + 2, d.d_model, d.pad_token_id)
    return model.double().eval()


def of_texts(model, tokenizer, smoothing, steps=20):
    """Losses of a training on texts as they are labelled for TrOCR: ids of the tokenizer, -100 instead of padding."""
    size = model.config.encoder.image_size
    size = [size, size] if isinstance(size, int) else size
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.01)
    found = []
    for step in range(steps):
        texts = [TEXTS[step % len(TEXTS)], TEXTS[(3 * step + 4) % len(TEXTS)]]
        batch = tokenizer(texts, padding=True, return_tensors="pt")
        assert tokenizer.unk_token_id not in batch.input_ids, texts
        labels = batch.input_ids.masked_fill(batch.attention_mask == 0, IGNORED)
        optimiser.zero_grad()
        out = model(pixel_values=pixels(size, f"lines.pixel_values_{step}"), labels=labels)
        loss = cross_entropy(out.logits.flatten(0, 1), labels.flatten(), ignore_index=IGNORED, label_smoothing=smoothing)
        assert smoothing or torch.equal(loss, out.loss)
        loss.backward()
        optimiser.step()
        ids = [[id for id in row if id != IGNORED] for row in labels.tolist()]
        found.append({"texts": texts, "labels": ids, "loss": round(loss.item(), 9)})
    return found


def cache(found):
    """Keys and values after the last step, of generate's result."""
    past = found.past_key_values
    both = {"self": past.self_attention_cache.layers, "cross": past.cross_attention_cache.layers}
    return {f"inter.past.{i}.{kind}_{what}": tensor for kind, layers in both.items() for i, layer in enumerate(layers)
            for what, tensor in (("key", layer.keys), ("value", layer.values))}


def of_tiny(reference, size, other, length, eos=None):
    """Each stage, all gradients, the cache, three steps of AdamW, another size: everything whole."""
    at = pixels(size)
    encoder = reference.encode(at)
    ids, found = reference.generate(encoder, length)
    golden = {"input.labels": reference.labels, "input.decoder_input_ids": reference.inputs,
              "expected.encoder_last_hidden_state": encoder.last_hidden_state, "expected.logits": reference.logits(encoder),
              "expected.greedy_ids": ids, "expected.greedy_logits": torch.stack(found.logits, 1)[..., : reference.classes]}
    golden |= cache(found) | reference.stages(at)
    if eos is not None:
        golden["expected.eos_ids"], _ = reference.generate(encoder, length, eos_token_id=eos)
    encoder = reference.encode(pixels_of(other))
    positions = reference.model.encoder.embeddings.interpolate_pos_encoding(encoder.last_hidden_state, *other)
    golden |= {"interp.position_embeddings": positions, "interp.logits": reference.logits(encoder),
               "interp.encoder_last_hidden_state": encoder.last_hidden_state}
    golden["expected.loss"], gradients = reference.gradients(at)
    golden |= {f"grad.{key}": gradient for key, gradient in gradients.items()}
    return golden | reference.adamw(at)


def of_full(reference, size, strips, length):
    """Encoder, logits, ids at each size; loss and gradients at the trained one. What is large is kept in part."""
    golden = {"input.labels": reference.labels, "input.decoder_input_ids": reference.inputs}
    inputs = {"expected": pixels(size)} | {f"{height}x{width}": pixels_of((height, width)) for height, width in strips}
    for prefix, at in inputs.items():
        encoder = reference.encode(at)
        golden |= kept(f"{prefix}.encoder_last_hidden_state", encoder.last_hidden_state)
        golden |= kept(f"{prefix}.logits", reference.logits(encoder))
        golden[f"{prefix}.greedy_ids"], _ = reference.generate(encoder, length)
    golden["expected.loss"], gradients = reference.gradients(pixels(size))
    return golden | packed(gradients)


def packed(gradients):
    """Of each gradient, in the order of the names: root mean square, largest, 16 values spread over it."""
    flat = [gradients[key].flatten() for key in sorted(gradients)]
    spread = [g[torch.arange(OF_A_GRADIENT) * (len(g) // OF_A_GRADIENT | 1) % len(g)] for g in flat]
    return {"grad.rms": torch.stack([rms(g) for g in flat]), "grad.max": torch.stack([g.abs().max() for g in flat]),
            "grad.spread": torch.stack(spread)}
