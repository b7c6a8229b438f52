#!/bin/sh
# Pin every requirement by version and hash. No registry address gets into the locks.
set -eu
cd "$(dirname "$0")/.."
for name in base dev node; do
    ${UV:-uv} pip compile --quiet --generate-hashes --universal --python-version 3.11 \
        --no-emit-index-url --no-emit-find-links "$@" \
        --output-file "requirements/$name.txt" "requirements/$name.in"
done
