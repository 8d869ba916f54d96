#!/usr/bin/env bash
# Runs the gateway's tests against a real archive: Debian's Orthanc with its DICOMweb plugin, on loopback. Reads what the gateway writes with dcmtk and
# pydicom. Installs these programs where they are missing and this is root on Debian; else the tests that need them are skipped, and say so.
#
# usage: gateway/archive-test.sh [chaos]     (chaos: also kill gateway, archive and broker again and again)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { echo "archive-test: $*" >&2; }

packages=()
[[ -x /usr/sbin/Orthanc ]] || packages+=(orthanc)
[[ -e /usr/share/orthanc/plugins/libOrthancDicomWeb.so ]] || packages+=(orthanc-dicomweb)
[[ -x /usr/bin/dsrdump ]] || packages+=(dcmtk)
[[ -d /usr/lib/python3/dist-packages/pydicom ]] || packages+=(python3-pydicom)
if [[ ${#packages[@]} -gt 0 ]]; then
  if [[ $(id -u) = 0 ]] && command -v apt-get >/dev/null; then
    say "installing ${packages[*]}"
    # The tests start an Orthanc of their own: Debian's service, on its fixed port, is not needed.
    RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -q "${packages[@]}" >/dev/null || say 'not installed'
  else
    say "missing: ${packages[*]} (expected: these Debian packages)"
  fi
fi

groups=()
case ${1:-} in
  '') ;;
  chaos) groups=(-Dgroups=chaos -DexcludedGroups=) ;;
  *) say "$1 (expected: nothing or chaos)"; exit 2 ;;
esac
exec ./mvnw -B -ntp -pl gateway -am test -Dtest='org.robustdx.gateway.**' -Djacoco.skip=true ${groups[@]+"${groups[@]}"}
