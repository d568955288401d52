# What is switched on unless a package says `hardeningDisable`, as in nixpkgs.
[
  "bindnow"
  "format"
  "fortify"
  "fortify3"
  "pic"
  "relro"
  "stackclashprotection"
  "stackprotector"
  "strictoverflow"
  "zerocallusedregs"
]
