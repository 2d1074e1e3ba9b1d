"""The command `keepwarm`: a lazy table of commands; nothing heavy is imported until one of them runs."""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import sys

import click

from commands.app import App, Failure, global_options
from errors import KeepwarmError

COMMANDS = {
    "demo": ("commands.demo", "See it work on a bundled sample mailbox; nothing of yours is touched."),
    "init": ("commands.init", "Set up your mailbox: find the server, test the login, then write it down."),
    "login": ("commands.login", "Sign in once: OAuth in the browser, or a password for the keyring."),
    "check": ("commands.check", "Everything that must be right, a line each with the mend."),
    "sync": ("commands.sync", "Read what is new in the mailbox, once."),
    "run": ("commands.run", "The daemon: keep reading, judging and reporting."),
    "status": ("commands.status", "What the service is doing, and when next."),
    "service": ("commands.service", "Write the systemd unit of the service, or take it away."),
    "audit": ("commands.audit", "Hold the store against the mail server, and name what is missing."),
    "quarantine": ("commands.quarantine", "Messages that could not be read: list, look, try again."),
    "import": (
        "commands.import_",
        "Read mail from mbox files, Maildirs, .eml files, folders or zips of them.",
    ),
    "flags": ("commands.flags", "Who needs you now, most urgent first, each with its evidence."),
    "flag": ("commands.flag", "Mark flags done, snooze, dismiss, correct or undo them; begin a letter."),
    "review": ("commands.review", "Walk through the flags: decide, correct, begin letters, undo."),
    "show": ("commands.show", "One relationship: timeline, stage with its proof, what they told you."),
    "contacts": (
        "commands.contacts",
        "Who is who: list, address books in and out, set a role or stage, merge, mute.",
    ),
    "retention": ("commands.retention", "How long people are kept: who has lapsed, and erasing them."),
    "log": ("commands.log", "Write down a call or a meeting that left no mail."),
    "facts": ("commands.facts", "What people told you about the market, and what is paid for which job."),
    "referrals": ("commands.referrals", "Who pointed you to whom, and who still waits for thanks or news."),
    "messages": ("commands.messages", "What is stored of each message and was read in it; put it right."),
    "corrections": ("commands.corrections", "What you put right: list, take back, export to learn from."),
    "threads": ("commands.threads", "The conversations, with their messages and people."),
    "inspect": ("commands.inspect", "What keepwarm reads in one message; stores nothing."),
    "backtest": (
        "commands.backtest",
        "What the rules would have said in the past, and what then happened.",
    ),
    "reanalyze": ("commands.reanalyze", "Read stored mail again with a newer reader; what changed."),
    "report": ("commands.report", "The weekly report, as text or as a page for the browser."),
    "config": ("commands.config", "Show, check and find the configuration."),
    "db": ("commands.db", "The database: upgrade, back up, check, compact, or tell where it is."),
}


class LazyGroup(click.Group):
    """Knows every command's name and one sentence; imports its module only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The order of a recruiter's first day, not the alphabet."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command itself, imported now."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in `--help`, from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, sentence) for name, (_, sentence) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; one of our errors ends it with a sentence and its exit code."""
        try:
            return super().invoke(ctx)
        except KeepwarmError as error:
            raise Failure(error) from error


@click.command(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@global_options
@click.version_option(package_name="keepwarm", prog_name="keepwarm")
@click.pass_context
def keepwarm(ctx: click.Context) -> None:
    """Who is waiting for you, who is drifting away, who is worth going back to.

    keepwarm reads a recruiter's mailbox, read-only, and says so before a relationship is lost.
    Start with: keepwarm demo
    """
    ctx.ensure_object(App)


def main() -> None:
    """Entry point of the console script."""
    # Looking for garbage among what stays takes a third of a short command's time: first while modules are
    # loaded, and then when the process ends, which would take everything apart piece by piece.
    gc.set_threshold(200_000)
    atexit.register(gc.freeze)
    os.umask(0o077)  # whatever is written holds mail, or tells of it
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal without UTF-8 must not end a run
    keepwarm.main(prog_name="keepwarm")


if __name__ == "__main__":
    main()
