# What relay.py and tunnel.py have in common, after channel.py: takes what comes from the host, and
# looks which sockets are ready. Ends with standard input.
import fcntl, itertools, sys


def widen(pipe):
    try:
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, WINDOW)
    except OSError:
        pass  # There are many (man 7 pipe, pipe-user-pages-soft), or it is none.


def knock(door):
    while queue := doors.get(door):
        if queue[0].number in channels and not queue[0].get_in(door):
            return
        queue.popleft()
        if not queue:
            del doors[door]


pending = bytearray()


def read_host():
    data = os.read(0, 4 * CHUNK)
    if not data:
        raise EOFError
    pending.extend(data)
    at = 0
    while len(pending) - at >= HEADER.size:
        kind, number, length = HEADER.unpack_from(pending, at)
        end = at + HEADER.size + length
        if len(pending) < end:
            break
        take(kind, number, pending[at + HEADER.size : end])
        at = end
    del pending[:at]


def take(kind, number, data):
    if kind == OPEN:
        Channel(number).wait_at(data.decode())
    elif channel := channels.get(number):  # It may have gone in the meantime.
        channel.receive(kind, data)


# Connections that are made to the listener are told to the host. The host may open others.
def serve(listener=None):
    numbers = itertools.count(1)

    def accept():
        try:
            side, _ = listener.accept()
        except OSError:
            return  # It has gone again.
        channel = Channel(next(numbers), side)
        send(OPEN, channel.number)
        channel.watch()

    os.write(2, b"streams\n")
    for pipe in 0, 1:
        widen(pipe)
    handlers[0] = read_host
    poll.register(0, select.EPOLLIN)
    if listener:
        listener.setblocking(False)
        handlers[listener.fileno()] = accept
        poll.register(listener, select.EPOLLIN)
    knocked = 0
    while True:
        for ready, _ in poll.poll(KNOCK_EVERY if doors else None):
            if handler := handlers.get(ready):
                handler()
        if doors and time.monotonic() > knocked + KNOCK_EVERY:
            for door in list(doors):
                knock(door)
            knocked = time.monotonic()
        while closing:
            closing.pop().close()


def end_with_host(main, *words):
    try:
        main(*words)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass  # The host has let go.
    os._exit(0)
