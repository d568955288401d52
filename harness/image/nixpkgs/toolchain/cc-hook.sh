# Headers of inputs are found by the compiler, and the compiler by builds.
ccWrapper_addCVars() {
    if [[ -d $1/include ]]; then export NIX_CFLAGS_COMPILE="${NIX_CFLAGS_COMPILE:-} -isystem $1/include"; fi
}
addEnvHooks "$targetOffset" ccWrapper_addCVars

export NIX_CC=@out@ CC=gcc CXX=g++
# Names that compilers make up are the same whenever the output is.
if [[ ${out:-} == "${NIX_STORE:-}"/* ]]; then
    export NIX_CFLAGS_COMPILE="-frandom-seed=${out:11:10} ${NIX_CFLAGS_COMPILE:-}"
fi
