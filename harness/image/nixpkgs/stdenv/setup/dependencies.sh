# Inputs: their programs go on PATH, their setup hooks are sourced, and hooks look at all of them.
#
# Two kinds are told apart, by the offset that nixpkgs gives them: inputs that run while building
# (-1, nativeBuildInputs) and inputs that run when the package does (0, buildInputs).

addToSearchPathWithCustomDelimiter() {
    local delimiter=$1 directory=$3
    local -n __path=$2
    if [[ -d $directory ]]; then
        __path="${__path:+$__path$delimiter}$directory"
        export "${!__path}"
    fi
}

addToSearchPath() {
    addToSearchPathWithCustomDelimiter : "$@"
}

declare -a pkgsBuild=() pkgsHost=() envBuildHooks=() envHostHooks=()
_PATH=

# addEnvHooks OFFSET HOOK...: HOOK is called with each input of that offset.
addEnvHooks() {
    local offset=$1
    local hook
    shift
    for hook in "$@"; do
        if ((offset < 0)); then
            [[ " ${envBuildHooks[*]} " == *" $hook "* ]] || envBuildHooks+=("$hook")
        else
            [[ " ${envHostHooks[*]} " == *" $hook "* ]] || envHostHooks+=("$hook")
        fi
    done
}

# Adds a package and what it propagates, each once.
findInputs() {
    local package=$1 offset=$2 propagated
    local -a names=()
    if ((offset < 0)); then
        [[ " ${pkgsBuild[*]} " != *" $package "* ]] || return 0
        pkgsBuild+=("$package")
    else
        [[ " ${pkgsHost[*]} " != *" $package "* ]] || return 0
        pkgsHost+=("$package")
    fi
    if [[ ! -e $package ]]; then
        nixErrorLog "build input $package does not exist"
        exit 1
    fi
    if [[ -f $package/nix-support/propagated-build-inputs ]]; then
        read -r -d '' -a names <"$package/nix-support/propagated-build-inputs" || true
        for propagated in "${names[@]}"; do findInputs "$propagated" "$offset"; done
    fi
    # What a program needs to run beside it is nothing that a build can use.
    if ((offset == 0)) && [[ -f $package/nix-support/propagated-native-build-inputs ]]; then
        read -r -d '' -a names <"$package/nix-support/propagated-native-build-inputs" || true
        for propagated in "${names[@]}"; do findInputs "$propagated" -1; done
    fi
}

_addInputs() {
    local offset=$1 name package
    local -a packages=()
    shift
    for name in "$@"; do concatTo packages "$name"; done
    for package in "${packages[@]}"; do findInputs "$package" "$offset"; done
}

activatePackage() {
    local package=$1 hostOffset=$2
    local targetOffset=$((hostOffset + 1))
    # An input may be a hook itself.
    if [[ -f $package ]]; then
        source "$package"
        return
    fi
    if [[ -z ${strictDeps:-} || $hostOffset -lt 0 ]]; then addToSearchPath _PATH "$package/bin"; fi
    if ((hostOffset == 0)); then addToSearchPath HOST_PATH "$package/bin"; fi
    if ((hostOffset < 0)); then addToSearchPath XDG_DATA_DIRS "$package/share"; fi
    if [[ -f $package/nix-support/setup-hook ]]; then
        # Hooks of packages are not written for `set -u`.
        set +u
        source "$package/nix-support/setup-hook"
        set -u
    fi
}

_addToEnv() {
    local package hook
    local -a build=() host=()
    if [[ -n ${strictDeps:-} ]]; then
        build=("${envBuildHooks[@]}") host=("${envHostHooks[@]}")
    else
        # One that both kinds have is called once.
        addEnvHooks 0 "${envBuildHooks[@]}"
        build=("${envHostHooks[@]}") host=("${envHostHooks[@]}")
    fi
    for package in "${pkgsBuild[@]}"; do
        for hook in "${build[@]}"; do "$hook" "$package"; done
    done
    for package in "${pkgsHost[@]}"; do
        for hook in "${host[@]}"; do "$hook" "$package"; done
    done
}

activateInputs() {
    local package
    _addInputs -1 depsBuildBuild depsBuildBuildPropagated nativeBuildInputs propagatedNativeBuildInputs \
        depsBuildTarget depsBuildTargetPropagated defaultNativeBuildInputs
    _addInputs 0 depsHostHost depsHostHostPropagated buildInputs propagatedBuildInputs \
        depsTargetTarget depsTargetTargetPropagated
    for package in "${pkgsBuild[@]}"; do activatePackage "$package" -1; done
    for package in "${pkgsHost[@]}"; do activatePackage "$package" 0; done
    _addToEnv
}
