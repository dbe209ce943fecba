"""The likeliest notes of each voice, onsets and pitches together, by the algorithm of Viterbi (1967).

Onset and pitch have logits of their own. Taken alone, an onset that is not sure is lost even where the pitch surely
changes, and a pitch that surely stays is struck again where an onset is slightly likelier than not.
"""

from __future__ import annotations

import tensorflow as tf

_NEVER = -1e9


def likeliest_onsets(onset, pitches, silent):
    """The onsets of the likeliest notes, and the steps at which they sound: two bool tensors (batch, step, voice).

    A pitch changes only where a note begins. A note lasts until the next one or the first silent step; after silence, a
    voice stays silent until an onset. A pitch that sounds at the first step without an onset is held from before.

    Input shape: onset logits and silent, bool, (batch, step, voice); log probabilities of the pitches (batch, step,
    voice, pitch).
    """
    evidence = pitches - tf.reduce_max(pitches, axis=-1, keepdims=True)
    struck, held = tf.math.log_sigmoid(onset)[..., None], tf.math.log_sigmoid(-onset)[..., None]
    here = silent[..., None]
    # The states are the pitches and, last, silence; scores have the shape (batch, voice, state).
    score = tf.concat([evidence[:, 0] + tf.maximum(struck, held)[:, 0], tf.zeros_like(held[:, 0])], axis=-1)
    score = _allowed(score, here[:, 0], silence=here[:, 0])
    fresh = [tf.broadcast_to(onset[:, 0, :, None] > 0, tf.shape(score))]
    before = [tf.argmax(score, axis=-1, output_type=tf.int32)]  # where the best path to each step stands
    for step in range(1, onset.shape[1]):
        best = tf.reduce_max(score, axis=-1, keepdims=True)
        stays, begins = score + held[:, step], best + struck[:, step]
        fresh.append(begins > stays)
        silence = tf.where(here[:, step], best, stays[..., -1:])
        score = tf.concat([tf.maximum(begins, stays)[..., :-1] + evidence[:, step], silence], axis=-1)
        score = _allowed(score, here[:, step])
        before.append(tf.argmax(score, axis=-1, output_type=tf.int32))
    return _traced(fresh, before, silent, silence=pitches.shape[-1])


def _allowed(score, silent, silence=None):
    """The scores without those of pitches in silence and, if given, without that of silence where it is not."""
    pitches = tf.where(silent, _NEVER, score[..., :-1])
    last = score[..., -1:] if silence is None else tf.where(silence, score[..., -1:], _NEVER)
    return tf.concat([pitches, last], axis=-1)


def _traced(fresh, before, silent, silence: int):
    """The best path back from the last step: where it begins a note, and where it is not silent."""
    state, begins, sounds = before[-1], [], []
    for step in reversed(range(len(fresh))):
        sounding = state != silence
        begin = tf.gather(fresh[step], state, axis=-1, batch_dims=2) & sounding
        begins.append(begin)
        sounds.append(sounding)
        if step:
            state = tf.where(begin | (silent[:, step] & ~sounding), before[step - 1], state)
    return tf.stack(begins[::-1], axis=1), tf.stack(sounds[::-1], axis=1)
