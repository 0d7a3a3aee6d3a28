"""Print what makes a shell complete commands, options and charters."""

from __future__ import annotations

import click

HELP = """Print the completion script of a shell.

\b
Examples:
  foedus completion bash >> ~/.bashrc
  foedus completion zsh  >> ~/.zshrc
  foedus completion fish > ~/.config/fish/completions/foedus.fish
"""


@click.command("completion", help=HELP, short_help="Print shell completion.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> int:
    """Print the completion script of a shell."""
    from click.shell_completion import get_completion_class

    from foedus.cli.main import program

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"no completion for {shell}")
    script = kind(program, {}, "foedus", "_FOEDUS_COMPLETE")
    click.echo(script.source_template % script.source_vars())
    return 0
