# The phases between unpacking and fixing up, for sources with ./configure and a Makefile.

configurePhase() {
    runHook preConfigure

    : "${configureScript=}"
    if [[ -z $configureScript && -x ./configure ]]; then configureScript=./configure; fi
    if [[ -n $configureScript ]]; then
        local -a flagsArray=()
        if [[ -z ${dontAddPrefix:-} && -n ${prefix:-} ]]; then
            concatTo flagsArray "prefixKey=--prefix="
            flagsArray[0]+=$prefix
        fi
        if [[ -f $configureScript ]]; then
            if [[ -z ${dontAddDisableDepTrack:-} ]] && grep -q dependency-tracking "$configureScript"; then
                prependToVar configureFlags --disable-dependency-tracking
            fi
            if [[ $outputs == *' '* && -n ${setOutputFlags-1} ]]; then
                flagsArray+=(
                    "--bindir=${!outputBin}/bin" "--sbindir=${!outputBin}/sbin" "--includedir=${!outputInclude}/include"
                    "--oldincludedir=${!outputInclude}/include" "--mandir=${!outputMan}/share/man"
                    "--infodir=${!outputInfo}/share/info" "--docdir=${!outputDoc}/share/doc/${pname:-$name}"
                    "--libdir=${!outputLib}/lib" "--libexecdir=${!outputLib}/libexec" "--localedir=${!outputLib}/share/locale"
                )
            fi
            if [[ -z ${dontDisableStatic:-} ]] && grep -q enable-static "$configureScript"; then
                prependToVar configureFlags --disable-static
            fi
        fi
        concatTo flagsArray configureFlags configureFlagsArray
        echoCmd 'configure flags' "${flagsArray[@]}"
        # shellcheck disable=SC2086
        $configureScript "${flagsArray[@]}"
    else
        echo "no configure script, doing nothing"
    fi

    runHook postConfigure
}

_hasMakefile() {
    [[ -n ${makefile:-} || -e Makefile || -e makefile || -e GNUmakefile ]]
}

# _make DESCRIPTION LIST...: make with the flags of every make, then with those of these lists.
_make() {
    local description=$1
    shift
    local -a flagsArray=("SHELL=$SHELL")
    concatTo flagsArray makeFlags makeFlagsArray "$@"
    echoCmd "$description" "${flagsArray[@]}"
    make ${makefile:+-f $makefile} "${flagsArray[@]}"
}

buildPhase() {
    runHook preBuild

    if [[ -z ${makeFlags-} && -z ${makefile:-} ]] && ! _hasMakefile; then
        echo "no Makefile or custom buildPhase, doing nothing"
    else
        local jobs=${enableParallelBuilding:+-j${NIX_BUILD_CORES}}
        _make 'build flags' jobs buildFlags buildFlagsArray
    fi

    runHook postBuild
}

checkPhase() {
    runHook preCheck

    if ! _hasMakefile; then
        echo "no Makefile or custom checkPhase, doing nothing"
        runHook postCheck
        return
    fi
    if [[ -z ${checkTarget:-} ]]; then
        if make -n ${makefile:+-f $makefile} check >/dev/null 2>&1; then
            checkTarget=check
        elif make -n ${makefile:+-f $makefile} test >/dev/null 2>&1; then
            checkTarget=test
        fi
    fi
    if [[ -z ${checkTarget:-} ]]; then
        echo "no check/test target in ${makefile:-Makefile}, doing nothing"
    else
        local jobs=${enableParallelChecking:+-j${NIX_BUILD_CORES}}
        _make 'check flags' jobs checkFlags=VERBOSE=y checkFlagsArray checkTarget
    fi

    runHook postCheck
}

installPhase() {
    runHook preInstall

    if [[ -z ${makeFlags-} && -z ${makefile:-} ]] && ! _hasMakefile; then
        echo "no Makefile or custom installPhase, doing nothing"
        runHook postInstall
        return
    fi
    if [[ -n ${prefix:-} ]]; then mkdir -p "$prefix"; fi
    local jobs=${enableParallelInstalling:+-j${NIX_BUILD_CORES}}
    _make 'install flags' jobs installFlags installFlagsArray installTargets=install

    runHook postInstall
}

installCheckPhase() {
    runHook preInstallCheck

    if ! _hasMakefile; then
        echo "no Makefile or custom installCheckPhase, doing nothing"
    elif [[ -z ${installCheckTarget:-} ]] && ! make -n ${makefile:+-f $makefile} installcheck >/dev/null 2>&1; then
        echo "no installcheck target in ${makefile:-Makefile}, doing nothing"
    else
        local jobs=${enableParallelChecking:+-j${NIX_BUILD_CORES}}
        _make 'installcheck flags' jobs installCheckFlags installCheckFlagsArray installCheckTarget=installcheck
    fi

    runHook postInstallCheck
}

distPhase() {
    runHook preDist

    local jobs=
    _make 'dist flags' jobs distFlags distFlagsArray distTarget=dist
    if [[ ${dontCopyDist:-0} != 1 ]]; then
        mkdir -p "$out/tarballs"
        # shellcheck disable=SC2086
        cp -pvd ${tarballs:-*.tar.gz} "$out/tarballs"
    fi

    runHook postDist
}
