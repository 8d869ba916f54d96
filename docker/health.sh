#!/bin/bash
# Succeeds when the app in this container says that it is ready. Bash's own sockets: the image holds no HTTP client. Of its health the app tells its own
# machine without TLS, too.
exec 3<>"/dev/tcp/127.0.0.1/${ROBUSTDX_HTTP_PORT:-8080}" || exit 1
printf 'GET /health/ready HTTP/1.0\r\n\r\n' >&3
read -r _ status _ <&3
[[ $status == 200 ]]
