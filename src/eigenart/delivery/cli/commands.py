"""The list of commands; each loads its module only when it is called."""

import click

from eigenart import __version__

MODULES = {
    "demo": "demo",
    "serve": "server",
    "worker": "server",
    "migrate": "database",
    "doctor": "doctor",
    "import": "intake",
    "train": "training",
    "model": "models",
    "bench": "bench",
    "account": "accounts",
    "register": "register",
    "audit": "audit",
    "report": "report",
    "documents": "documents",
    "keys": "keys",
    "forget": "forget",
    "restore": "restore",
    "drill": "drill",
}

SUMMARIES = {
    "demo": "Start the demo company in the browser.",
    "serve": "Serve the portal.",
    "worker": "Run background jobs.",
    "migrate": "Prepare or update the database and compile the register into it.",
    "doctor": "Check this installation and say what to do.",
    "import": "Read people, positions, catalogue, activity or ESCO from files.",
    "train": "Train the models and promote them if they are good enough.",
    "model": "List the models, promote one, roll back.",
    "bench": "Measure quality and speed.",
    "account": "Make or change a login.",
    "register": "Check, show or approve the purpose register.",
    "audit": "Verify the access log, anchor it outside, list the anchors.",
    "report": "Count the reports of the register's closed list for a quarter.",
    "documents": "Write the generated documents, or list what is open in them.",
    "keys": "Exchange the master key of sealed data.",
    "forget": "Verify certificates of erasure.",
    "restore": "After a restore: erase again whoever was erased since the backup.",
    "drill": "Rehearse: a breach, the price of switching off, the comparison of twins; write the evidence.",
}


class LazyCommands(click.Group):
    """A group that knows its commands' names and imports one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from importlib import import_module

        if cmd_name not in MODULES:
            return None
        module = import_module(f"eigenart.delivery.cli.{MODULES[cmd_name]}")
        command = getattr(module, f"{cmd_name}_" if cmd_name == "import" else cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(SUMMARIES.items()))


@click.group(
    cls=LazyCommands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done · 1 found wrong or refused · 2 wrong use or setting · 3 no database · 130 stopped.",
)
@click.version_option(__version__, prog_name="eigenart")
def eigenart() -> None:
    """Personalisation of the employee experience that the register permits and the person controls."""
