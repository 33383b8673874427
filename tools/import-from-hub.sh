#!/bin/sh
# Imports a checkpoint of HuggingFace's hub, or a folder with one, as a model that reads digits.
#
# Needs: java, and the jar (mvn package -DskipTests). Writes: the output folder.
# Usage: tools/import-from-hub.sh [SOURCE [OUTPUT [OPTION...]]]
#   SOURCE   owner/name[@revision] or a folder; default microsoft/trocr-small-printed
#   OUTPUT   new folder; default runs/ and the last part of SOURCE
#   OPTION   of the verb import, such as --image-size 48x240; see: java -jar target/trocr4j.jar import --help
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
source=${1:-microsoft/trocr-small-printed}
plain=${source%@*}
output=${2:-$root/runs/${plain##*/}}
if [ $# -ge 2 ]; then shift 2; else shift $#; fi

exec java -jar "$root/target/trocr4j.jar" import "$source" --output "$output" "$@"
