"""Figures from a shell."""

import click


@click.command()
def figures() -> None:
    """Print the figures."""
