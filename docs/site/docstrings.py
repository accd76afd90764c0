"""Turns what docstrings have of Sphinx and doctest into the Markdown of the Python reference."""
import re

import griffe

# :func:`sharecap.parse`
ROLE = re.compile(r":(?:class|func):`(?:sharecap\.)?(\w+)`")
# An example: the lines from a prompt to the next empty line.
EXAMPLE = re.compile(r"^>>> .*(?:\n.+)*", re.MULTILINE)


class Markdown(griffe.Extension):
    """Names of the package become links, examples blocks of code."""

    def on_package(self, *, pkg: griffe.Module, **_: object) -> None:
        self.rewrite(pkg, public={str(name) for name in pkg.exports or ()})

    def rewrite(self, part: griffe.Object, public: set[str]) -> None:
        def linked(role: re.Match[str]) -> str:
            name = f"`{role[1]}`"
            return f"[{name}][sharecap.{role[1]}]" if role[1] in public else name

        if part.docstring:
            text = ROLE.sub(linked, part.docstring.value)
            part.docstring.value = EXAMPLE.sub(lambda example: f"```pycon\n{example[0]}\n```", text)
        for member in part.members.values():
            if isinstance(member, griffe.Object):
                self.rewrite(member, public)
