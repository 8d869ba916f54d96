#!/usr/bin/env bash
# Generates what the console's container needs beside Kafka's secrets: a certificate for this machine, and accounts with one reviewer, whose password it
# prints once. Does nothing where DIR is there: remove it to have all of it anew. Needs the console's image (docker/build.sh console).
# Browsers warn of this certificate. To avoid that, replace files/console.p12 and files/password by those of your own authority.
#
# usage: docker/secure/make-console.sh [DIR [NAME]]     (default: console beside this file, for a reviewer named reviewer)
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
dir=${1:-$here/console}
name=${2:-reviewer}
image=${CONSOLE_IMAGE:-$(sed -n 's/^CONSOLE_IMAGE=//p' "$here/../.env")}

say() { echo "make-console: $*" >&2; }
if [[ -e $dir ]]; then
  say "$dir: there"
  exit
fi
keytool=${JAVA_HOME:+$JAVA_HOME/bin/}keytool
command -v "$keytool" >/dev/null || { say "keytool: not found (expected: a JDK in PATH or JAVA_HOME)"; exit 1; }
parent=$(dirname "$dir")
mkdir -p "$parent"
new=$(TMPDIR=$parent mktemp -d) # Beside its place, so that it can be moved there whole.
trap 'rm -rf "$new"' EXIT
mkdir "$new/files"

random() { head -c 24 /dev/urandom | base64 | tr '+/' '-_'; }
STORE_PASSWORD=$(random)
export STORE_PASSWORD
printf '%s\n' "$STORE_PASSWORD" >"$new/files/password"
"$keytool" -genkeypair -keystore "$new/files/console.p12" -storetype PKCS12 -storepass:env STORE_PASSWORD -alias console -dname CN=console \
  -keyalg EC -groupname secp384r1 -validity 825 -ext san=dns:localhost,dns:console,ip:127.0.0.1 -ext eku=serverAuth 2>"$new/keytool.log" \
  || { say "keytool: $(tail -n 1 "$new/keytool.log")"; exit 1; }
rm "$new/keytool.log"

# The image itself makes the file. The password goes through a pipe: anybody on the host can read a command's words.
password=$(random)
docker run --rm -i --network none --user "$(id -u):$(id -g)" -v "$new/files:/new" "$image" \
  console add-user --password-file=/new/users --name="$name" --pseudonym=reviewer-1 <<<"$password" >/dev/null \
  || { say "$image: no account was made (expected: the console's image; docker/build.sh console builds it)"; exit 1; }

# The folder shuts others out; within it, the container reads the files as a user of its own.
find "$new/files" -type f -exec chmod 0444 {} +
chmod 0755 "$new/files"
chmod 0700 "$new"
mv "$new" "$dir"
trap - EXIT
say "$dir: done"
echo "Log in as $name with the password $password"
