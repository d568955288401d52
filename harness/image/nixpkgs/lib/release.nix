# The release whose rules hold. An image has this set once for each: this file is all that differs.
"24.11"
