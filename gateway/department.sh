#!/usr/bin/env bash
# Runs a whole department on this machine, on loopback: Debian's Orthanc as the archive, and broker, app and gateway as the launcher starts them. Real X-rays
# and attacked ones go in. Every image is accounted for, also when each program is killed once. Installs Debian's packages where they are missing and this
# is root. Logs are in gateway/target/department.
#
# usage: gateway/department.sh DATA [IMAGES]     (DATA: folder with chest-xray/train/NORMAL and PNEUMONIA; IMAGES: 200 by default)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { echo "department: $*" >&2; }

[[ -d ${1:-}/chest-xray ]] || { say "DATA: ${1:-none} (expected: a folder with chest-xray)"; exit 2; }
data=$(cd "$1" && pwd)
images=${2:-200}
[[ $images =~ ^[1-9][0-9]{0,4}$ ]] || { say "IMAGES: $images (expected: 1 to 99999)"; exit 2; }

packages=()
[[ -x /usr/sbin/Orthanc ]] || packages+=(orthanc)
[[ -e /usr/share/orthanc/plugins/libOrthancDicomWeb.so ]] || packages+=(orthanc-dicomweb)
if [[ ${#packages[@]} -gt 0 ]]; then
  if [[ $(id -u) = 0 ]] && command -v apt-get >/dev/null; then
    say "installing ${packages[*]}"
    # The test starts an Orthanc of its own: Debian's service, on its fixed port, is not needed.
    RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -q "${packages[@]}" >/dev/null
  else
    say "missing: ${packages[*]} (expected: these Debian packages)"
    exit 1
  fi
fi

# Built before the test starts them: two builds in one folder would disturb each other.
for command in broker stream gateway; do ./robustdx "$command" --help >/dev/null; done

attacked=$PWD/gateway/target/department/attacked
if [[ ! -e $attacked/manifest.csv ]]; then
  say 'attacking 20 images of the model (a minute or more)'
  mkdir -p "${attacked%/*}"
  ./robustdx attack --model models/chest-xray.onnx --data "$data/chest-xray" --attack pgd --epsilon 8 --images 20 --out "$attacked"
fi

exec ./mvnw -B -ntp -Pno-checks -DskipTests=false -pl gateway -am test -Dtest='org.robustdx.gateway.department.**' -Djacoco.skip=true \
  -Dgroups=department -DexcludedGroups= "-Drobustdx.data=$data" "-Drobustdx.department.images=$images" "-Drobustdx.department.attacked=$attacked"
