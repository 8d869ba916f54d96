#!/usr/bin/env bash
# Builds images of ours: Maven's jars, the list of what is in them (CycloneDX), then the image. Tags and base images are docker/.env's.
#
# usage: docker/build.sh [app|app-cuda|trainer|console|gateway ...]     (default: app)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { echo "docker/build.sh: $*" >&2; }

while IFS='=' read -r name value; do
  [[ -n ${!name:-} ]] || printf -v "$name" '%s' "$value"
done < <(grep -E '^[A-Z_]+=' docker/.env)

# What helps, where the engine looked for a base image in a registry and got none.
hint() {
  if grep -qE 'registry|pull access' "$1"; then echo ' (no container registry? docker/offline/build-base-images.sh first)'; fi
}

build() {
  local image=$1 module=stream-app tag=$APP_IMAGE base=$BASE_IMAGE options=() log=target/image-build.log version revision
  case $image in
    app) ;;
    app-cuda) tag=$APP_CUDA_IMAGE base=$CUDA_IMAGE options=(-Pcuda) ;;
    trainer) module=trainer tag=$TRAINER_IMAGE ;;
    console) module=console tag=$CONSOLE_IMAGE ;;
    gateway) module=gateway tag=$GATEWAY_IMAGE ;;
    *)
      say "image: $image (expected: one of app, app-cuda, trainer, console, gateway)"
      exit 2
      ;;
  esac
  docker version >/dev/null 2>&1 || { say 'docker: no daemon answers'; exit 1; }
  mkdir -p target
  rm -rf "$module/target/image"
  say "$tag: Maven"
  ./mvnw -B -ntp -Pimage,no-checks ${options[@]+"${options[@]}"} -pl "$module" -am package >"$log" 2>&1 </dev/null \
    || { say "building $module failed: see $log"; exit 1; }
  read -r _ version revision <<<"$(./robustdx --version)"
  cp "$module"/target/"$module"-[0-9]*.jar "$module/target/image/app/"
  rm -f "$module"/target/image/app/*-tests.jar
  printf 'version=%s\nrevision=%s\nmodule=%s\n' "$version" "${revision//[()]/}" "$module" >"$module/target/image/release"
  say "$tag: image"
  docker build -q -f "docker/$image.Dockerfile" -t "$tag" --build-arg "BASE_IMAGE=$base" --build-arg "JDK_IMAGE=$JDK_IMAGE" \
    --label "org.opencontainers.image.version=$version" --label "org.opencontainers.image.licenses=Apache-2.0" \
    --label "org.opencontainers.image.title=robustdx-$image" . >"$log" 2>&1 \
    || { say "$tag: $(grep -v '^$' "$log" | tail -n 1)$(hint "$log")"; exit 1; }
  say "$tag: done"
}

images=("$@")
((${#images[@]})) || images=(app)
for image in "${images[@]}"; do
  build "$image"
done
