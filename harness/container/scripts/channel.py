# One of many connections that are carried as frames through standard input and output.
#
# Frames are `type (1 byte), channel (4), length (4), data`, as in relay-frames.ts. A side may have
# WINDOW bytes of a channel on their way; the other side gives leave for more when it has passed
# some on. So a connection that stands still holds nobody up, and fills no memory.
import collections, errno, os, select, socket, struct, time

OPEN, DATA, END, RESET, LEAVE = range(5)
HEADER = struct.Struct("!BII")
AMOUNT = struct.Struct("!I")
WINDOW = 1 << 20
CHUNK = 1 << 16
KNOCK_EVERY = 0.01  # Seconds.
GIVE_UP_AFTER = 60
NO_WAIT_NO_REST = struct.pack("ii", 1, 0)  # man 7 socket, SO_LINGER: closing resets.


def shutdown(side, how):
    try:
        side.shutdown(how)
    except OSError:
        pass  # It has ended already.


def send(kind, number, data=b""):
    write(HEADER.pack(kind, number, len(data)) + data)


# The host always reads, so this may wait for it.
def write(data):
    with memoryview(data) as rest:
        at = 0
        while at < len(rest):
            at += os.write(1, rest[at:])


poll = select.epoll()
handlers = {}  # What to call when a descriptor is ready.
channels = {}
doors = {}  # Channels that wait to be let in, by the address of the server.
closing = []  # Until all that is ready was looked at: the next socket would get the same number.
frame = memoryview(bytearray(HEADER.size + CHUNK))  # Data is read into it, and not copied.


class Channel:
    def __init__(self, number, side=None):
        self.number, self.side, self.mask = number, None, 0
        self.leave, self.owed = WINDOW, 0
        self.inbox = bytearray()  # From the host, and not passed on yet.
        self.connecting = self.side_ended = self.host_ended = self.shut = False
        channels[number] = self
        if side:
            self.adopt(side)

    def adopt(self, side):
        side.setblocking(False)
        side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.side = side
        handlers[side.fileno()] = self.go_on

    def wait_at(self, door):
        self.connecting, self.until = True, time.monotonic() + GIVE_UP_AFTER
        doors.setdefault(door, collections.deque()).append(self)
        if len(doors[door]) == 1:
            knock(door)

    # Whether it need not wait any longer: it is in, or refused. The server is in this container, and
    # the kernel is through with a connection at once, unless as many wait for the server as may
    # (listen(2), "backlog"): it would then try again after 1 s, 3 s, 7 s, and all at the same time.
    def get_in(self, door):
        if self.side and self.is_in():
            return self.enter()
        self.let_go()
        if time.monotonic() > self.until:
            return self.refuse()
        port, *addresses = door.split()
        for address in addresses:
            try:
                self.adopt(socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET))
                self.door = door
                if error := self.side.connect_ex((address, int(port))):
                    if error != errno.EINPROGRESS:
                        raise OSError(error)
                if self.is_in():
                    return self.enter()
                if not self.side.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                    self.watch()
                    return False
            except OSError:
                pass  # There is no IPv6.
            self.let_go()
        return self.refuse()

    def is_in(self):
        try:
            return bool(self.side.getpeername())
        except OSError:
            return False

    def enter(self):
        self.connecting = False
        self.go_in()
        return True

    def refuse(self):
        self.cut()
        return True

    def go_on(self):
        if self.connecting:
            return knock(self.door)
        try:
            if self.mask & select.EPOLLIN:
                self.pass_out()
            self.pass_in()
        except BlockingIOError:
            self.watch()
        except OSError:
            self.cut()

    def pass_out(self):
        try:
            count = self.side.recv_into(frame[HEADER.size :], min(CHUNK, self.leave))
        except BlockingIOError:
            return
        if count == 0:
            self.side_ended = True
            return send(END, self.number)
        self.leave -= count
        HEADER.pack_into(frame, 0, DATA, self.number, count)
        write(frame[: HEADER.size + count])

    def pass_in(self):
        if self.inbox:
            count = self.side.send(self.inbox)
            del self.inbox[:count]
            self.owe(count)
        if self.host_ended and not self.inbox and not self.shut:
            self.shut = True
            shutdown(self.side, socket.SHUT_WR)
        self.settle()

    def settle(self):
        if self.shut and self.side_ended:
            return self.close()
        self.watch()

    def owe(self, count):
        self.owed += count
        if self.owed >= WINDOW // 4:
            send(LEAVE, self.number, AMOUNT.pack(self.owed))
            self.owed = 0

    # Nothing is asked of a socket that cannot go on: it would be ready all the time.
    def watch(self):
        mask = 0
        if self.connecting or self.inbox:
            mask |= select.EPOLLOUT
        if not self.connecting and not self.side_ended and self.leave:
            mask |= select.EPOLLIN
        if mask == self.mask:
            return
        if not self.mask:
            poll.register(self.side, mask)
        elif mask:
            poll.modify(self.side, mask)
        else:
            poll.unregister(self.side)
        self.mask = mask

    def receive(self, kind, data):
        if kind == LEAVE:
            self.leave += AMOUNT.unpack(data)[0]
            return self.watch()
        if kind == DATA:
            self.inbox += data
        elif kind == END:
            self.host_ended = True
        elif self.host_ended and not self.connecting:
            self.side_ended = True  # The program gets all that was sent before.
        else:
            return self.abort()
        if not self.connecting:
            self.go_in()

    def go_in(self):
        try:
            self.pass_in()
        except BlockingIOError:
            self.watch()
        except OSError:
            self.cut()

    def cut(self):
        self.abort()
        send(RESET, self.number)

    def abort(self):
        if self.side:
            self.side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_WAIT_NO_REST)
        self.close()

    def close(self):
        self.let_go()
        del channels[self.number]

    def let_go(self):
        if not self.side:
            return
        if self.mask:
            poll.unregister(self.side)
        self.mask = 0
        handlers.pop(self.side.fileno(), None)
        closing.append(self.side)
        self.side = None
