# sandbox.sh
# Has Nix build something in its sandbox, and prints what may stand in the way: lines "NAME VALUE",
# an empty line, and what Nix wrote. The derivation is a new one each time: a store that is kept may
# have been filled without a sandbox.
first() { [[ -r $1 ]] && read -r line 2>/dev/null <"$1" && printf '%s' "${line//[[:cntrl:]]/ }"; }

said=$(nix-build --no-out-link -E "derivation {
  name = \"sandbox-$BASHPID-$EPOCHSECONDS\";
  system = builtins.currentSystem;
  builder = \"/bin/sh\";
  args = [ \"-c\" \"echo >\$out\" ];
}" 2>&1 >/dev/null)
printf 'built %s\n' "$?"
while read -r name value _; do
  [[ $name == Seccomp: ]] && printf 'seccomp %s\n' "$value"
done </proc/self/status
mounts=
while read -r _ _ _ _ place _; do
  [[ $place == /proc/* ]] && mounts+=" $place"
done </proc/self/mountinfo
printf 'mounts%s\n' "$mounts"
printf 'profile %s\n' "$(first /proc/self/attr/current)"
printf 'namespaces %s\n' "$(first /proc/sys/user/max_user_namespaces)"
printf 'restricted %s\n' "$(first /proc/sys/kernel/apparmor_restrict_unprivileged_userns)"
printf '\n%s\n' "$said"
