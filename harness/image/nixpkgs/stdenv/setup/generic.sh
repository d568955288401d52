# The phases in their order, and the start of it all.

showPhaseHeader() {
    echo "Running phase: $1"
}

showPhaseFooter() {
    local phase=$1 seconds=$((${2:-0} - ${3:-0}))
    if ((seconds >= 30)); then echo "$phase completed in $seconds seconds"; fi
}

definePhases() {
    if [[ -n ${phases:-} ]]; then return; fi
    phases="${prePhases[*]:-} unpackPhase patchPhase ${preConfigurePhases[*]:-} \
        configurePhase ${preBuildPhases[*]:-} buildPhase checkPhase \
        ${preInstallPhases[*]:-} installPhase ${preFixupPhases[*]:-} fixupPhase installCheckPhase \
        ${preDistPhases[*]:-} distPhase ${postPhases[*]:-}"
}

printPhases() {
    definePhases
    local phase
    for phase in $phases; do echo "$phase"; done
}

runPhase() {
    local curPhase=$* startTime=$SECONDS
    case $curPhase in
        unpackPhase) if [[ -n ${dontUnpack:-} ]]; then return; fi ;;
        patchPhase) if [[ -n ${dontPatch:-} ]]; then return; fi ;;
        configurePhase) if [[ -n ${dontConfigure:-} ]]; then return; fi ;;
        buildPhase) if [[ -n ${dontBuild:-} ]]; then return; fi ;;
        checkPhase) if [[ -z ${doCheck:-} ]]; then return; fi ;;
        installPhase) if [[ -n ${dontInstall:-} ]]; then return; fi ;;
        fixupPhase) if [[ -n ${dontFixup:-} ]]; then return; fi ;;
        installCheckPhase) if [[ -z ${doInstallCheck:-} ]]; then return; fi ;;
        distPhase) if [[ -z ${doDist:-} ]]; then return; fi ;;
    esac

    showPhaseHeader "$curPhase"
    # For Nix, so that its display can say which phase is on.
    if [[ -n ${NIX_LOG_FD:-} ]]; then
        echo "@nix { \"action\": \"setPhase\", \"phase\": \"$curPhase\" }" >&"$NIX_LOG_FD"
    fi
    # A variable of the phase's name comes before the function.
    eval "${!curPhase:-$curPhase}"
    if [[ $curPhase == unpackPhase ]]; then
        # Permissions of the directory may forbid entering it.
        if [[ -n ${sourceRoot:-} ]]; then chmod +x -- "$sourceRoot"; fi
        cd -- "${sourceRoot:-.}"
    fi
    showPhaseFooter "$curPhase" "$SECONDS" "$startTime"
}

genericBuild() {
    # Builds may replace this altogether.
    if [[ -f ${buildCommandPath:-} ]]; then
        source "$buildCommandPath"
        return
    fi
    if [[ -n ${buildCommand:-} ]]; then
        eval "$buildCommand"
        return
    fi
    definePhases
    local curPhase
    for curPhase in $phases; do runPhase "$curPhase"; done
}

_setUp() {
    # The directory of the build, for programs that write into the home directory or into TMPDIR.
    : "${NIX_BUILD_TOP:=${TMPDIR:-/tmp}}"
    : "${NIX_STORE:=/nix/store}"
    : "${outputs:=out}"
    : "${prefix:=${out:-}}"
    export SHELL=$shell CONFIG_SHELL=$shell NIX_STORE
    # Programs that put dates into what they make put this one: 1980-01-01, the oldest that zip knows.
    export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-315532800}
    export TZ=UTC
    umask 0022

    export NIX_BUILD_CORES=${NIX_BUILD_CORES:-1}
    if ((NIX_BUILD_CORES <= 0)); then NIX_BUILD_CORES=$(PATH=$initialPath nproc); fi

    # A build must not trust certificates of the machine; a shell for a person may.
    if [[ ${IN_NIX_SHELL:-} != impure ]]; then
        : "${NIX_SSL_CERT_FILE:=/no-cert-file.crt}" "${SSL_CERT_FILE:=/no-cert-file.crt}"
        export NIX_SSL_CERT_FILE SSL_CERT_FILE
    fi

    PATH=
    activateInputs
    export PATH=${_PATH:+$_PATH:}$initialPath
    HOST_PATH=${HOST_PATH:+$HOST_PATH:}$initialPath
    export HOST_PATH
    _assignOutputs
}

_setUp
runHook addInputsHook
runHook postHook
# Packages' own code is not written for unset variables to be errors.
set +u
