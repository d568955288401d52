# relay.py PORT SOCKET
# Carries connections that are made to 127.0.0.1:PORT in this container to the proxy on the host:
# to SOCKET when that leads there, or else as frames, by channels.py, which goes before this. Which
# of the two, "socket" or "streams", is the first line on standard error.
import threading


def connect(path):
    proxy = socket.socket(socket.AF_UNIX)
    proxy.connect(path)
    return proxy


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


def main(port, path):
    listener = socket.create_server(("127.0.0.1", int(port)), backlog=128)
    try:
        connect(path).close()
    except OSError:
        serve(listener)
    os.write(2, b"socket\n")
    threading.Thread(target=serve_socket, args=(listener, path), daemon=True).start()
    while os.read(0, CHUNK):
        pass


end_with_host(main, *sys.argv[1:])
