#!/usr/bin/env bash
# Makes the pictures of docs/console.md from the bundled images: starts the demo with its console, works through ten alerts in Chromium with keys alone,
# and takes pictures on the way. Needs what console/browser-test.sh needs.
#
# usage: console/screenshots.sh [DIR]     (default: docs/images)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { echo "screenshots: $*" >&2; }

pictures=${1:-docs/images}
mkdir -p "$pictures" target
pictures=$(cd "$pictures" && pwd)
log=target/screenshots.log
./robustdx demo --console --http-port 0 >"$log" 2>&1 </dev/null &
demo=$!
trap 'kill "$demo" 2>/dev/null || true; wait "$demo" 2>/dev/null || true' EXIT

url='' password=''
for _ in $(seq 600); do
  password=$(sed -n 's/^Log in as reviewer with the password \([^ ]*\) .*/\1/p' "$log")
  url=$(sed -n 's|^Open \(https://[^/ ]*\)/.*|\1|p' "$log")
  if [[ -n $url && -n $password ]]; then break; fi
  kill -0 "$demo" 2>/dev/null || { say "the demo has ended: see $log"; exit 1; }
  sleep 1
done
[[ -n $url && -n $password ]] || { say "the demo names no address: see $log"; exit 1; }
options=("-Drobustdx.console.url=$url" "-Drobustdx.console.password=$password" "-Drobustdx.console.pictures=$pictures")
if [[ -n ${STEPS:-} ]]; then options+=("-Drobustdx.screenshots=$(mkdir -p "$STEPS" && cd "$STEPS" && pwd)"); fi # A picture of each alert.
./mvnw -B -ntp -Pno-checks -DskipTests=false -pl console -am test -Dgroups=browser -DexcludedGroups= -Dtest=ScreenshotsTest -Djacoco.skip=true "${options[@]}"
