"""The default model and its loss in PyTorch, as PyTorch users write them: nn.LSTM, nn.Linear, Adam."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from vae_music.config import Config
from vae_music.rolls.energy import UNIT
from vae_music.rolls.rolls import NEUTRAL
from vae_music.rolls.voices import MELODY


class Unfold(nn.Module):
    """The equivalent of `vae_music.model.recurrence.unfold`."""

    def __init__(self, dim: int, length: int, units: int, view: int, heard: int = 0):
        super().__init__()
        self.length, self.view = length, view
        self.views, self.start = nn.Linear(dim, length * view), nn.Linear(dim, 2 * units)
        self.around = nn.Linear(view + heard, units)
        self.lstm = nn.LSTM(view + heard, units, batch_first=True)

    def forward(self, vector: Tensor, heard: Tensor | None = None) -> Tensor:
        """Decode a vector to a sequence."""
        views = self.views(vector).reshape(-1, self.length, self.view)
        if heard is not None:
            views = torch.cat([views, heard], -1)
        h, c = torch.tanh(self.start(vector)).chunk(2, -1)
        sequence, _ = self.lstm(views, (h[None].contiguous(), c[None].contiguous()))
        return sequence + self.around(views)


class FedForward(nn.Module):
    """The equivalent of `vae_music.model.recurrence.fed_forward`."""

    def __init__(self, dim: int, units: int):
        super().__init__()
        self.inner, self.outer = nn.Linear(dim, units), nn.Linear(units, dim)

    def forward(self, sequence: Tensor) -> Tensor:
        """Add the output of the dense layers."""
        return sequence + self.outer(F.gelu(self.inner(sequence)))


class ReadByBeat(nn.Module):
    """The equivalent of `vae_music.model.recurrence.read_by_beat`."""

    def __init__(self, dim: int, length: int, units: tuple[int, ...]):
        super().__init__()
        self.length = length
        self.around = nn.Linear(length * dim, units[0])
        self.within, self.over = nn.LSTM(dim, units[0], batch_first=True), nn.LSTM(*units, batch_first=True)

    def forward(self, sequence: Tensor, music: Tensor) -> Tensor:
        """Encode a sequence; `music` is its mask."""
        within = sequence.reshape(-1, self.length, sequence.shape[-1])
        beats = self.within(within)[0][:, -1] + self.around(within.flatten(1))
        beats = self.over(beats.reshape(len(sequence), -1, beats.shape[-1]))[0]
        return (beats * music[:, :: self.length, None]).flatten(1)


class WriteByBeat(nn.Module):
    """The equivalent of `vae_music.model.recurrence.write_by_beat`."""

    def __init__(self, dim: int, config: Config, units: tuple[int, ...], heard: int = 0):
        super().__init__()
        spec, model = config.spec, config.model
        self.length, (over, within) = spec.steps_per_beat, units
        self.over = Unfold(dim, spec.segment_beats, over, model.view, model.content + model.energy)
        self.beats = FedForward(over, model.feed_forward)
        self.within = Unfold(over, self.length, within, model.view, heard)
        self.steps = FedForward(within, model.feed_forward)

    def forward(self, context: Tensor, content: Tensor, heard: Tensor | None = None) -> Tensor:
        """Decode the context, and the content and energy of the beats, to a sequence."""
        beats = self.beats(self.over(context, content))
        if heard is not None:
            heard = heard.reshape(-1, self.length, heard.shape[-1])
        steps = self.steps(self.within(beats.flatten(0, 1), heard))
        return steps.reshape(len(context), -1, steps.shape[-1])


class Content(nn.Module):
    """The equivalent of `vae_music.model.content.read_content`."""

    def __init__(self, config: Config):
        super().__init__()
        spec, model = config.spec, config.model
        units, self.spec, self.lines = model.content_units, spec, 2 if model.content_top_line else 1
        self.notes = nn.Linear(self.lines * (spec.pitch_classes + 1), model.pitch_embedding)
        self.around = nn.Linear(spec.steps_per_beat * model.pitch_embedding, units)
        self.within = nn.LSTM(model.pitch_embedding, units, batch_first=True)
        self.chords = nn.Linear(24, units)
        self.over = nn.LSTM(2 * units, units, batch_first=True, bidirectional=True)
        self.beat = nn.Linear(2 * units, 2 * units)
        chroma = torch.zeros(spec.pitch_classes + 1, 12)
        index = torch.arange(1, spec.pitch_classes)
        chroma[index, (index - 1 + spec.pitch_low) % 12] = 1
        self.register_buffer("chroma", chroma)

    def forward(self, pitch: Tensor, velocity: Tensor, music: Tensor) -> Tensor:
        """Encode the content of each beat."""
        spec, length = self.spec, self.spec.steps_per_beat
        voices = pitch[:, :, : spec.voices].long() * music.long()[:, :, None]
        begins = (velocity[:, :, : spec.voices, 0] * music[:, :, None] > 0).float()
        top = voices.amax(2)
        top_begins = torch.where(voices == top[:, :, None], begins, 0.0).amax(2)
        lines = [(voices[:, :, MELODY], begins[:, :, MELODY]), (top, top_begins)][: self.lines]
        read = [
            part for line, onset in lines for part in (F.one_hot(line, spec.pitch_classes).float(), onset[..., None])
        ]
        lowest = torch.where(voices > 0, voices, spec.pitch_classes).amin(2)
        harmony = torch.cat([self._shares(self.chroma[voices].sum(2)), self._shares(self.chroma[lowest])], -1)
        notes = F.gelu(self.notes(torch.cat(read, -1))).view(-1, length, self.notes.out_features)
        within = self.within(notes)[0][:, -1] + self.around(notes.flatten(1))
        within = within.reshape(len(pitch), -1, within.shape[-1])
        beat = torch.cat([within, F.gelu(self.chords(harmony))], -1)
        return (self.over(beat)[0] + self.beat(beat)) * music[:, ::length, None]

    def _shares(self, chroma: Tensor) -> Tensor:
        total = chroma.view(len(chroma), -1, self.spec.steps_per_beat, 12).sum(2)
        return total / total.sum(-1, keepdim=True).clamp_min(1)


class TorchVae(nn.Module):
    """The equivalent of `vae_music.model.vae.build_vae`.

    Input: a batch of `vae_music.training.input_pipeline`, as tensors. Output: the loss.
    """

    def __init__(self, config: Config, styles: int):
        super().__init__()
        spec, model = config.spec, config.model
        self.config, self.styles, manner = config, styles, config.manner(styles)
        self.pitches = nn.EmbeddingBag(spec.voices * spec.pitch_classes, model.pitch_embedding, mode="sum")
        self.lanes = nn.Linear(spec.drum_lanes, model.pitch_embedding, bias=False)
        self.velocities = nn.Linear(spec.columns * (1 + spec.ticks_per_step), model.velocity_embedding)
        self.programs = nn.Embedding(spec.instrument_classes, model.instrument_embedding)
        units = model.encoder_pitch_units, model.encoder_velocity_units
        self.read_pitch = ReadByBeat(model.pitch_embedding, spec.steps_per_beat, units[0])
        self.read_velocity = ReadByBeat(model.velocity_embedding, spec.steps_per_beat, units[1])
        self.read_instrument = nn.LSTM(model.instrument_embedding, model.instrument_units, batch_first=True)
        beats, energy = spec.segment_beats, spec.segment_beats * model.energy
        joint = beats * (units[0][1] + units[1][1]) + model.instrument_units + energy
        self.manner_mean, self.manner_scale = nn.Linear(joint, manner), nn.Linear(joint, manner)
        self.content = Content(config)
        content = 2 * model.content_units
        self.content_mean, self.content_scale = nn.Linear(content, model.content), nn.Linear(content, model.content)
        context = styles + manner
        self.write_pitch = WriteByBeat(context, config, model.decoder_pitch_units)
        self.voice_logits = nn.Linear(model.decoder_pitch_units[1], spec.voices * spec.pitch_classes)
        self.drum_logits = nn.Linear(model.decoder_pitch_units[1], spec.drum_lanes)
        self.heard = nn.Linear(model.decoder_pitch_units[1], model.velocity_embedding)
        self.write_velocity = WriteByBeat(context, config, model.decoder_velocity_units, model.velocity_embedding)
        self.velocity_head = nn.Linear(model.decoder_velocity_units[1], spec.columns * (2 + len(spec.patterns)))
        self.write_instrument = Unfold(context + energy, spec.instrument_columns, model.instrument_units, model.view)
        self.instrument_logits = nn.Linear(model.instrument_units, spec.instrument_classes)
        self.inner = nn.Linear(config.learnt - manner, model.probe_units)
        self.outer = nn.Linear(model.probe_units, styles, bias=False)
        ticks = [[float(tick in pattern) for tick in range(spec.ticks_per_step)] for pattern in spec.patterns]
        self.register_buffer("ticks", torch.tensor(ticks))
        self.register_buffer("first", torch.arange(spec.voices) * spec.pitch_classes)

    def forward(self, batch: Mapping[str, Tensor]) -> Tensor:
        """Compute the loss of a batch."""
        manner, content = self._encoded(batch)
        mean, scale = (torch.cat(parts, -1) for parts in zip(manner, content, strict=True))
        kl = (0.5 * (mean**2 + scale**2 - 1) - scale.log()).mean(0).sum()
        z = mean + scale * torch.randn_like(scale)
        nats = self._reconstruction(z, self._figures(batch["source_energy"]), batch)
        return self.config.loss.beta * kl + nats + self._style_terms(z, batch["style"])

    def _encoded(self, batch: Mapping[str, Tensor]) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
        music = self._music(batch["example_steps"])
        pitch = self._embedded(batch["example_pitch"]) * music[:, :, None]
        velocity = F.gelu(self.velocities(self._features(batch["example_velocity"]))) * music[:, :, None]
        instrument = self.read_instrument(self.programs(batch["example_instrument"]))[0][:, -1]
        energy = self._figures(batch["example_energy"]).flatten(1)
        joint = torch.cat([self.read_pitch(pitch, music), self.read_velocity(velocity, music), instrument, energy], -1)
        music = self._music(batch["source_steps"])
        content = self.content(batch["source_pitch"], batch["source_velocity"], music)
        manner = self.manner_mean(joint), F.softplus(self.manner_scale(joint))
        beats = self.content_mean(content).flatten(1), F.softplus(self.content_scale(content)).flatten(1)
        return manner, beats

    def _music(self, steps: Tensor) -> Tensor:
        return (torch.arange(self.config.spec.segment_steps)[None] < steps[:, None]).float()

    def _figures(self, energy: Tensor) -> Tensor:
        return (energy.float() - NEUTRAL) / UNIT

    def _embedded(self, pitch: Tensor) -> Tensor:
        voices = self.config.spec.voices
        bags = (pitch[:, :, :voices] + self.first).flatten(0, 1)
        return self.pitches(bags).view(*pitch.shape[:2], -1) + self.lanes(pitch[:, :, voices:].float())

    def _features(self, velocity: Tensor) -> Tensor:
        loudness = velocity[..., :1].float() / 127
        return torch.cat([loudness, (loudness > 0) * self.ticks[velocity[..., 1]]], -1).flatten(2)

    def _reconstruction(self, z: Tensor, energy: Tensor, batch: Mapping[str, Tensor]) -> Tensor:
        model, manner = self.config.model, self.config.manner(self.styles)
        context = torch.cat([z[:, : self.styles].softmax(-1), z[:, :manner]], -1)
        content = torch.cat([z[:, manner:].view(len(z), -1, model.content), energy], -1)
        hidden = self.write_pitch(context, content)
        heard = self.write_velocity(context, content, F.gelu(self.heard(hidden)))
        music = self._music(batch["steps"])[:, :, None]
        nats = self._pitch_nats(hidden, batch["pitch"], music)
        nats = nats + self._velocity_nats(self.velocity_head(heard), batch["velocity"], music)
        played = torch.cat([context, energy.flatten(1)], -1)
        programs = self.instrument_logits(self.write_instrument(played)).flatten(0, 1)
        nats = nats + F.cross_entropy(programs, batch["instrument"].flatten(), reduction="sum")
        return nats / len(z)

    def _pitch_nats(self, hidden: Tensor, pitch: Tensor, music: Tensor) -> Tensor:
        spec = self.config.spec
        voices, lanes = pitch[:, :, : spec.voices], pitch[:, :, spec.voices :].float()
        logits = self.voice_logits(hidden).reshape(-1, spec.pitch_classes)
        nats = F.cross_entropy(logits, voices.flatten(), reduction="none").view(voices.shape)
        drums = F.binary_cross_entropy_with_logits(self.drum_logits(hidden), lanes, reduction="none")
        return (nats * music).sum() + (drums * music).sum()

    def _velocity_nats(self, outputs: Tensor, velocity: Tensor, music: Tensor) -> Tensor:
        outputs = outputs.reshape(*velocity.shape[:3], -1)
        played, pattern = velocity[..., 0], velocity[..., 1]
        begins = (played > 0) * music
        onset = F.binary_cross_entropy_with_logits(outputs[..., 0], begins, reduction="none")
        squared = (played / 127 - outputs[..., 1].sigmoid()) ** 2 / (2 * self.config.loss.velocity_sigma**2)
        patterns = F.cross_entropy(outputs[..., 2:].flatten(0, 2), pattern.flatten(), reduction="none")
        return (onset * music).sum() + (squared * begins).sum() + (patterns.view(begins.shape) * begins).sum()

    def _style_terms(self, z: Tensor, style: Tensor) -> Tensor:
        loss, content = self.config.loss, z[:, self.config.manner(self.styles) :]
        known = F.cross_entropy(z[:, : self.styles], style)
        probe = F.cross_entropy(self.outer(F.gelu(self.inner(content.detach()))), style)
        inner = F.linear(content, self.inner.weight.detach(), self.inner.bias.detach())
        seen = F.log_softmax(F.linear(F.gelu(inner), self.outer.weight.detach()), -1)
        return loss.style * known + probe - loss.adversary * seen.mean()
