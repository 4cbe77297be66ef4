"""Tokens that look like a provider's and are not: what a verifier has to refuse."""

import hmac
import json
from base64 import urlsafe_b64encode
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

from chithi_testkit.oidc import OidcProvider


def forged(claims: dict[str, Any], provider: OidcProvider, **head: Any) -> str:
    """The claims signed with another key under the provider's key id."""
    other = RSAKey.generate_key(2048, parameters={"kid": str(provider.key.kid)})
    return jwt.encode({"alg": "RS256", "kid": provider.key.kid} | head, claims, other)


def by_hand(head: dict[str, Any], claims: dict[str, Any], secret: bytes = b"") -> str:
    """A token as no careful library makes one."""
    parts = b".".join(urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (head, claims))
    signature = hmac.digest(secret, parts, "sha256") if secret else b""
    return (parts + b"." + urlsafe_b64encode(signature).rstrip(b"=")).decode()


def unsigned(claims: dict[str, Any], provider: OidcProvider) -> str:
    return by_hand({"alg": "none"}, claims)


def with_public_key(claims: dict[str, Any], provider: OidcProvider) -> str:
    """HS256 with the public key as the secret: a verifier that trusts the header takes it."""
    return by_hand({"alg": "HS256", "kid": provider.key.kid}, claims, provider.key.as_pem(private=False))
