#!/bin/sh
# Copies Apache Kafka and what it needs from Maven Central into a folder. Usage: fetch.sh FOLDER
# Needs Java 17 and Maven, which packages.sh installs.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$1
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
fresh=$folder/.fresh
rm -rf "$fresh"
mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$fresh"
rm -f "$folder"/*.jar
mv "$fresh"/*.jar "$folder"
rmdir "$fresh"
