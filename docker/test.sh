#!/usr/bin/env bash
# Tests what is in docker/ with containers: base images (stand-ins where a registry has none), the app's image, then the tests tagged "containers".
# Where no engine can be had the tests are skipped, and counted as skipped. As root on Debian what is missing is installed, and the engine started.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { echo "docker/test.sh: $*" >&2; }
answers() { docker version >/dev/null 2>&1; }

# Installs what is missing, as root on Debian; what cannot be had shows when it is wanted.
install() {
  local missing=()
  if ! answers; then
    command -v dockerd >/dev/null || missing+=(docker.io iptables)
    # Where an engine runs, images may be had from a registry.
    command -v debootstrap >/dev/null || missing+=(debootstrap)
  fi
  docker compose version >/dev/null 2>&1 || command -v docker-compose >/dev/null || missing+=(docker-compose)
  if ((${#missing[@]} == 0)) || [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then return; fi
  say "installing ${missing[*]}"
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates "${missing[@]}"; } \
    >target/engine.log 2>&1 </dev/null || say "not installed: $(tail -n 1 target/engine.log)"
}

# Succeeds when an engine answers, be it one that was started here.
engine() {
  answers && return
  [[ $(id -u) == 0 ]] || return 1
  say 'starting dockerd'
  dockerd >>target/engine.log 2>&1 </dev/null &
  started=$!
  for _ in $(seq 60); do
    answers && return
    kill -0 "$started" 2>/dev/null || return 1
    sleep 1
  done
  return 1
}

started=
stop() { [[ -z $started ]] || { kill "$started" && wait "$started"; } 2>/dev/null || true; }
trap stop EXIT
mkdir -p target

# Stand-ins where they can be built; a mirror that does not answer is no fault of what is tested here.
stand_ins() { ! command -v debootstrap >/dev/null || docker/offline/build-base-images.sh "$@"; }

install
image=()
if engine; then
  if stand_ins base jdk kafka; then
    # Without these the tests that want them are skipped.
    stand_ins registry || true
    stand_ins prometheus || true
    stand_ins orthanc || true
    docker/build.sh app console gateway
  else
    say 'the base images cannot be built; the tests are skipped'
    image=(-Drobustdx.image.app=none -Drobustdx.image.console=none -Drobustdx.image.gateway=none)
  fi
else
  say "no Docker engine can be had$([[ ! -s target/engine.log ]] || echo ": $(tail -n 1 target/engine.log)"); the tests are skipped"
fi
# No image from outside: neither of the two that Testcontainers starts beside the tests'.
# An engine on this machine publishes its ports here; asked how else, Testcontainers would start a container of an image from outside.
export TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_CHECKS_DISABLE=true TESTCONTAINERS_HOST_OVERRIDE=localhost
# As the image was built, without the checks that verify has made.
./mvnw -B -ntp -Pno-checks -DskipTests=false -pl stream-app -am package -Dgroups=containers -DexcludedGroups= ${image[@]+"${image[@]}"} "$@"
