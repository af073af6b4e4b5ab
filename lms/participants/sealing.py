"""Identity numbers at rest: sealed with a key that the database does not hold, and a print by which equals are found."""

import hashlib
import hmac
import re
import secrets
import unicodedata

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lms.errors import Refused
from lms.language import N_

VERSION = b"\x01"  # of the key and of the layout: version, nonce of 12 bytes, AES-256-GCM with its tag
NONCE = 12
SHOWN = 3  # characters that a masked number ends with
_LOOKS_LIKE = str.maketrans("АВЕКМНОРСТХІ", "ABEKMHOPCTXI")  # typed on a Russian keyboard
_NO_PART = re.compile(r"[\W_]")
_keys: dict[str, bytes] = {}


def use_key(key: str) -> None:
    """Set the key, once at start; one key is made of it for sealing and another for prints."""
    for purpose in ("seal", "print"):
        _keys[purpose] = hmac.new(key.encode(), f"identifier {purpose}".encode(), hashlib.sha256).digest()


def plain(number: str) -> str:
    """Return a number as it is compared: capital letters and digits alone, Cyrillic look-alikes as Latin letters."""
    capitals = unicodedata.normalize("NFKC", number).upper().translate(_LOOKS_LIKE)
    return _NO_PART.sub("", capitals)


def sealed(number: str, context: str) -> bytes:
    """Return the number under the key, bound to its context: moved under another, it does not open."""
    nonce = secrets.token_bytes(NONCE)
    return VERSION + nonce + AESGCM(_keys["seal"]).encrypt(nonce, number.encode(), context.encode())


def opened(body: bytes, context: str) -> str:
    """Return the number again. Raises Refused where the key is another's or the bytes are not what was sealed."""
    try:
        nonce, kept = body[1 : 1 + NONCE], body[1 + NONCE :]
        return AESGCM(_keys["seal"]).decrypt(nonce, kept, context.encode()).decode()
    except InvalidTag as error:
        raise Refused(N_("The number cannot be opened: the key on this machine is another one.")) from error


def fingerprint(number: str, context: str) -> str:
    """Return a keyed SHA-256, hex: equal for equal numbers of a context, and useless without the key."""
    return hmac.new(_keys["print"], f"{context}:{plain(number)}".encode(), hashlib.sha256).hexdigest()


def masked(number: str) -> str:
    """Return a number to recognise and not to use: dots and its last characters."""
    return "•" * max(len(number) - SHOWN, SHOWN) + number[-SHOWN:]
