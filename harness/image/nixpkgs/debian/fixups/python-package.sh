# A Python package in upstream's layout, which brings what it needs as nixpkgs' packages do.
export PYTHONDONTWRITEBYTECODE=1
python=$(program python3.11)
site=lib/python3.11/site-packages

mkdir -p "$out/lib/python3.11" "$out/nix-support"
mv "$out/lib/python3/dist-packages" "$out/$site"
rm -rf "$out/lib/python3" "$out"/share/{python3,vim}

sites=("$out/$site")
for use in $uses; do
  if [[ -d $use/$site ]]; then
    sites+=("$use/$site")
    echo "$use" >>"$out/nix-support/propagated-build-inputs"
  fi
done
if [[ -d $out/bin ]]; then "$python" "$closeScripts" "$python" "$(IFS=: && echo "${sites[*]}")" "$out/bin"/*; fi
"$python" -m compileall -q --invalidation-mode unchecked-hash "$out/$site"
