# The first process of a container: it stays until it is asked to end, and collects the processes
# that others leave behind. Bash does that while it waits, and only then.
trap 'exit 0' TERM INT
# Ends all other processes. It takes no new one, which a fork bomb may leave no room for.
trap 'kill -KILL -- -1' USR1
echo 'nixproof: holding'
while :; do
  sleep infinity &
  wait "$!"
  (($? > 128)) || exit 1 # Killed, it is started again. Anything else would make this a busy loop.
done
