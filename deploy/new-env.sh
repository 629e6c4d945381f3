#!/bin/sh
# Prints a .env with every secret made up:  sh deploy/new-env.sh > .env && chmod 600 .env
# Reads .env.example; a name with nothing after "=" under "secrets" gets random letters and digits.
set -eu

secret() { # bytes
    od -An -N "$1" -tx1 /dev/urandom | tr -d ' \n'
}

while IFS= read -r line; do
    case $line in
        KAFKA_CLUSTER_ID=) printf '%s%sAA\n' "$line" "$(secret 10)" ;;
        *_PASSWORD= | *_KEY= | *_SECRET=) printf '%s%s\n' "$line" "$(secret 32)" ;;
        *) printf '%s\n' "$line" ;;
    esac
done < "$(dirname "$0")/../.env.example"
