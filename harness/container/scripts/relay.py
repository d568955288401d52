# relay.py PORT SOCKET
# Carries connections that are made to 127.0.0.1:PORT in this container to the proxy on the host:
# to SOCKET when that leads there, or else as frames through standard input and output. Which of
# the two, "socket" or "streams", is the first line on standard error. Ends with standard input.
#
# Frames are `type (1 byte), channel (4), length (4), data`, as in relay-frames.ts. A side may have
# WINDOW bytes of a channel on their way; the other side gives leave for more when it has passed
# some on. So a connection that stands still holds nobody up, and fills no memory.
import fcntl, os, socket, struct, sys, threading

OPEN, DATA, END, RESET, LEAVE = range(5)
HEADER = struct.Struct("!BII")
WINDOW = 1 << 20
CHUNK = 1 << 16


def connect(path):
    proxy = socket.socket(socket.AF_UNIX)
    proxy.connect(path)
    return proxy


def shutdown(side, how):
    try:
        side.shutdown(how)
    except OSError:
        pass  # It has ended already.


def widen(pipe):
    try:
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, WINDOW)
    except PermissionError:
        pass  # There are many: man 7 pipe, pipe-user-pages-soft.


# The kernel moves the bytes; they never come here.
def pump(source, target):
    outlet, inlet = os.pipe()
    try:
        widen(inlet)
        while count := os.splice(source.fileno(), inlet, WINDOW):
            while count:
                count -= os.splice(outlet, target.fileno(), count)
        shutdown(target, socket.SHUT_WR)
    except OSError:
        shutdown(source, socket.SHUT_RDWR)
        shutdown(target, socket.SHUT_RDWR)
    finally:
        os.close(outlet)
        os.close(inlet)


def serve_socket(listener, path):
    while True:
        client, _ = listener.accept()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            proxy = connect(path)
        except OSError:
            client.close()
            continue
        for ends in (client, proxy), (proxy, client):
            threading.Thread(target=pump, args=ends, daemon=True).start()


def serve_streams(listener):
    global asyncio
    import asyncio  # Slow to load, and not needed for a socket.

    os.write(2, b"streams\n")
    asyncio.run(carry_all(listener))


class Channel:
    def __init__(self, number, reader, writer):
        self.number, self.reader, self.writer = number, reader, writer
        self.leave, self.more = WINDOW, asyncio.Event()
        self.inbox = asyncio.Queue()
        self.ways, self.ended = [], False

    async def outward(self):
        while True:
            while self.leave == 0:
                self.more.clear()
                await self.more.wait()
            data = await self.reader.read(min(CHUNK, self.leave))
            if not data:
                return await send(END, self.number)
            self.leave -= len(data)
            await send(DATA, self.number, data)

    async def inward(self):
        while (data := await self.inbox.get()) is not None:
            self.writer.write(data)
            await self.writer.drain()
            await send(LEAVE, self.number, struct.pack("!I", len(data)))
        self.writer.write_eof()

    async def carry(self):
        self.ways = outward, inward = [
            asyncio.create_task(way) for way in (self.outward(), self.inward())
        ]
        try:
            await asyncio.gather(outward, inward)
            self.writer.close()
        except asyncio.CancelledError:
            if not self.ended:
                return self.writer.transport.abort()
            await asyncio.wait([inward])  # The program gets all that was sent before.
            self.writer.close()
        except OSError:
            self.writer.transport.abort()
            await send(RESET, self.number)
        finally:
            self.cancel(*self.ways)
            del channels[self.number]

    def cancel(self, *ways):
        for way in ways:
            way.cancel()

    def receive(self, kind, data):
        if kind == DATA:
            self.inbox.put_nowait(data)
        elif kind == END:
            self.ended = True
            self.inbox.put_nowait(None)
        elif kind == LEAVE:
            self.leave += struct.unpack("!I", data)[0]
            self.more.set()
        else:
            self.cancel(*self.ways[: 1 if self.ended else 2])


channels = {}
count = 0


async def accept(reader, writer):
    global count
    count += 1
    channel = channels[count] = Channel(count, reader, writer)
    out.write(HEADER.pack(OPEN, channel.number, 0))
    await channel.carry()


async def send(kind, number, data=b""):
    out.write(HEADER.pack(kind, number, len(data)) + data)
    await out.drain()


async def carry_all(listener):
    global out
    loop = asyncio.get_running_loop()
    inp = asyncio.StreamReader(limit=4 * CHUNK)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(inp), open(0, "rb", 0))
    pipe = await loop.connect_write_pipe(asyncio.streams.FlowControlMixin, open(1, "wb", 0))
    out = asyncio.StreamWriter(*pipe, None, loop)
    server = await asyncio.start_server(accept, sock=listener, limit=2 * CHUNK)
    async with server:
        while True:
            kind, number, length = HEADER.unpack(await inp.readexactly(HEADER.size))
            data = await inp.readexactly(length)
            if channel := channels.get(number):  # It may have gone in the meantime.
                channel.receive(kind, data)


def main(port, path):
    listener = socket.create_server(("127.0.0.1", int(port)), backlog=128)
    try:
        connect(path).close()
    except OSError:
        serve_streams(listener)
    os.write(2, b"socket\n")
    threading.Thread(target=serve_socket, args=(listener, path), daemon=True).start()
    while os.read(0, CHUNK):
        pass


try:
    main(*sys.argv[1:])
except (EOFError, BrokenPipeError, ConnectionResetError):
    pass  # The host has let go.
os._exit(0)
