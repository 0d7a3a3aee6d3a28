"""The way in: finds the command, runs it, and turns whatever goes wrong into a message.

Exit status: 0 fine; 1 the answer is "no"; 2 unusable input, a faulty charter included; 70 a
mistake of ours; 130 interrupted; 141 nobody reads the output any more.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from foedus import __version__

FOLDER = Path(__file__).parent / "commands"
UNUSABLE, OURS, INTERRUPTED, UNREAD = 2, 70, 130, 141
TRACEBACK = "--traceback"


class UnreadError(Exception):
    """Raised where nobody reads the output any more; click would take it for a plain failure."""


class Commands(click.Group):
    """A group that knows its commands from the folder, and loads only the one that runs."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Name the commands: the files of the folder."""
        return sorted(file.stem for file in FOLDER.glob("[a-z]*.py"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"foedus.cli.commands.{cmd_name}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was called, or say which was meant."""
        name = args[0]
        if not name.startswith("-") and name not in self.list_commands(ctx):
            from foedus.charter.faults import did_you_mean, quoted

            cure = did_you_mean(name, self.list_commands(ctx))
            raise click.UsageError(f"there is no command {quoted(name)}; {cure}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that was called."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise UnreadError from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with the first line of each file, without loading any."""
        rows = [(name, _first_line(FOLDER / f"{name}.py")) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _first_line(file: Path) -> str:
    with file.open(encoding="utf-8") as lines:
        return lines.readline().strip().strip('"').rstrip(".")


HELP = """Run a treaty organisation from its charter.

A charter is a folder of data; one engine reads it. ORG is the name of a charter that is
shipped, such as csto, or the path of a folder.

\b
Examples:
  foedus demo                               January 2022, replayed
  foedus show csto members --on 2012-12-19  who was a member on that day
  foedus may csto AM                        what Armenia may do now, and why not the rest
  foedus check                              every shipped charter

Answers come in English or Russian (--lang, or FOEDUS_LANG, or LANG), and as data with --json.
Exit status: 0 fine; 1 the answer is "no"; 2 unusable input.
"""

program = Commands(
    "foedus",
    help=HELP,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    no_args_is_help=True,
)
click.version_option(__version__, prog_name="foedus", message="%(prog)s %(version)s")(program)
click.option(TRACEBACK, is_flag=True, expose_value=False, help="Show where a mistake of ours is.")(
    program
)


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line and exit."""
    words = list(sys.argv[1:] if args is None else args)
    traceback = TRACEBACK in words
    words = [word for word in words if word != TRACEBACK]
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # an output that cannot show a letter shows its number
            stream.reconfigure(errors="backslashreplace")
    sys.exit(_status(lambda: _run(words), traceback=traceback))


def _run(words: list[str]) -> int:
    result = program.main(words, prog_name="foedus", standalone_mode=False)
    if sys.stdout is not None:  # it may have been closed before we began
        sys.stdout.flush()
    return result if isinstance(result, int) else 0


def _status(run: Callable[[], int], *, traceback: bool) -> int:
    """Run, and give the exit status; whatever goes wrong ends in a message."""
    try:
        return run()
    except click.exceptions.NoArgsIsHelpError as help_:
        click.echo(help_.format_message())
        return UNUSABLE
    except click.UsageError as error:
        where = f" (see: {error.ctx.command_path} --help)" if error.ctx else ""
        return _say(f"{error.format_message()}{where}", UNUSABLE)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except (BrokenPipeError, UnreadError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNREAD
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        return _say(f"{name}{error.strerror or error}", UNUSABLE)
    except Exception as error:
        if traceback:
            raise
        return _ours(error)


def _ours(error: Exception) -> int:
    """Say that something went wrong here; a charter whose faults explain it is named instead."""
    from foedus.cli.charters import faults_of_loaded

    faults = faults_of_loaded()
    for fault in faults:
        click.echo(str(fault), err=True)
    if faults:
        return _say("the charter is faulty; foedus check tells all of it", UNUSABLE)
    what = f"{type(error).__name__}: {error}".replace("\n", " ")
    return _say(
        f"a mistake of ours ({what[:200]}); please report it with what {TRACEBACK} shows", OURS
    )


def _say(message: str, status: int) -> int:
    from foedus.charter.faults import escaped

    click.echo(f"foedus: {escaped(message)}", err=True)
    return status
