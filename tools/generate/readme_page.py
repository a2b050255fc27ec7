#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""readme_page.py README PAGE.SECTION OUTPUT: the manual page of a component, made from its README, so that there is one text of it.

The README begins with "# name: what it is". Of Markdown it has headings, paragraphs, lists of "- ", tables, blocks that are indented by
four blanks, **bold**, `code` and [links](to files, which the page leaves out). Anything else is refused with its line.
"""
import re
import sys
from pathlib import Path

HEAD = """\
.\\" Made from {source} when modvirt is built.
.TH {title} {section} "" "modvirt" "Components of modvirt"
.SH NAME
{name} \\- {summary}
.SH DESCRIPTION
"""
SEE_ALSO = (("modvirt", 1), ("modvirt-pool", 1), ("modvirt-volume", 1), ("modvirt-storagepool", 5), ("modvirt-storagevol", 5))
SPAN = re.compile(r"`([^`]+)`|\*\*(.+?)\*\*|\[([^]]+)\]\([^)]*\)")
NOT_KNOWN = re.compile(r"^(\s*\d+[.)] |\s*[*+] |\s+- |>|```|~~~|!\[|={3,}$|\|?\s*:?-+:?\s*$)")


class Wrong(Exception):
    """What the README has and a page cannot have."""


def literal(text):
    """Text as roff takes it literally."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("^", "\\(ha").replace("~", "\\(ti")
    return text.replace("`", "\\(ga")


def guarded(line):
    """A line that cannot be taken for a request."""
    return "\\&" + line if line[:1] in (".", "'") else line


def spans(text):
    """A paragraph with its bold words; code is bold too, as in other pages."""
    pieces, at = [], 0
    for found in SPAN.finditer(text):
        pieces.append(literal(text[at:found.start()]))
        code, bold, link = found.groups()
        if code is not None or bold is not None:
            pieces.append(f"\\fB{literal(code if code is not None else re.sub('`', '', bold))}\\fR")
        else:
            pieces.append(spans(link))
        at = found.end()
    return "".join([*pieces, literal(text[at:])])


def paragraph(lines):
    return guarded(spans(" ".join(line.strip() for line in lines)))


def code(lines):
    body = [guarded(literal(line[4:])) for line in lines]
    return [".PP", ".RS 4", ".nf", *body, ".fi", ".RE"]


def cells(line):
    row = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row)]


def table(lines):
    """Of each row a paragraph, with its first cell as the tag; what the other cells are is told where the head has a word for it."""
    head, rows = cells(lines[0]), [cells(line) for line in lines[2:]]
    out = []
    for row in rows:
        told = [f"{name}: {cell}" if name and len(head) > 2 else cell for name, cell in zip(head[1:], row[1:]) if cell]
        out += [".TP", guarded(spans(row[0])), paragraph(["; ".join(told)])]
    return out


def item(lines):
    return [".IP \\(bu 2", paragraph([lines[0][2:], *lines[1:]])]


def blocks(lines):
    """(number of the first line, kind, lines) of each block."""
    block, kind = [], None
    for number, line in enumerate([*lines, ""], 1):
        new = kind_of(line, kind)
        if new != kind or new in ("heading", "item start"):
            if block:
                while not block[-1]:
                    block.pop()
                yield number - len(block), kind, block
            block = []
        kind = "item" if new == "item start" else new
        if kind is not None:
            block.append(line)
    if block:
        while not block[-1]:
            block.pop()
        yield len(lines), kind, block


def kind_of(line, before):
    if not line.strip():
        return "code" if before == "code" else None
    if line.startswith("    "):
        return "code" if before in (None, "code", "heading") else before
    if line.startswith("#"):
        return "heading"
    if line.startswith("|"):
        return "table"
    if line.startswith("- "):
        return "item start"
    if before == "item" and line.startswith("  "):
        return "item"
    return "paragraph"


def convert(text, name, section, source):
    first, *rest = text.splitlines() or [""]
    title = re.fullmatch(r"# ([\w-]+): (.+)", first)
    if not title:
        raise Wrong(f"{source}:1: it begins with '# name: what it is', and not with '{first}'")
    out = [HEAD.format(source=source, title=literal(name.upper()), section=section, name=literal(name),
                       summary=literal(title[2])).rstrip("\n")]
    for number, kind, lines in blocks(rest):
        if kind == "paragraph" and NOT_KNOWN.match(lines[0]):
            raise Wrong(f"{source}:{number + 1}: '{lines[0]}' cannot stand in a page")
        if kind == "heading":
            heading = re.fullmatch(r"(##|###) (.+)", lines[0])
            if not heading:
                raise Wrong(f"{source}:{number + 1}: '{lines[0]}': headings below the first have two or three '#'")
            out.append(f".SH {literal(heading[2].upper())}" if heading[1] == "##" else f".SS {literal(heading[2])}")
        elif kind == "code":
            out += code(lines)
        elif kind == "table":
            if len(lines) < 3 or not re.fullmatch(r"[|: -]+", lines[1]):
                raise Wrong(f"{source}:{number + 1}: a table has a head, a line of dashes, and rows")
            out += table(lines)
        elif kind == "item":
            out += item(lines)
        else:
            out += [".PP", paragraph(lines)]
    out += [".SH SEE ALSO", ", ".join(f"\\fB{literal(page)}\\fR({where})" for page, where in SEE_ALSO)]
    return "\n".join(out) + "\n"


def main():
    readme, page, output = sys.argv[1:]
    name, _, section = page.rpartition(".")
    try:
        text = convert(Path(readme).read_text(encoding="utf-8"), name, section, Path(readme).parent.name + "/README.md")
    except Wrong as wrong:
        sys.exit(f"readme_page.py: {wrong}")
    Path(output).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
