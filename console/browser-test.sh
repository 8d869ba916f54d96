#!/usr/bin/env bash
# Runs the console's tests in a real browser: Debian's Chromium. Installs it and its driver where they are missing and this is root on Debian; else the
# tests are skipped, and say so. Accessibility is checked with axe-core, where npm can fetch it.
#
# usage: console/browser-test.sh [SCREENSHOTS]     (a folder for screenshots; default: none)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { echo "browser-test: $*" >&2; }

if ! command -v chromedriver >/dev/null; then
  if [[ $(id -u) = 0 ]] && command -v apt-get >/dev/null; then
    say 'installing chromium and chromium-driver'
    apt-get install -y -q chromium chromium-driver >/dev/null || say 'not installed'
  else
    say 'chromedriver: not found (expected: Debian package chromium-driver)'
  fi
fi

options=()
axe=console/target/axe/package/axe.min.js
if [[ ! -f $axe ]] && command -v npm >/dev/null; then
  mkdir -p console/target/axe
  (cd console/target/axe && npm pack --silent axe-core@4 >/dev/null && tar xzf axe-core-*.tgz) || say 'axe-core: npm cannot fetch it'
fi
if [[ -f $axe ]]; then options+=("-Drobustdx.axe=$PWD/$axe"); fi
if [[ $# -gt 0 ]]; then
  mkdir -p "$1"
  options+=("-Drobustdx.screenshots=$(cd "$1" && pwd)")
fi
exec ./mvnw -B -ntp -pl console -am test -Dgroups=browser -DexcludedGroups= -Djacoco.skip=true ${options[@]+"${options[@]}"}
