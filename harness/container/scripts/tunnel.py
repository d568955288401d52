# tunnel.py
# Carries connections that the host opens to servers in this container, by channels.py, which goes
# before this.
end_with_host(serve)
