# Git finds its own programs by a path that is compiled in, unless the environment names another.
rm -r "$out"/share/{gitweb,perl5} "$out/share/git-core/contrib" "$out/etc"
mkdir "$out/libexec"
mv "$out/lib/git-core" "$out/libexec/git-core"
core=$out/libexec/git-core

# Servers, mail and Windows' scalar are not what a package is fetched with.
rm -f "$out"/bin/{git-shell,scalar} "$core"/{scalar,git-shell,git-instaweb}
# These look for perl and browsers, where distributions have them.
rm -f "$core"/git-{request-pull,web--browse} "$out"/share/git-core/templates/hooks/{pre-rebase,prepare-commit-msg}.sample
rm -f "$core"/git-{daemon,http-backend,http-fetch,http-push,imap-send}
mv "$out/bin/git" "$core/git"
cat >"$out/bin/git" <<END
#!$(program bash)
export GIT_EXEC_PATH=\${GIT_EXEC_PATH-$core}
export GIT_TEMPLATE_DIR=\${GIT_TEMPLATE_DIR-$out/share/git-core/templates}
certificates=\${NIX_SSL_CERT_FILE:-\${SSL_CERT_FILE:-}}
if [[ -z \${GIT_SSL_CAINFO+set} && -f \$certificates ]]; then export GIT_SSL_CAINFO=\$certificates; fi
# Commands that are scripts, such as git submodule, need sed.
export PATH=\$PATH:$(dirname "$(program sed)")
exec -a "\$0" $core/git "\$@"
END
chmod +x "$out/bin/git"
