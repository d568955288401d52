# What every system has. Builds of a configuration find it in the store.
{ }
