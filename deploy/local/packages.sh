#!/bin/sh
# Installs the operating system's packages that the system (`run`), tests (`test`) or Apache Kafka (`kafka`) need and
# this machine lacks. Usage: packages.sh run|test|kafka. Does nothing when all is there; without root it says what is missing and ends with 2.
set -eu

has_command() { command -v "$1" >/dev/null 2>&1; }
has_library() { PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null | grep -q "$1"; }
has_browser() { has_command chromium || has_command chromium-browser || has_command google-chrome; }
has_java() { has_command java && [ "$(java -version 2>&1 | sed -n '1s/.*version "\([0-9]*\).*/\1/p')" -ge 17 ]; }

needed_to_run() { # the database of the wheel is linked against them
  has_library 'libcurl\.so\.4' || echo libcurl4
  has_library 'libssl\.so\.3' || echo libssl3
}

needed_by_tests() {
  needed_to_run
  has_browser || echo chromium
  has_library 'libGL\.so\.1' || echo libgl1
  has_library 'libEGL\.so\.1' || echo libegl1
}

needed_by_kafka() {
  has_java || echo openjdk-17-jre-headless
  has_command mvn || echo maven
}

case "${1:-}" in
  run) missing=$(needed_to_run | xargs) ;;
  test) missing=$(needed_by_tests | xargs) ;;
  kafka) missing=$(needed_by_kafka | xargs) ;;
  *) echo "usage: packages.sh run|test|kafka" >&2; exit 2 ;;
esac
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ] || ! has_command apt-get; then
  echo "These packages are missing, and installing them needs root on Debian or Ubuntu:" >&2
  echo "  apt-get install --no-install-recommends $missing" >&2
  exit 2
fi

export DEBIAN_FRONTEND=noninteractive
install() { apt-get install -qq -y --no-install-recommends $missing >/dev/null; } # unquoted: one word a package
echo "installing $missing"
install 2>/dev/null || { apt-get update -qq && install; } || {
  echo "apt-get could not install: $missing" >&2
  echo "Install them another way (Ubuntu has Chromium as a snap only: Google Chrome will do), then run this again." >&2
  exit 2
}
