"""What is to be known of an edition of a report before its figures: what it leaves out, what it restates. Pure."""

from typing import TYPE_CHECKING

from lms.language import N_

FEWEST = 5  # people that a public edition tells as a number

if TYPE_CHECKING:
    from lms.reports.outline import Outline


def note(outline: "Outline") -> str:
    """Say what a public edition leaves out; and of a version that restates another what it changes."""
    return " ".join(text for text in (_left_out(outline), _restated(outline)) if text)


def _left_out(outline: "Outline") -> str:
    if not outline.public:
        return ""
    return outline.words.say(
        N_("Public edition: numbers of fewer than %(fewest)s people, and others that would tell them, are not shown; tables have “…” in their place."),
        fewest=FEWEST,
    )


def _restated(outline: "Outline") -> str:
    """Say which version is restated and, save to the public, whom differences of few people would be told, what changed."""
    words, report = outline.words, outline.document.content["report"]
    before = report.get("restated")
    if not before:
        return ""
    told = words.say(
        N_("Version %(version)s restates version %(before)s, sealed under SHA-256 %(digest)s."),
        version=report["version"], before=before["version"], digest=f"{before['sha256'][:16]}…",
    )  # fmt: skip
    if outline.public:
        return told
    own = {one.figure.key: one for one in outline.told}
    changed = [
        f"{own[key].name}: {words.number(was)} → {words.number(own[key].figure.value)}"
        for key, was in before["figures"].items() if key in own and own[key].figure.value != was
    ]  # fmt: skip
    if not changed:
        return f"{told} {words.say(N_('No figure changed.'))}"
    return f"{told} {words.say(N_('What changed: %(changes)s.'), changes='; '.join(changed))}"
