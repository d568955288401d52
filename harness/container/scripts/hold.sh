# The first process of a container: it stays until it is asked to end, and collects the processes
# that others leave behind, which bash does while it reads. It takes no new process itself: a fork
# bomb may leave no room for one, and bash gives up where it cannot have one.
trap 'exit 0' TERM INT
# Ends all other processes.
trap 'kill -KILL -- -1 2>/dev/null' USR1
exec {never}<> <(:)
echo 'nixproof: holding'
while :; do read -r -u "$never"; done
