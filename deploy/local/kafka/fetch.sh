#!/bin/sh
# Copies Apache Kafka and what it needs from Maven Central into a folder. Usage: fetch.sh FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$1
if ! command -v mvn >/dev/null || ! command -v java >/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    apt-get install -qq -y --no-install-recommends maven openjdk-17-jre-headless >/dev/null
  else
    echo "Apache Kafka needs Java 17 and Maven: apt-get install maven openjdk-17-jre-headless" >&2
    exit 2
  fi
fi
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
find "$folder" -name '*.jar' -delete
mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$folder"
