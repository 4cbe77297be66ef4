"""The phones of a subtree, and ending one."""

from typing import Annotated

from fastapi import APIRouter, Body, Query

from chithi_platform.openapi import refusal
from chithi_platform.security import refuse_unit
from chithi_tasks.adapters.inbound.http.identity.device_schemas import DeviceOut, DeviceRevocation, Devices
from chithi_tasks.adapters.inbound.http.identity.enrolments import Steering
from chithi_tasks.adapters.inbound.identity.phones import Phones
from chithi_tasks.core.resolving.organisation import Organisation


def device_routes(phones: Phones, organisation: Organisation) -> APIRouter:
    """The routes, bound to the desk of phones."""
    router = APIRouter(prefix="/api/tasks/v1/devices", tags=["devices"])

    @router.get("")
    async def devices(
        caller: Steering,
        unit_id: Annotated[str | None, Query(max_length=40)] = None,
        username: Annotated[str | None, Query(max_length=63)] = None,
        cursor: Annotated[str | None, Query(max_length=64)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> Devices:
        """Phones of the caller's subtree or of a unit's inside it, newest first, the revoked ones too."""
        unit = organisation.tree.get(unit_id or caller.unit_id)
        if unit is None or not caller.covers(unit.path):
            raise refuse_unit()
        found = await phones.page(unit.id, username, before=cursor, limit=limit + 1)
        items = [DeviceOut.of(device, living=living) for device, living in found[:limit]]
        return Devices(items=items, next_cursor=items[-1].device_id if len(found) > limit else None)

    @router.delete("/{device_id}", status_code=204, responses=refusal(409))
    async def revoke(device_id: str, caller: Steering, sent: Annotated[DeviceRevocation | None, Body()] = None) -> None:
        """End a phone: its next renewal is refused (401 `device-revoked`), its last token ends within 15 minutes."""
        await phones.revoke(caller, device_id, sent.reason if sent else "")

    return router
