#!/bin/sh
# Installs the real servers that tests talk to, from Debian's packages, where this machine allows it:
# only with CI=true or KEEPWARM_INSTALL_SERVERS=1. Elsewhere the tests use what is there and say what they did not check.
set -u
[ "${CI:-}" = true ] || [ "${KEEPWARM_INSTALL_SERVERS:-}" = 1 ] || exit 0

missing=""
[ -x /usr/sbin/dovecot ] || missing="$missing dovecot-imapd"
[ -x /usr/lib/postgresql/15/bin/postgres ] || missing="$missing postgresql-15"
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v systemd-analyze >/dev/null 2>&1 || missing="$missing systemd"
[ -e /usr/sbin/exim4 ] || missing="$missing exim4-daemon-light"
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  echo "NOT INSTALLED (no apt-get here):$missing" >&2
  exit 0
fi
as_root=""
if [ "$(id -u)" != 0 ]; then
  if sudo -n true 2>/dev/null; then as_root="sudo -n"; else
    echo "NOT INSTALLED (neither root nor sudo without a password):$missing" >&2
    exit 0
  fi
fi
echo "Installing for the tests:$missing"
# Packages must not start services of their own: the tests start private ones.
export DEBIAN_FRONTEND=noninteractive
$as_root mkdir -p /usr/sbin
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null && $as_root chmod 755 "$policy"
  trap '$as_root rm -f "$policy"' EXIT
fi
# shellcheck disable=SC2086
$as_root apt-get update -qq >/dev/null && $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null \
  && exit 0
# One that is not to be had must not cost the others.
for one in $missing; do
  $as_root apt-get install -y -qq --no-install-recommends "$one" >/dev/null || echo "NOT INSTALLED (apt-get failed): $one" >&2
done
exit 0
