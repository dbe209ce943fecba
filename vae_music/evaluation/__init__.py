"""Evaluation of models on held-out songs: style, content and reconstruction, compared with baselines; reports."""
