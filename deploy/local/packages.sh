#!/bin/sh
# Installs the operating system's packages that the system (`run`), tests (`test`) or Apache Kafka (`kafka`) need and
# this machine lacks. Usage: packages.sh run|test|kafka. Does nothing when all is there; without root it says what is missing and ends with 2.
set -eu

has_command() { command -v "$1" >/dev/null 2>&1; }
has_library() { PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null | grep -q "$1"; }
has_browser() { has_command chromium || has_command chromium-browser || has_command google-chrome; }
has_java() { has_command java && [ "$(java -version 2>&1 | sed -n '1s/.*version "\([0-9]*\).*/\1/p')" -ge 17 ]; }

reads_vietnamese() { has_command tesseract && tesseract --list-langs 2>/dev/null | grep -qx vie; }

needed_to_run() { # the database of the wheel is linked against them
  has_library 'libcurl\.so\.4' || echo libcurl4
  has_library 'libssl\.so\.3' || echo libssl3
}

wanted_to_run() { # without it only scanned directives are refused
  reads_vietnamese || echo tesseract-ocr tesseract-ocr-vie
}

needed_by_tests() {
  needed_to_run
  wanted_to_run
  has_browser || echo chromium
  has_library 'libGL\.so\.1' || echo libgl1
  has_library 'libEGL\.so\.1' || echo libegl1
}

needed_by_kafka() {
  has_java || echo openjdk-17-jre-headless
  has_command mvn || echo maven
}

wanted=
case "${1:-}" in
  run) missing=$(needed_to_run | xargs) wanted=$(wanted_to_run | xargs) ;;
  test) missing=$(needed_by_tests | xargs) ;;
  kafka) missing=$(needed_by_kafka | xargs) ;;
  *) echo "usage: packages.sh run|test|kafka" >&2; exit 2 ;;
esac
[ -n "$missing$wanted" ] || exit 0

if [ "$(id -u)" != 0 ] || ! has_command apt-get; then
  [ -z "$wanted" ] || echo "Scanned directives will be refused; to read them: apt-get install --no-install-recommends $wanted" >&2
  [ -n "$missing" ] || exit 0
  echo "These packages are missing, and installing them needs root on Debian or Ubuntu:" >&2
  echo "  apt-get install --no-install-recommends $missing" >&2
  exit 2
fi

export DEBIAN_FRONTEND=noninteractive
fetch() { apt-get install -qq -y --no-install-recommends "$@" >/dev/null; }
install() { echo "installing $*" && { fetch "$@" 2>/dev/null || { apt-get update -qq && fetch "$@"; }; }; }
[ -z "$missing" ] || install $missing || { # unquoted: one word a package
  echo "apt-get could not install: $missing" >&2
  echo "Install them another way (Ubuntu has Chromium as a snap only: Google Chrome will do), then run this again." >&2
  exit 2
}
[ -z "$wanted" ] || install $wanted || echo "apt-get could not install $wanted: scanned directives will be refused." >&2
