"""Seals the secrets that have to be read again, so that the database alone opens nothing."""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from chithi_platform.service import CannotStart

SETTING = "CHITHI_SECRETS_KEYS"


class NoSecretsKeys(CannotStart):
    """There is none, or what is there is none."""

    def __init__(self, wrong: str) -> None:
        super().__init__(f"{SETTING} {wrong}; `chithi-tasks secrets new-key` prints one (docs/operations/secrets.md)")


class NotOpened(CannotStart):
    """What is stored was not sealed with any of the keys; `what` says which secret."""

    def __init__(self, what: str, sealed: str | None) -> None:
        reason = f"was sealed with a key that {SETTING} does not hold; put that key back"
        if sealed is None:
            reason = "is not sealed: the database is older than sealing; begin with an empty one"
        super().__init__(f"{what} {reason} (docs/operations/secrets.md)")


class Vault:
    """The first key seals, each opens: so keys can be changed. `keys` is the setting, comma separated."""

    def __init__(self, keys: str) -> None:
        given = [key.strip() for key in keys.split(",") if key.strip()]
        if not given:
            raise NoSecretsKeys("is not set")
        fernets = [_fernet(number, key) for number, key in enumerate(given, 1)]
        self._first, self._all = fernets[0], MultiFernet(fernets)

    def seal(self, secret: str) -> str:
        """The secret as it may be stored; another text each time."""
        return self._first.encrypt(secret.encode()).decode()

    def open(self, sealed: str | None, what: str) -> str:
        """The secret itself; raises `NotOpened`, which names it `what`."""
        try:
            return self._all.decrypt(sealed or "").decode()
        except (InvalidToken, ValueError):
            raise NotOpened(what, sealed) from None

    def sealed_anew(self, sealed: str | None, what: str) -> str | None:
        """The same secret sealed with the first key; None when it is already. Raises `NotOpened`."""
        secret = self.open(sealed, what)
        try:
            self._first.decrypt(sealed or "")
        except InvalidToken:
            return self.seal(secret)
        return None


def new_key() -> str:
    """A key: 256 random bits, half to encrypt and half to sign."""
    return Fernet.generate_key().decode()


def _fernet(number: int, key: str) -> Fernet:
    try:
        return Fernet(key)
    except ValueError:
        raise NoSecretsKeys(f"holds something else than a key at place {number}") from None
