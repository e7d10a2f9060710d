"""What somebody without a visit sees: plain pages that name no campaign and load nothing."""

import html
from functools import cache
from importlib.resources import files
from string import Template

from canvass.words import Words, language

#: A form needs nothing but its own style, and sends itself to this server alone.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def password_form(back: str, *, said: str = "") -> str:
    """Ask for a name and a password; ``back`` is where whoever enters wanted to go."""
    fields = {
        "back": back,
        "name": str(Words("Nom du compte", "Account")),
        "password": str(Words("Mot de passe", "Password")),
        "enter": str(Words("Entrer", "Log in")),
    }
    return _page(_alert(said) + _filled("password", fields))


def code_form(back: str, ticket: str, *, said: str = "") -> str:
    """Ask for the code of the second factor; ``ticket`` tells whose password was right."""
    fields = {
        "back": back,
        "ticket": ticket,
        "label": str(
            Words(
                "Code à 6 chiffres de votre application d'authentification",
                "6-digit code of your authenticator app",
            )
        ),
        "enter": str(Words("Entrer", "Log in")),
    }
    return _page(_alert(said) + _filled("code", fields))


def closed_page(said: str = "") -> str:
    """Tell how to get in while there is no account, or why a link opens nothing."""
    how = Words(
        "Pour entrer, ouvrez l'adresse affichée dans le terminal d'où l'application a été "
        "lancée : elle ne sert qu'une fois, la suivante s'affiche alors.",
        "To get in, open the address shown in the terminal that the app was started from: it "
        "serves once, then the next one is shown.",
    )
    return _page(_alert(said) if said else f"<p>{html.escape(str(how))}</p>")


def opening_page(address: str) -> str:
    """Make the page that leads a browser to an address which no list of processes shows."""
    return _filled("opening", {"address": address})


def _alert(said: str) -> str:
    return f'<p role="alert">{html.escape(said)}</p>' if said else ""


def _page(content: str) -> str:
    return _template("form").substitute(lang=language.get(), content=content)


def _filled(name: str, fields: dict[str, str]) -> str:
    return _template(name).substitute({key: html.escape(text) for key, text in fields.items()})


@cache
def _template(name: str) -> Template:
    return Template(files("app_pages.entrance").joinpath(f"{name}.html").read_text("utf-8"))
