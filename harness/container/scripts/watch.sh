# watch.sh ID NUMBER PORTS
# Tells, a line for each, which sockets come to listen that are of command NUMBER of the shell ID, or of
# nobody who is known: first "watching", then as run.sh tells it, "listening ADDRESS PID" and "other
# ADDRESS PID COMMAND". Looks until all PORTS ("any": one) are there. The line "ended" of input
# says that the command has; "gone" then tells when nothing is left of what it started, and is the last
# word. The line "enough" ends it.
id=$1 number=$2 watch=$3
record() { printf '%s\n' "$*"; }

# What is of another command has its mark.
ours() {
  local variables
  { mapfile -d '' -t variables <"/proc/$1/environ"; } 2>/dev/null
  case " ${variables[*]} " in
  *" NIXPROOF_TYPED=$id/$number "*) return 0 ;;
  *' NIXPROOF_TYPED='* | *' NIXPROOF_JOB='*) return 1 ;;
  esac
  [[ $1 != 1 ]]
}

for table in tcp tcp6; do
  while read -r -a row; do
    [[ ${row[3]} != 0A ]] || seen[${row[9]}]=1
  done <"/proc/net/$table"
done
[[ $watch == *[0-9]* ]] && for port in ${watch//,/ }; do missing[$port]=1; done
job=$id ended='' round=0
echo watching
while :; do
  [[ $found ]] || look
  if [[ $ended ]] && ((round++ % 20 == 0)); then
    grep -qszxF "NIXPROOF_TYPED=$id/$number" /proc/[0-9]*/environ || {
      echo gone
      exit
    }
  fi
  if read -r -t 0.005 told; then
    [[ $told == ended ]] || exit 0
    ended=1
  elif (($? <= 128)); then
    exit 0
  fi
done
