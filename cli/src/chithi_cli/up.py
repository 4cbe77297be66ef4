"""`chithi up`: the whole system on this machine, until Ctrl-C."""

import asyncio
import signal
import time
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from chithi_cli import accounts
from chithi_cli.errors import CliError
from chithi_cli.local.brokers import BrokerKind
from chithi_cli.local.process import ProcessFailedError
from chithi_cli.local.services import Telemetry
from chithi_cli.local.supervisor import AlreadyRunningError, LocalSystem, Ports
from chithi_cli.running import HOME, Login, Running, forget


def local_system(
    home: Path,
    *,
    kafka: BrokerKind,
    port: int,
    telemetry: Telemetry = "off",
    env: Mapping[str, str] | None = None,
    small: bool = False,
) -> LocalSystem:
    """The system with its data under `home`."""
    return LocalSystem(home / "run", kafka=kafka, ports=Ports(gateway=port), telemetry=telemetry, env=env, small=small)


def up(*, kafka: BrokerKind, port: int, province: str, home: Path = HOME) -> None:
    """Start everything, print where it is and who can sign in, and stay until Ctrl-C."""
    asyncio.run(_up(kafka, port, province, home))


async def _up(kafka: BrokerKind, port: int, province: str, home: Path) -> None:
    territory = accounts.gazetteer().territory(province)
    if territory is None:
        raise CliError(f"--province {province!r}: no such province")
    console = Console(highlight=False)
    stop = stop_event()
    started = time.monotonic()
    system = local_system(home, kafka=kafka, port=port)
    try:
        async with system:
            staff = accounts.with_second_factors([accounts.administrator(), *accounts.staff(territory.unit)])
            logins = [*staff, *accounts.officers(territory.communes[:3])]
            await accounts.create(logins, system.mongod.url, system.secrets_keys)
            Running(system.url, system.mongod.url, logins).save(home)
            console.print(f"ChiThi sẵn sàng sau {time.monotonic() - started:.1f} s.")
            welcome(console, system.url, logins)
            await stop.wait()
            console.print("Đang dừng…")
    except (ProcessFailedError, AlreadyRunningError) as error:
        raise CliError(str(error)) from error
    finally:
        forget(home)


def stop_event() -> asyncio.Event:
    """Set by Ctrl-C and by a polite kill."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop


def welcome(console: Console, url: str, logins: list[Login]) -> None:
    """Print the address and the logins, once."""
    guarded = any(login.second_factor for login in logins)
    table = Table("Tài khoản", "Mật khẩu", "Vai trò", "Người dùng", *(["Khoá xác thực hai lớp"] if guarded else []))
    for login in logins:
        table.add_row(login.username, login.password, login.role, login.name, login.second_factor or "")
    console.print(f"\n  [bold]{url}[/bold]\n")
    console.print(table)
    console.print("Mật khẩu được tạo ngẫu nhiên cho lần chạy này và chỉ in ra một lần.")
    if guarded:
        console.print("Khoá xác thực hai lớp: nhập tay vào ứng dụng xác thực (kiểu TOTP) để lấy mã khi đăng nhập.")
    console.print("Dừng: Ctrl-C")
