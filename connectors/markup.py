"""HTML that people wrote (posts, mails) as the text that a reader would see.

Used by the connectors of Mastodon and of mailboxes. Pure; never raises, whatever the markup is; never fetches or
runs anything. Scripts, styles and everything hidden are left out; paragraphs and line breaks become line breaks.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

MAX_MARKUP = 1_000_000  # characters; the rest is not read
MAX_DEPTH = 200  # open elements that are remembered

UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript", "iframe", "object", "svg", "math"})
BLOCKS = frozenset(
    {"p", "div", "section", "article", "header", "footer", "ul", "ol", "table", "blockquote", "pre"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "form", "fieldset", "dl", "figure", "address"}
)
LINES = frozenset({"br", "li", "tr", "hr", "dt", "dd"})
VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)", re.I)
_DECLARATION = re.compile(r"<[!?][^<>]*>")
_LONE_BRACKET = re.compile(r"<(?=[^<>]*(?:<|$))")
_SPACES = re.compile(r"[^\S\n]+")
_GAP = re.compile(r"\n{3,}")


def text_of(markup: str, *, skip_quotes: bool = False) -> str:
    """The visible text. `skip_quotes` leaves out what a mail quotes of an earlier one (blockquote, Gmail, Yahoo)."""
    reader = _Reader(skip_quotes=skip_quotes)
    try:
        reader.feed(_tame(markup[:MAX_MARKUP]))
        reader.close()
    except (AssertionError, ValueError, RecursionError):
        pass  # html.parser gives up on some malformed declarations: keep what was read until then
    lines = (_SPACES.sub(" ", line).strip() for line in "".join(reader.pieces).split("\n"))
    return _GAP.sub("\n\n", "\n".join(lines)).strip()


def _tame(markup: str) -> str:
    """The same markup without comments, declarations and brackets that never close: html.parser, which looks for
    their end again and again, would take quadratic time over them."""
    markup = _DECLARATION.sub("", _without_comments(markup))
    return _LONE_BRACKET.sub("&lt;", markup)


def _without_comments(markup: str) -> str:
    pieces, position = [], 0
    while (start := markup.find("<!--", position)) >= 0:
        pieces.append(markup[position:start])
        end = markup.find("-->", start + 4)
        position = end + 3 if end >= 0 else len(markup)
    return "".join(pieces) + markup[position:]


class _Reader(HTMLParser):
    def __init__(self, *, skip_quotes: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._skip_quotes = skip_quotes
        self._open: list[tuple[str, bool]] = []  # element, and whether it hides its content

    @property
    def _hiding(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":  # </head> may be left out
            self._open.clear()
        self._break(tag)
        if tag in VOID or len(self._open) >= MAX_DEPTH:
            return
        self._open.append((tag, self._hiding or self._unseen(tag, dict(attrs))))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self._open) - 1, -1, -1):  # a tag closes what was left open inside it
            if self._open[depth][0] == tag:
                del self._open[depth:]
                break
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._hiding:
            self.pieces.append(data if self._verbatim else data.replace("\n", " "))

    @property
    def _verbatim(self) -> bool:
        return any(tag == "pre" for tag, _ in self._open)

    def _break(self, tag: str) -> None:
        if self._hiding:
            return
        if tag in BLOCKS:
            self.pieces.append("\n\n" if tag in ("p", "blockquote") else "\n")
        elif tag in LINES:
            self.pieces.append("\n")
        elif tag in ("td", "th"):
            self.pieces.append(" ")

    def _unseen(self, tag: str, attrs: dict[str, str | None]) -> bool:
        if tag in UNSEEN or "hidden" in attrs or _HIDDEN_STYLE.search(attrs.get("style") or ""):
            return True
        return self._skip_quotes and _is_quote(tag, (attrs.get("class") or "").split(), attrs.get("id") or "")


def _is_quote(tag: str, classes: list[str], ident: str) -> bool:
    """How the mail programs mark what they quote: cite blocks, and boxes by class (Gmail, Yahoo, Zoho, Thunderbird)."""
    marks = {"gmail_quote", "gmail_attr", "gmail_signature", "yahoo_quoted", "moz-cite-prefix", "moz-signature"}
    marks |= {"protonmail_quote", "zmail_extra"}
    return tag == "blockquote" or bool(marks & set(classes)) or ident == "Signature"
