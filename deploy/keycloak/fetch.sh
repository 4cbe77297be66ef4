#!/bin/sh
# Unpacks Keycloak from Maven Central into a folder. Usage: fetch.sh FOLDER
# Needs Java 17 and Maven, which deploy/local/packages.sh kafka installs.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$1
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
fresh=$folder/.fresh
rm -rf "$fresh"
# a mark elsewhere that it was unpacked before would leave a folder that was deleted since as it is
mvn -q -B -f "$here/pom.xml" dependency:unpack-dependencies -DoutputDirectory="$fresh" -DmarkersDirectory="$fresh/.marks"
rm -rf "$folder/server"
mv "$fresh"/keycloak-* "$folder/server"
rm -rf "$fresh"
chmod +x "$folder/server/bin/kc.sh"
