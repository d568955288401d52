# Modules: options that are declared in some, defined in others and put together into one configuration.
{ lib }:
import ./properties.nix { inherit lib; }
// import ./collect.nix { inherit lib; }
// import ./definitions.nix { inherit lib; }
// import ./merge.nix { inherit lib; }
// import ./evaluate.nix { inherit lib; }
// import ./aliases.nix { inherit lib; }
// {
  setDefaultModuleLocation = file: module: {
    _file = file;
    imports = [ module ];
  };
  importApply = path: arguments: { _file = toString path; imports = [ (import path arguments) ]; };
}
