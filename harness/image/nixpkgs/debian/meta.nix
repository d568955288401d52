# What packages say about themselves, as far as packages that use them ask: `lib.getExe`, licenses.
{ lib }:
let
  package = mainProgram: license: description: {
    inherit license description;
    platforms = lib.platforms.linux;
  } // lib.optionalAttrs (mainProgram != null) { inherit mainProgram; };
in
with lib.licenses;
{
  glibc = package null lgpl2Plus "GNU C Library";
  zlib = package null zlib "Lossless data-compression library";
  bzip2 = package "bzip2" bsdOriginal "High-quality data compression program";
  xz = package "xz" gpl2Plus "General-purpose data compression software";
  zstd = package null bsd3 "Zstandard compression library";
  terminfo = package null publicDomain "Descriptions of terminals";
  ncurses = package null mit "Text interface library, and its programs";
  readline = package null gpl3Plus "Library for interactive line editing";
  openssl = package "openssl" asl20 "Cryptographic library that implements the SSL and TLS protocols";
  gmp = package null lgpl3Plus "GNU multiple precision arithmetic library";
  acl = package null lgpl21Plus "Library for access control lists";
  pcre2 = package null bsd3 "Perl compatible regular expressions";
  libselinux = package null publicDomain "SELinux core library";
  krb5 = package null mit "MIT Kerberos libraries";
  gnutls = package null lgpl21Plus "GNU Transport Layer Security library";
  bash = package "bash" gpl3Plus "GNU Bourne-Again Shell";
  coreutils = package null gpl3Plus "GNU Core Utilities";
  findutils = package "find" gpl3Plus "GNU find, xargs";
  diffutils = package "diff" gpl3Plus "Commands for showing the differences between files";
  gnused = package "sed" gpl3Plus "GNU sed, a batch stream editor";
  gnugrep = package "grep" gpl3Plus "GNU grep";
  gawk = package "gawk" gpl3Plus "GNU awk";
  gnutar = package "tar" gpl3Plus "GNU tar";
  gzip = package "gzip" gpl3Plus "GNU zip compression program";
  gnumake = package "make" gpl3Plus "Tool to control the generation of non-source files";
  gnupatch = package "patch" gpl3Plus "Program to apply differences to files";
  patchutils = package null gpl2Plus "Tools to manipulate patch files";
  patchelf = package "patchelf" gpl3Plus "Utility to modify ELF files";
  file = package "file" bsd2 "Program that shows the type of files";
  which = package "which" gpl3Plus "Shows the full path of commands";
  curl = package "curl" mit "Command line tool for transferring files with URL syntax";
  less = package "less" gpl3Plus "More advanced file pager than 'more'";
  wget = package "wget" gpl3Plus "Tool for retrieving files";
  man = package "man" isc "Reader of manual pages (mandoc)";
  cacert = package null mpl20 "Bundle of the certificate authorities of Mozilla";
  iana-etc = package null publicDomain "IANA protocol and port number assignments";
  gitMinimal = package "git" gpl2Only "Distributed version control system";
  openssh = package "ssh" bsd2 "SSH protocol client";
  nix = package "nix" lgpl21Plus "Powerful package manager";
  python311 = package "python3.11" psfl "High-level dynamically-typed programming language";
  sqlite = package "sqlite3" publicDomain "Self-contained, serverless, transactional SQL database engine";
  binutils = package null gpl3Plus "Tools for manipulating binaries (linker, assembler, etc.)";
  gcc = package "gcc" gpl3Plus "GNU Compiler Collection: C and C++";
  pkg-config = package "pkg-config" isc "Tool that allows packages to find out information about other packages";
  cmake = package "cmake" bsd3 "Cross-platform, open-source build system generator";
  "python311Packages.click" = package null bsd3 "Composable command line interface toolkit";
  "python311Packages.flask" = package "flask" bsd3 "Python micro framework for building web applications";
  "python311Packages.itsdangerous" = package null bsd3 "Safely pass data to untrusted environments and back";
  "python311Packages.jinja2" = package null bsd3 "Very fast and expressive template engine";
  "python311Packages.markupsafe" = package null bsd3 "Implements an XML/HTML/XHTML Markup safe string";
  "python311Packages.pip" = package "pip" mit "PyPA recommended tool for installing Python packages";
  "python311Packages.setuptools" = package null mit "Utilities to facilitate the installation of Python packages";
  "python311Packages.werkzeug" = package null bsd3 "WSGI utility library";
  "python311Packages.wheel" = package "wheel" mit "Built-package format for Python";
}
