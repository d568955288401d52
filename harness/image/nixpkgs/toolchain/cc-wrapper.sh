#!@shell@
# Starts the compiler with what a build's inputs have, which $NIX_CFLAGS_COMPILE tells.
set -eu
shopt -s nullglob

link=1 include=1 cxx=@cxx@ inputs=
for argument in "$@"; do
    case $argument in
        -c | -S | -E | -M | -MM | -fsyntax-only) link= ;;
        -nostdinc) include= ;;
        -nostdinc++) cxx= ;;
        -xc++* | c++ | c++-header) cxx=1 ;;
        - | @*) inputs=1 ;;
        -*) ;;
        *) inputs=1 ;;
    esac
done
# `cc --version` and `cc -print-…` say what was asked for.
if [[ -z $inputs ]]; then link=; fi

before=(-B@bintools@/bin -B@libc@/lib -fno-use-linker-plugin) after=()
hardening=" ${NIX_HARDENING_ENABLE-@hardening@} "
has() { [[ $hardening == *" $1 "* ]]; }
if has format; then before+=(-Wformat -Wformat-security -Werror=format-security); fi
if has fortify3; then
    before+=(-O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
elif has fortify; then
    before+=(-O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
fi
if has stackprotector; then before+=(-fstack-protector-strong --param ssp-buffer-size=4); fi
if has stackclashprotection; then before+=(-fstack-clash-protection); fi
if has strictoverflow; then before+=(-fno-strict-overflow); fi
if has pic; then before+=(-fPIC); fi
if has zerocallusedregs; then before+=(-fzero-call-used-regs=used-gpr); fi

# shellcheck disable=SC2206
after+=(${NIX_CFLAGS_COMPILE:-})
if [[ $include ]]; then
    # shellcheck disable=SC2206
    if [[ $cxx ]]; then after+=(${NIX_CXXSTDLIB_COMPILE:-} -isystem @gcc@/include/c++/@version@ -isystem @gcc@/include/c++/@version@/backward); fi
    after+=(-idirafter @libc@/include)
fi
if [[ $link ]]; then
    # shellcheck disable=SC2206
    after+=(-L@gcc@/lib ${NIX_CFLAGS_LINK:-})
fi

if [[ ${NIX_DEBUG:-0} -ge 1 ]]; then printf '%q ' @gcc@/bin/@program@ "${before[@]}" "$@" "${after[@]}" >&2; fi
exec @gcc@/bin/@program@ "${before[@]}" "$@" "${after[@]}"
