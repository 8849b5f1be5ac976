"""Runs dialogue files: SMTP talks as text, to be read by people and played by a machine.

set KEY=VALUE      a setting of [smtp], before anything else
c smtp | c lmtp    client c connects
c -> TEXT          says a line
c => TEXT          sends bytes: escapes as in Python, {TEXT*N} N times, no line end of its own
c <~ PATTERN       hears a reply (all its lines) that begins with what the pattern matches
c <- TEXT          hears exactly this reply
c tls              turns the connection to TLS
c shuts            says that it will send no more
c closed           finds that the server has closed
door N             so many mails have come through in all
door content TEXT  the last one reads like this (escapes as above)
door from ADDRESS / door to ADDRESS ADDRESS
"""

from __future__ import annotations

import re
import ssl
from pathlib import Path

from tests.wire.door import CERTIFICATE, Client, RecordingDoor, listening

_TIMES = re.compile(r"\{(.+?)\*(\d+)\}")


async def play(file: Path) -> None:
    """Play one file against a listener of its own; an AssertionError names the line."""
    lines = [(n, line) for n, line in enumerate(file.read_text("utf-8").splitlines(), 1) if line]
    lines = [(n, line) for n, line in lines if not line.startswith("#")]
    values = dict(line.split(maxsplit=1)[1].split("=") for _, line in lines if _is_setting(line))
    smtp = {key: int(text) if text.isdigit() else text for key, text in values.items()}
    door = RecordingDoor()
    clients: dict[str, Client] = {}
    certificate = {"tls_cert": str(CERTIFICATE), "tls_key": ""}
    async with listening(door, **certificate | smtp) as listeners:
        ports = dict(zip(("smtp", "lmtp"), listeners.ports, strict=True))
        for number, line in lines:
            where = f"{file.name}:{number}: {line}"
            name, _, rest = line.partition(" ")
            if name == "door":
                _check_door(door, rest, where)
            elif rest in ports:
                clients[name] = await Client.connect(ports[rest])
            elif not _is_setting(line):
                await _act(clients[name], rest, where)
        for client in clients.values():
            await client.close()


async def _act(client: Client, what: str, where: str) -> None:
    mark, _, text = what.partition(" ")
    match mark:
        case "->":
            await client.send(text.encode("utf-8", "surrogateescape") + b"\r\n")
        case "=>":
            await client.send(_bytes(text))
        case "<~":
            heard = await client.reply()
            assert re.match(text, heard), f"{where}\nheard: {heard!r}"
        case "<-":
            heard = await client.reply()
            assert heard == text.replace("\\n", "\n"), f"{where}\nheard: {heard!r}"
        case "tls":
            context = ssl.create_default_context(cafile=str(CERTIFICATE))
            await client.writer.start_tls(context, server_hostname="lists.example.org")
        case "shuts":
            client.writer.write_eof()
        case "closed":
            heard = await client.reply()
            assert heard == "", f"{where}\nheard: {heard!r}"
        case _:
            raise AssertionError(f"{where}: not understood")


def _check_door(door: RecordingDoor, what: str, where: str) -> None:
    key, _, text = what.partition(" ")
    if key.isdigit():
        assert len(door.arrivals) == int(key), f"{where}\nthere were {len(door.arrivals)}"
        return
    last = door.arrivals[-1]
    match key:
        case "content":
            assert last.content == _bytes(text), f"{where}\nit was {last.content!r}"
        case "from":
            assert last.sender == text, f"{where}\nit was {last.sender!r}"
        case "to":
            assert last.recipients == tuple(text.split()), f"{where}\nit was {last.recipients}"
        case _:
            raise AssertionError(f"{where}: not understood")


def _is_setting(line: str) -> bool:
    return line.startswith("set ")


def _bytes(text: str) -> bytes:
    repeated = _TIMES.sub(lambda hit: hit[1] * int(hit[2]), text)
    return repeated.encode().decode("unicode_escape").encode("latin-1")
