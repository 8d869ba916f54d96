#!/usr/bin/env bash
# Generates what TLS and SASL need: an authority, a key for each broker, a password for each user, and settings for the clients.
# Does nothing where DIR is there: remove it to have all of it anew.
#
# usage: docker/secure/make-secrets.sh [DIR [BROKER ...]]     (default: secrets beside this file, for one broker named kafka)
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
dir=${1:-$here/secrets}
shift || true
brokers=("$@")
((${#brokers[@]})) || brokers=(kafka)
users=(app publisher watcher operator announcer reviewer gateway registry)
days=825

say() { echo "make-secrets: $*" >&2; }
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

random() { head -c 24 /dev/urandom | base64 | tr '+/' '-_'; }
key() { "$keytool" "$@" -storetype PKCS12 -storepass:env STORE_PASSWORD 2>>"$new/keytool.log" || { say "keytool: $(tail -n 1 "$new/keytool.log")"; exit 1; }; }

# The authority's key is needed again only to add a broker.
mkdir "$new/authority" "$new/clients"
STORE_PASSWORD=$(random)
export STORE_PASSWORD
authority_password=$STORE_PASSWORD
printf '%s\n' "$authority_password" >"$new/authority/password"
key -genkeypair -keystore "$new/authority/ca.p12" -alias ca -dname CN=RobustDx -keyalg EC -groupname secp384r1 -validity $((days * 4)) \
  -ext bc:c=ca:true -ext ku:c=keyCertSign
key -exportcert -rfc -keystore "$new/authority/ca.p12" -alias ca >"$new/clients/ca.pem"

for broker in "${brokers[@]}"; do
  store=$new/brokers/$broker
  mkdir -p "$store"
  STORE_PASSWORD=$(random)
  password=$STORE_PASSWORD
  key -genkeypair -keystore "$store/kafka.p12" -alias kafka -dname CN=kafka -keyalg EC -groupname secp384r1 -validity $days
  key -certreq -keystore "$store/kafka.p12" -alias kafka >"$store/request"
  STORE_PASSWORD=$authority_password
  key -gencert -rfc -keystore "$new/authority/ca.p12" -alias ca -validity $days -infile "$store/request" \
    -ext "san=dns:$broker,dns:localhost,ip:127.0.0.1" -ext eku=serverAuth,clientAuth >"$store/certificate"
  STORE_PASSWORD=$password
  key -importcert -noprompt -keystore "$store/kafka.p12" -alias ca -file "$new/clients/ca.pem"
  key -importcert -noprompt -keystore "$store/kafka.p12" -alias kafka -file "$store/certificate"
  rm "$store/request" "$store/certificate"
  cp "$new/clients/ca.pem" "$store"
  # Brokers know each other, and administrators, by certificate.
  cat >"$store/admin.properties" <<END
security.protocol=SSL
ssl.keystore.type=PKCS12
ssl.keystore.location=/etc/kafka/secrets/kafka.p12
ssl.keystore.password=$password
ssl.key.password=$password
ssl.truststore.type=PEM
ssl.truststore.location=/etc/kafka/secrets/ca.pem
END
  grep -v security.protocol "$store/admin.properties" >"$store/server.properties"
done

for user in "${users[@]}"; do
  password=$(random)
  printf '%s %s\n' "$user" "$password" >>"$new/users"
  # What Kafka's settings are called in the file, and where the authority is for who reads it: containers have a path of their own.
  prefix=kafka authority=$dir
  case $user in
    app) authority=/run/secrets/robustdx ;;
    registry) prefix=apicurio.kafka.common authority=/run/secrets/robustdx ;;
  esac
  cat >"$new/clients/$user.properties" <<END
$prefix.security.protocol = SASL_SSL
$prefix.sasl.mechanism = SCRAM-SHA-512
$prefix.sasl.jaas.config = org.apache.kafka.common.security.scram.ScramLoginModule required username="$user" password="$password";
$prefix.ssl.truststore.type = PEM
$prefix.ssl.truststore.location = $authority/ca.pem
END
done
cp "$new/clients/ca.pem" "$new/ca.pem"
for broker in "${brokers[@]}"; do cp "$new/users" "$new/brokers/$broker/"; done
rm "$new/keytool.log" "$new/users"
# The folder shuts others out; within it, containers read the files as users of their own.
find "$new" -type f -exec chmod 0444 {} +
# Kafka's image appends its environment to a copy of this one, which has the same mode.
find "$new" -name server.properties -exec chmod 0644 {} +
find "$new" -mindepth 1 -type d -exec chmod 0755 {} +
chmod 0700 "$new" "$new/authority"
mv "$new" "$dir"
trap - EXIT
say "$dir: done"
