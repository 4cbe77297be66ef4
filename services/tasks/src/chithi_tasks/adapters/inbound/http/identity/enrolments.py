"""Phones come in by a code: made by a coordinator, shown as a QR code, redeemed once."""

import base64
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from chithi_platform.http import client_address
from chithi_platform.openapi import refusal
from chithi_platform.security import Principal, require
from chithi_tasks.adapters.inbound.http.identity.device_schemas import (
    DeviceOut,
    EnrolledDevice,
    EnrolmentOut,
    NewEnrolment,
    Offer,
    Redemption,
)
from chithi_tasks.adapters.inbound.http.identity.identity_schemas import Me
from chithi_tasks.adapters.inbound.identity.coming_in import Enrolled, Phone
from chithi_tasks.adapters.inbound.identity.phones import Phones
from chithi_tasks.adapters.outbound.identity.accounts import Account
from chithi_tasks.adapters.outbound.identity.qr import qr_svg
from chithi_tasks.core.identity.enrolment import link, shown

Steering = Annotated[Principal, Depends(require("coordinator", "admin"))]
Issue = Callable[[Enrolled], Awaitable[str]]


def enrolment_routes(
    *, phones: Phones, issue: Issue, described: Callable[[Account], Me], life: timedelta, public_url: str
) -> APIRouter:
    """The routes, bound to the desk of phones and the issuer of tokens."""
    router = APIRouter(prefix="/api/tasks/v1/enrolments", tags=["devices"])

    @router.post("", status_code=201, responses=refusal(404, 409, 429))
    async def offer(new: NewEnrolment, caller: Steering, response: Response) -> Offer:
        """Make a code for a phone of an officer of the caller's subtree; codes made before for the account end.

        Lives ten minutes. 404 `unknown-account`, 409 `account-not-active` or `too-many-devices`, 422
        `role-without-phone`.
        """
        made, code = await phones.offer(caller, new.username)
        response.headers["Cache-Control"] = "no-store"
        url = link(public_url, code)
        return Offer(
            enrolment_id=made.id,
            code=shown(code),
            url=url,
            qr_svg=qr_svg(url),
            expires_at=made.expires_at,
            expires_in=int((made.expires_at - made.made_at).total_seconds()),
        )

    @router.get("/{enrolment_id}")
    async def look(enrolment_id: str, caller: Steering) -> EnrolmentOut:
        """What became of a code."""
        found, device = await phones.enrolment(caller, enrolment_id)
        return EnrolmentOut(
            enrolment_id=found.id,
            username=found.username,
            state=found.state(phones.clock()),
            expires_at=found.expires_at,
            device=DeviceOut.of(device, living=True) if device else None,
        )

    @router.delete("/{enrolment_id}", status_code=204, responses=refusal(409))
    async def cancel(enrolment_id: str, caller: Steering) -> None:
        """End a code that still waits."""
        await phones.cancel(caller, enrolment_id)

    @router.post("/redeem", status_code=201, responses=refusal(404, 409, 429))
    async def redeem(sent: Redemption, request: Request, response: Response) -> EnrolledDevice:
        """Exchange a code for the phone's key and the tokens of its session; needs no token.

        404 `unknown-code` for a wrong, used, expired or cancelled one, 409 `too-many-devices`, 429 `too-many-tries`.
        With the same `attempt`, a phone whose answer was lost asks again and gets a new key and new tokens.
        """
        phone = Phone(**sent.device.model_dump(), attempt=sent.attempt)
        enrolled = await phones.redeem(sent.code, phone, client_address(request))
        response.headers["Cache-Control"] = "no-store"
        return EnrolledDevice(
            device_id=enrolled.device.id,
            device_key=base64.b64encode(enrolled.device.key).decode(),
            access_token=await issue(enrolled),
            expires_in=int(life.total_seconds()),
            refresh_token=enrolled.opened.refresh_token,
            refresh_expires_in=int((enrolled.opened.expires_at - phones.clock()).total_seconds()),
            user=described(enrolled.account),
        )

    return router
