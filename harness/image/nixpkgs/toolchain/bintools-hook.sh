# Libraries of inputs are found by the linker, and those of the package itself by its programs.
bintoolsWrapper_addLDVars() {
    local -a libraries=("$1/lib"/lib*)
    if ((${#libraries[@]})); then export NIX_LDFLAGS="${NIX_LDFLAGS:-} -L$1/lib"; fi
}
addEnvHooks "$targetOffset" bintoolsWrapper_addLDVars

export AR=ar AS=as LD=ld NM=nm OBJCOPY=objcopy OBJDUMP=objdump RANLIB=ranlib READELF=readelf SIZE=size \
    STRINGS=strings STRIP=strip NIX_BINTOOLS=@out@
if [[ -n ${out:-} && -z ${NIX_NO_SELF_RPATH:-} ]]; then
    export NIX_LDFLAGS="-rpath $out/lib${lib:+ -rpath $lib/lib} ${NIX_LDFLAGS:-}"
fi
