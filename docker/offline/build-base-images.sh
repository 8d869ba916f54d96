#!/usr/bin/env bash
# Builds stand-ins for the base images where no container registry can be reached: from Debian's packages and Maven's artifacts alone, under the
# tags of docker/.env, so that Dockerfiles, compose files and tests use them unchanged. An image that is there is left alone, be it the real one
# or a stand-in by today's recipe. Needs root, docker (a daemon that answers), debootstrap and a JDK.
#
# usage: docker/offline/build-base-images.sh [base|jdk|kafka|registry|prometheus|orthanc|cuda ...]     (default: all)
# Environment: DEBIAN_MIRROR, DEBIAN_SUITE, ROBUSTDX_CACHE (packages already fetched), and the names of docker/.env.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
suite=${DEBIAN_SUITE:-bookworm}
cache=${ROBUSTDX_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/robustdx/debian-$suite}
label=org.robustdx.stand-in
# Debian's OpenJDK, unlike Temurin, takes these from the system: a jlinked runtime needs them where it runs. Fonts are for the trainer's plots.
jdk_libraries=libjpeg62-turbo,liblcms2-2,libharfbuzz0b,libfreetype6,fontconfig,fonts-dejavu-core

say() { echo "build-base-images: $*" >&2; }
die() {
  say "$*"
  exit "${code:-1}"
}

# Sets the names of docker/.env that the environment does not.
while IFS='=' read -r name value; do
  [[ -n ${!name:-} ]] || printf -v "$name" '%s' "$value"
done < <(grep -E '^[A-Z_]+=' "$here/../.env")

work=
cleanup() {
  [[ -n $work ]] || return 0
  # What an interrupted debootstrap left mounted must be gone before the folder is.
  awk -v dir="$work/" 'index($2, dir) == 1 { print $2 }' /proc/mounts | sort -r | while read -r mount; do umount "$mount"; done
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# Prints by which recipe image $1 was made here, nothing for one from elsewhere; fails where there is none.
label_of() { docker image inspect --format "{{ index .Config.Labels \"$label\" }}" "$1" 2>/dev/null; }

# Succeeds when image $1 is there and needs no building; sets recipe to what a new one is labelled with: a digest of all that goes into it, which
# are the caller's text and the files in folder $2.
standing() {
  local found
  recipe=$({
    declare -f debian built jdk "${FUNCNAME[1]}"
    [[ -z ${2:-} ]] || find "$here/$2" -type f -print0 | sort -z | xargs -0 cat
    echo "$1 $suite $jdk_libraries"
  } | sha256sum | cut -c1-16)
  found=$(label_of "$1") || return 1
  [[ -z $found || $found == "$recipe" ]] || return 1
  say "$1: there"
}

# Makes Debian's image $1 with packages $2; the rest are Dockerfile instructions for it.
debian() {
  local tag=$1 packages=$2 log=$work/debootstrap.log tree=$work/tree changes=() change
  shift 2
  say "$tag: debootstrap $suite with $packages"
  mkdir -p "$cache"
  debootstrap --variant=minbase --cache-dir="$cache" --include="$packages" "$suite" "$tree" "$mirror" >"$log" 2>&1 </dev/null \
    || die "debootstrap of $suite from $mirror failed: $(tail -n 1 "$log")"
  rm -rf "$tree"/var/cache/apt/* "$tree"/var/lib/apt/lists/* "$tree"/usr/share/{doc,man,locale,info}/* "$tree"/var/log/* "$tree"/tmp/*
  for change in "$@" "LABEL $label=$recipe"; do changes+=(--change "$change"); done
  tar --numeric-owner -C "$tree" -c . | docker import "${changes[@]}" - "$tag" >/dev/null
  rm -rf "$tree"
}

# Builds image $1 from folder $2, on the JDK's.
built() {
  docker build -q --build-arg "JDK_IMAGE=$JDK_IMAGE" --label "$label=$recipe" -t "$1" "$2" >"$work/docker.log" 2>&1 \
    || die "$1: $(tail -n 1 "$work/docker.log")"
}

base() {
  local recipe # not the caller's
  standing "$BASE_IMAGE" || debian "$BASE_IMAGE" "ca-certificates,$jdk_libraries" 'CMD ["bash"]'
}

jdk() {
  local recipe made # not the caller's
  standing "$JDK_IMAGE" && return
  # Images of ours take Java from here and run it on the base image.
  made=$(label_of "$BASE_IMAGE") || made=none
  [[ -n $made ]] || die "$BASE_IMAGE: from elsewhere, without libraries that Debian's OpenJDK needs (expected: $JDK_IMAGE from there, too, or another BASE_IMAGE)"
  debian "$JDK_IMAGE" "ca-certificates,$jdk_libraries,openjdk-17-jdk-headless" \
    'ENV JAVA_HOME=/usr/lib/jvm/java-17-openjdk-amd64' 'CMD ["jshell"]'
}

# Kafka's own jars, started by the wrapper that its own image uses, which is one of them.
kafka() {
  standing "$KAFKA_IMAGE" kafka && return
  jdk
  say "$KAFKA_IMAGE: Kafka ${KAFKA_IMAGE##*:} from Maven"
  "$root/mvnw" -B -ntp -q -f "$here/kafka/pom.xml" "-Dkafka.version=${KAFKA_IMAGE##*:}" "-DoutputDirectory=$work/kafka/libs" \
    dependency:copy-dependencies >"$work/maven.log" 2>&1 </dev/null || die "Kafka's jars: $(grep -m 1 ERROR "$work/maven.log")"
  cp -R "$here/kafka/." "$work/kafka"
  built "$KAFKA_IMAGE" "$work/kafka"
}

# Apicurio's own distribution.
registry() {
  standing "$REGISTRY_IMAGE" registry && return
  jdk
  say "$REGISTRY_IMAGE: Apicurio ${REGISTRY_IMAGE##*:} from Maven"
  "$root/mvnw" -B -ntp -q -f "$here/kafka/pom.xml" "-Dkafka.version=${KAFKA_IMAGE##*:}" "-Dartifact=io.apicurio:apicurio-registry-app:${REGISTRY_IMAGE##*:}:tar.gz:all" \
    "-DoutputDirectory=$work/registry" -Dmdep.stripVersion=true dependency:copy >"$work/maven.log" 2>&1 </dev/null \
    || die "Apicurio's distribution: $(grep -m 1 ERROR "$work/maven.log")"
  cp -R "$here/registry/." "$work/registry"
  built "$REGISTRY_IMAGE" "$work/registry"
}

# Debian's Prometheus is older than the one that the tag names, and reads the same configuration.
prometheus() {
  standing "$PROMETHEUS_IMAGE" prometheus && return
  debian "$PROMETHEUS_IMAGE-debian" prometheus
  docker build -q --build-arg "BASE=$PROMETHEUS_IMAGE-debian" -t "$PROMETHEUS_IMAGE" "$here/prometheus" >"$work/docker.log" 2>&1 \
    || die "$PROMETHEUS_IMAGE: $(tail -n 1 "$work/docker.log")"
}

# Debian's Orthanc is older than the one that the tag names, and reads the same configuration.
orthanc() {
  standing "$ORTHANC_IMAGE" orthanc && return
  # Orthanc depends on libboost-regex1.74.0-icu72, a virtual package. debootstrap does not resolve virtual packages, so their provider is named.
  debian "$ORTHANC_IMAGE-debian" orthanc,orthanc-dicomweb,libboost-regex1.74.0
  docker build -q --build-arg "BASE=$ORTHANC_IMAGE-debian" -t "$ORTHANC_IMAGE" "$here/orthanc" >"$work/docker.log" 2>&1 \
    || die "$ORTHANC_IMAGE: $(tail -n 1 "$work/docker.log")"
}

# No registry at hand has CUDA's libraries: with this one the image is built, and says at start that CUDA cannot be had.
cuda() {
  standing "$CUDA_IMAGE" && return
  base
  say "$CUDA_IMAGE: as $BASE_IMAGE"
  docker build -q --label "$label=$recipe" -t "$CUDA_IMAGE" - <<<"FROM $BASE_IMAGE" >"$work/docker.log" 2>&1 || die "$CUDA_IMAGE: $(tail -n 1 "$work/docker.log")"
}

known='base jdk kafka registry prometheus orthanc cuda'
wanted=("$@")
((${#wanted[@]})) || read -ra wanted <<<"$known"
for one in "${wanted[@]}"; do
  [[ " $known " == *" $one "* ]] || code=2 die "image: $one (expected: one of ${known// /, })"
done
docker version >/dev/null 2>&1 || die 'docker: no daemon answers (start one: dockerd >/tmp/dockerd.log 2>&1 &)'
# One at a time: a second run finds the images of the first.
exec 9>"${TMPDIR:-/tmp}/robustdx-base-images.lock"
flock 9
work=$(mktemp -d)
for one in "${wanted[@]}"; do
  "$one"
done
if (($# == 0)) && ! label_of "$GRAFANA_IMAGE" >/dev/null; then
  say "$GRAFANA_IMAGE: no stand-in; start without it: COMPOSE_PROFILES=cpu docker compose up -d"
fi
