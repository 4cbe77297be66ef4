"""Puts communes into clusters: groups within a province that are coordinated together."""

from chithi_platform.audit import AuditLog
from chithi_platform.mongo import Document, Mongo, Session
from chithi_platform.problems import Problem
from chithi_tasks.adapters.outbound.organisation.units import UnitRepository


class ClusterDesk:
    """A cluster is a name that communes of one province share; it needs no making."""

    def __init__(self, mongo: Mongo, units: UnitRepository, audit: AuditLog) -> None:
        self._mongo, self._units, self._audit = mongo, units, audit

    async def set(self, unit_id: str, name: str | None, version: int) -> Document:
        """The unit as it is then; raises 412 when it changed since, 422 for what is no commune of today."""

        async def work(session: Session) -> Document:
            row = await self._units.get(unit_id, session)
            if row is None or row["level"] != "commune" or row["valid_to"] is not None:
                message = "Chỉ xã, phường, đặc khu còn hiệu lực mới xếp vào cụm; chọn đơn vị khác."
                raise Problem(422, "no-commune", "Không xếp cụm được", message)
            if row["version"] != version:
                detail = f"Đơn vị đang ở phiên bản {row['version']}; hãy tải lại rồi thao tác tiếp."
                etag = {"ETag": f'"{row["version"]}"'}
                raise Problem(412, "stale-version", "Đơn vị đã thay đổi", detail, headers=etag)
            if row["cluster"] == name:
                return row
            changed = row | {"cluster": name, "version": version + 1}
            await self._units.put([changed], session)
            before, after = {"cluster": row["cluster"]}, {"cluster": name}
            await self._audit.record(session, "unit.clustered", unit_id, before=before, after=after)
            return changed

        return await self._mongo.transact(work)
