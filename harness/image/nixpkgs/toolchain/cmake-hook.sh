# The configure phase of packages that are built with CMake.
addCMakeParams() {
    addToSearchPath CMAKE_PREFIX_PATH "$1"
}

cmakeConfigurePhase() {
    runHook preConfigure

    # Modules that come with a package look for libraries where a distribution has them.
    if [[ -z ${dontFixCmake:-} ]]; then
        find . -type f \( -name '*.cmake' -o -name '*.cmake.in' -o -name CMakeLists.txt \) -print0 \
            | xargs -0 -r sed -i -E 's,/(usr|opt)([ /]|$),/var/empty\2,g'
    fi
    if [[ -z ${dontUseCmakeBuildDir:-} ]]; then
        mkdir -p build
        cd build
        cmakeDir=${cmakeDir:-..}
    fi

    local -a flagsArray=()
    if [[ -z ${dontAddPrefix:-} ]]; then flagsArray+=("-DCMAKE_INSTALL_PREFIX=$prefix"); fi
    flagsArray+=(
        "-DCMAKE_C_COMPILER=$CC" "-DCMAKE_CXX_COMPILER=$CXX"
        "-DCMAKE_AR=$(command -v "$AR")" "-DCMAKE_RANLIB=$(command -v "$RANLIB")" "-DCMAKE_STRIP=$(command -v "$STRIP")"
        "-DCMAKE_INSTALL_BINDIR=${!outputBin}/bin" "-DCMAKE_INSTALL_SBINDIR=${!outputBin}/sbin"
        "-DCMAKE_INSTALL_INCLUDEDIR=${!outputInclude}/include"
        "-DCMAKE_INSTALL_MANDIR=${!outputMan}/share/man" "-DCMAKE_INSTALL_INFODIR=${!outputInfo}/share/info"
        "-DCMAKE_INSTALL_DOCDIR=${!outputDoc}/share/doc/${pname:-$name}"
        "-DCMAKE_INSTALL_LIBDIR=${!outputLib}/lib" "-DCMAKE_INSTALL_LIBEXECDIR=${!outputLib}/libexec"
        "-DCMAKE_INSTALL_LOCALEDIR=${!outputLib}/share/locale"
        # When it installs, CMake takes back the run path that it linked with: not what is in the store.
        -DCMAKE_INSTALL_RPATH_USE_LINK_PATH=ON
        "-DCMAKE_INSTALL_NAME_DIR=${!outputLib}/lib"
        -DCMAKE_EXPORT_NO_PACKAGE_REGISTRY=ON -DCMAKE_FIND_USE_PACKAGE_REGISTRY=OFF
        -DCMAKE_FIND_USE_SYSTEM_PACKAGE_REGISTRY=OFF
    )
    if [[ -z ${doCheck:-} ]]; then flagsArray+=(-DBUILD_TESTING=OFF); fi
    flagsArray+=("-DCMAKE_BUILD_TYPE=${cmakeBuildType:-Release}")
    concatTo flagsArray cmakeFlags cmakeFlagsArray
    echoCmd 'cmake flags' "${flagsArray[@]}"
    cmake "$cmakeDir" "${flagsArray[@]}"

    : "${enableParallelBuilding=1}" "${enableParallelInstalling=1}"
    export CTEST_OUTPUT_ON_FAILURE=1
    if [[ ${enableParallelChecking-1} ]]; then export CTEST_PARALLEL_LEVEL=$NIX_BUILD_CORES; fi
    runHook postConfigure
}

addEnvHooks "$targetOffset" addCMakeParams
if [[ -z ${dontUseCmakeConfigure:-} && -z ${configurePhase:-} ]]; then
    setOutputFlags=
    configurePhase=cmakeConfigurePhase
fi
