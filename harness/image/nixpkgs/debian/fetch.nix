# One .deb file. Nix itself checks its hash, so what the image is made of is what apt resolved.
{
  directory ? "/bootstrap/debs",
}:
{
  name,
  version,
  sha256,
  ...
}:
import <nix/fetchurl.nix> {
  url = "file://${directory}/${sha256}.deb";
  inherit sha256;
  # Store path names know neither the epoch's colon nor the tilde.
  name = "${name}_${builtins.replaceStrings [ ":" "~" ] [ "." "." ] version}.deb";
}
