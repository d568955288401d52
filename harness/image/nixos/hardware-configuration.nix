# What NixOS' installer writes about a machine, and every configuration imports: nothing, here.
{ }
