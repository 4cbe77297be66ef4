#!/bin/sh
# Writes .env with fresh secrets for docker-compose.yml; refuses to touch one that exists. Usage: make-env.sh [FILE]
set -eu
file=${1:-.env}
[ -e "$file" ] && { echo "$file exists; secrets are not overwritten" >&2; exit 2; }
secret() { head -c "$1" /dev/urandom | base64 | tr -d '\n=+/'; }
umask 077
cat > "$file" <<END
# Secrets of this installation. Keep a copy in a safe place; never commit it. Passwords: letters and digits only.
CHITHI_MONGO_ROOT_PASSWORD=$(secret 33)
CHITHI_MONGO_PASSWORD=$(secret 33)
CHITHI_MONGO_KEY=$(secret 600)
# Seals secrets in the database of tasks: without it that database is worth nothing. Keep it apart from the backups.
CHITHI_SECRETS_KEYS=$(head -c 32 /dev/urandom | base64 | tr '+/' '-_')
# The address under which people reach the system, as they type it.
CHITHI_PUBLIC_URL=http://127.0.0.1:8080
END
echo "wrote $file"
